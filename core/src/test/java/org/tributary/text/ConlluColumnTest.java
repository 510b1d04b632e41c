package org.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConlluColumnTest {
  @ParameterizedTest
  @CsvSource({
    "1, ID",
    "2, FORM",
    "3, LEMMA",
    "4, UPOS",
    "5, XPOS",
    "6, FEATS",
    "7, HEAD",
    "8, DEPREL",
    "9, DEPS",
    "10, MISC"
  })
  void columnsParseByNumberAndName(String number, ConlluColumn column) {
    assertThat(ConlluColumn.parse(number)).isEqualTo(column);
    assertThat(ConlluColumn.parse(column.name())).isEqualTo(column);
    assertThat(ConlluColumn.parse(column.name().toLowerCase(Locale.ROOT))).isEqualTo(column);
    assertThat(column.number()).isEqualTo(Integer.parseInt(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "11", "pos", "", "04", "4 "})
  void invalidColumnIsRejectedWithTheValidNames(String text) {
    assertThatThrownBy(() -> ConlluColumn.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "column: expected a number from 1 to 10 or one of id, form, lemma, upos, xpos, feats, head, deprel, deps, misc, got \""
                + text
                + "\"");
  }
}
