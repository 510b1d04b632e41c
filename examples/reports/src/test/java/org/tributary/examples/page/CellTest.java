package org.tributary.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The text of a table's cell. */
class CellTest {

  /** A right-to-left override would reverse the badges and the words after it. */
  @Test
  void directionalFormattingCharactersAreShownAsEscapes() {
    assertThat(new Cell.Part("a\u202eb\u2069", Cell.Mark.NONE).text())
        .isEqualTo("a\\u202Eb\\u2069");
    String hebrew = "\u05e9\u05dc\u05d5\u05dd";
    assertThat(new Cell.Part(hebrew, Cell.Mark.FOCUS).text()).isEqualTo(hebrew);
  }
}
