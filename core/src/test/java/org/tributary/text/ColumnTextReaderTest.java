package org.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.DataFormatException;

class ColumnTextReaderTest {
  private static List<ColumnText> read(String text, int tokenColumn) throws IOException {
    List<ColumnText> texts = new ArrayList<>();
    try (ColumnTextReader reader =
        ColumnTextReader.open(Texts.stream(text), "ner.conll", tokenColumn)) {
      for (Optional<ColumnText> t = reader.read(); t.isPresent(); t = reader.read()) {
        texts.add(t.get());
      }
    }
    return texts;
  }

  @Test
  void allLinesAreKept() throws IOException {
    assertThat(read("-DOCSTART- O\n\na\tx y \tN\n b  c\n\t\n\nd e", 2))
        .containsExactly(
            new ColumnText(List.of("-DOCSTART- O"), List.of()),
            new ColumnText(List.of(""), List.of()),
            new ColumnText(List.of("a\tx y \tN", " b  c", "\t"), List.of("x y", "c")),
            new ColumnText(List.of(""), List.of()),
            new ColumnText(List.of("d e"), List.of("e")));
    assertThat(read("", 1)).isEmpty();
  }

  @Test
  void labelIsAppendedWithTheLinesSeparator() {
    ColumnText text = new ColumnText(List.of("a\tN", "b O ", "-DOCSTART- O"), List.of("a", "b"));
    assertThat(text.withLabels(List.of("X", "Y"))).isEqualTo("a\tN\tX\nb O Y\n-DOCSTART- O O\n");
    assertThat(new ColumnText(List.of("a", " "), List.of("a")).withLabels(List.of("X")))
        .isEqualTo("a X\n \n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> text.withLabels(List.of("X")))
        .withMessage("column text: expected 2 labels, one for each token, got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ColumnText(List.of("a"), List.of("a", "b")))
        .withMessageContaining("expected a line for each of 2 tokens, got 1");
  }

  @Test
  void lineWithoutTokenIsRejectedWithFileAndLine() {
    assertThatThrownBy(() -> read("a b\nc\n", 2))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("ner.conll, line 2: expected at least 2 columns, the token in");
    assertThatThrownBy(() -> read("a\t\tb\n", 2))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("ner.conll, line 1: expected a token in column 2, got nothing");
    assertThatIllegalArgumentException().isThrownBy(() -> read("a", 0));
  }
}
