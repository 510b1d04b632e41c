package org.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.DataFormatException;
import org.tributary.tagger.TaggedSentence;

class ColumnReaderTest {
  private static List<TaggedSentence> read(String text, int tokenColumn, int labelColumn)
      throws IOException {
    List<TaggedSentence> sentences = new ArrayList<>();
    try (ColumnReader reader =
        ColumnReader.open(
            Texts.stream(text), "ner.conll", ColumnLayout.of(tokenColumn, labelColumn))) {
      for (Optional<TaggedSentence> s = reader.read(); s.isPresent(); s = reader.read()) {
        sentences.add(s.get());
      }
    }
    return sentences;
  }

  private static TaggedSentence sentence(String tokens, String labels) {
    return new TaggedSentence(List.of(tokens.split(" ", -1)), List.of(labels.split(" ", -1)));
  }

  @Test
  void columnsSplitAtTabsOrBlanksAndBlankLinesEndSentences() throws IOException {
    assertThat(read("EU\tB-ORG\nsays\tO\n\nno\tO\n\t\nyes\tO\n \t \n\n#\tO", 1, 2))
        .containsExactly(
            sentence("EU says", "B-ORG O"),
            sentence("no", "O"),
            sentence("yes", "O"),
            sentence("#", "O"));
    assertThat(read("EU NNP  B-NP   B-ORG \r\nsays VBZ B-VP O\r\n\r\n", 1, 4))
        .containsExactly(sentence("EU says", "B-ORG O"));
    assertThat(read("", 1, 2)).isEmpty();
  }

  @Test
  void hashtagIsATokenNotAComment() throws IOException {
    assertThat(read("#WNUT\tB-event\nis\tO\n# text\tO\n\n#\tO\n", 1, 2))
        .containsExactly(
            new TaggedSentence(List.of("#WNUT", "is", "# text"), List.of("B-event", "O", "O")),
            sentence("#", "O"));
  }

  @Test
  void requestedColumnsAreRead() throws IOException {
    assertThat(read("O\tEU\tB\tx y\nO\tsays\tI\tz", 2, 4))
        .containsExactly(new TaggedSentence(List.of("EU", "says"), List.of("x y", "z")));
    assertThat(read("B EU\nI says", 2, 1)).containsExactly(sentence("EU says", "B I"));
  }

  @Test
  void otherWhiteSpaceBelongsToTokens() throws IOException {
    assertThat(read("1\u00a0000 O\n\u3000\tO", 1, 2))
        .containsExactly(new TaggedSentence(List.of("1\u00a0000", "\u3000"), List.of("O", "O")));
  }

  @Test
  void spacesAroundColumnsAreDropped() throws IOException {
    assertThat(read("a b \t O \n  c\tO", 1, 2))
        .containsExactly(new TaggedSentence(List.of("a b", "c"), List.of("O", "O")));
  }

  @Test
  void documentStartsAreSkippedAndEndSentences() throws IOException {
    assertThat(read("-DOCSTART- -X- O O\n\na b c D\n-DOCSTART-\ne f g H\n-DOCSTART-ed x y Z", 1, 4))
        .containsExactly(sentence("a", "D"), sentence("e -DOCSTART-ed", "H Z"));
  }

  @Test
  void plainAndGzipFilesAreRead(@TempDir Path folder) throws IOException {
    Path gzip = Files.write(folder.resolve("a.conll"), Texts.gzip("é\tO\n"));
    try (ColumnReader reader = ColumnReader.open(gzip, ColumnLayout.of(1, 2))) {
      assertThat(reader.read()).contains(sentence("é", "O"));
    }
  }

  @Test
  void fileIsReadAsTaggedSentences(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.conll.gz"), Texts.gzip("a x O\n\nb x B-X\nc x O\n"));
    assertThat(ColumnReader.read(file, ColumnLayout.of(1, 3)))
        .containsExactly(sentence("a", "O"), sentence("b c", "B-X O"));
  }

  @Test
  void fileWithoutSentencesOrLabelsIsRejected(@TempDir Path folder) throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "-DOCSTART- O\n");
    assertThatThrownBy(() -> ColumnReader.read(empty, ColumnLayout.of(1, 2)))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(empty + ": expected at least one sentence, got none");
    Path bare = Files.writeString(folder.resolve("bare"), "a _\n\nb _\n");
    assertThatThrownBy(() -> ColumnReader.read(bare, ColumnLayout.of(1, 2)))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(bare + ": expected labels in column 2, got _ for every word");
  }

  @Test
  void tooFewColumnsAreRejectedWithFileAndLine() {
    String cure = "; is the column number right, and are the columns separated by tabs or spaces?";
    assertThatThrownBy(() -> read("EU\tNNP\tO\n\nGermany\tNNP\n", 1, 3))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            "ner.conll, line 3: expected at least 3 columns, the label in column 3, got 2 in \"Germany\\tNNP\""
                + cure);
    assertThatThrownBy(() -> read("EU;NNP;O", 2, 1))
        .hasMessage(
            "ner.conll, line 1: expected at least 2 columns, the token in column 2, got 1 in \"EU;NNP;O\""
                + cure);
  }

  @Test
  void emptyTokenOrLabelIsRejectedWithFileAndLine() {
    assertThatThrownBy(() -> read("\n\tO\n", 1, 2))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            "ner.conll, line 2: expected a token in column 1, got nothing in \"\\tO\"; is a tab doubled?");
    assertThatThrownBy(() -> read("EU\t\tO\n", 1, 2))
        .hasMessage(
            "ner.conll, line 1: expected a label in column 2, got nothing in \"EU\\t\\tO\"; is a tab doubled?");
  }

  @Test
  void columnNumbersBelowOneAreRejected() {
    assertThatThrownBy(() -> read("EU O", 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokenColumn: expected a column number of at least 1, got 0");
    assertThatThrownBy(() -> read("EU O", 1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labelColumn: expected a column number of at least 1, got -1");
    assertThatThrownBy(() -> ColumnLayout.of(0, 2)).hasMessageStartingWith("tokenColumn: ");
    assertThatThrownBy(() -> ColumnLayout.of(1, 0)).hasMessageStartingWith("labelColumn: ");
  }
}
