package org.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.DataFormatException;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;

class ColumnLayoutTest {
  private static TaggedSentence first(String text, ColumnLayout layout) throws IOException {
    try (ColumnReader reader = ColumnReader.open(Texts.stream(text), "spans", layout)) {
      return reader.read().orElseThrow();
    }
  }

  @Test
  void labelsAreConvertedBetweenSchemes() throws IOException {
    ColumnLayout layout = ColumnLayout.of(2, 3).converting(TagScheme.IOB1, TagScheme.BIOES);
    assertThat(first("x a I-X\nx b I-X\nx c B-X\nx d O\n", layout))
        .isEqualTo(
            new TaggedSentence(List.of("a", "b", "c", "d"), List.of("B-X", "E-X", "S-X", "O")));
    assertThat(layout).hasToString("ColumnLayout(tokenColumn=2, labelColumn=3, IOB1 to BIOES)");
  }

  @Test
  void labelOutsideTheSourceSchemeIsRejectedWithItsLine() {
    ColumnLayout layout = ColumnLayout.of(1, 2).converting(TagScheme.BIO, TagScheme.BIOES);
    assertThatThrownBy(() -> first("a O\nb S-X\n", layout))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("spans, line 2: expected a label of BIO");
  }

  @Test
  void invalidLayoutsAreRejected() {
    assertThatThrownBy(() -> ColumnLayout.of(2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labelColumn: expected a column other than the token column, got 2 for both");
    ColumnLayout layout = ColumnLayout.of(1, 2);
    assertThatThrownBy(() -> layout.converting(null, TagScheme.BIO))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("from: expected a value, got null");
    assertThatThrownBy(() -> layout.converting(TagScheme.BIO, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("to: expected a value, got null");
    assertThatThrownBy(() -> first("a O\n", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("layout: expected a value, got null");
  }
}
