package org.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tributary.text.Texts.word;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.DataFormatException;
import org.tributary.tagger.TaggedSentence;

class ConlluReaderTest {
  private static final String RANGE = "3-4\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No";
  private static final String NODE = "4.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t0:root\t_";
  private static final String FIRST =
      String.join(
          "\n",
          "# sent_id = 1",
          "# text = Oh I don't",
          word("1", "Oh", "INTJ"),
          word("2", "I", "PRON"),
          RANGE,
          word("3", "do", "AUX"),
          word("4", "n't", "PART"),
          NODE);
  private static final String SECOND =
      word("1", "Ärger 1 000", "NOUN") + "\n" + word("2", "#", "SYM");

  private static List<ConlluSentence> sentences(InputStream input) throws IOException {
    List<ConlluSentence> sentences = new ArrayList<>();
    try (ConlluReader reader = ConlluReader.open(input, "text")) {
      for (Optional<ConlluSentence> s = reader.read(); s.isPresent(); s = reader.read()) {
        sentences.add(s.get());
      }
    }
    return sentences;
  }

  private static String written(String text) throws IOException {
    StringBuilder written = new StringBuilder();
    sentences(Texts.stream(text)).forEach(sentence -> written.append(sentence.text()));
    return written.toString();
  }

  @Test
  void allLinesAreKeptAndIntegerIdsAreWords() throws IOException {
    List<ConlluSentence> read = sentences(Texts.stream(FIRST + "\n\n" + SECOND + "\n\n"));
    assertThat(read).hasSize(2);
    assertThat(read.get(0).lines()).isEqualTo(FIRST.lines().toList());
    assertThat(read.get(0).words()).containsExactly("Oh", "I", "do", "n't");
    assertThat(read.get(0).column(ConlluColumn.UPOS))
        .containsExactly("INTJ", "PRON", "AUX", "PART");
    assertThat(read.get(1).words()).containsExactly("Ärger 1 000", "#");
    assertThat(read.get(1).column(ConlluColumn.MISC)).containsExactly("misc", "misc");
    assertThat(read.get(1).column(ConlluColumn.ID)).containsExactly("1", "2");
  }

  @Test
  void textRoundTrips() throws IOException {
    String text = FIRST + "\n\n" + SECOND + "\n\n";
    assertThat(written(text)).isEqualTo(text);
  }

  @Test
  void wordsRangesAndEmptyNodesAreCounted() throws IOException {
    String rooted = "0.1\t_\t_\t_\t_\t_\t_\t_\t_\t_\n" + SECOND;
    String text = FIRST + "\n\n" + rooted + "\n\n";
    try (ConlluReader reader = ConlluReader.open(Texts.stream(text), "text")) {
      assertThat(reader.counts()).isEqualTo(new ConlluReader.Counts(0, 0, 0, 0));
      reader.read();
      assertThat(reader.counts()).isEqualTo(new ConlluReader.Counts(1, 4, 1, 1));
      reader.read();
      assertThat(reader.read()).isEmpty();
      assertThat(reader.read()).isEmpty();
      assertThat(reader.counts()).isEqualTo(new ConlluReader.Counts(2, 6, 1, 2));
    }
  }

  @Test
  void otherLineEndingsAndBlankLinesAreAccepted() throws IOException {
    String text = FIRST + "\n\n" + SECOND + "\n\n";
    String windows = "\uFEFF" + text.replace("\n", "\r\n");
    assertThat(written(windows)).isEqualTo(text);
    assertThat(written("\n \n" + FIRST + "\n\t\n\n\n" + SECOND)).isEqualTo(text);
    assertThat(written("")).isEmpty();
    assertThat(written("\n\n")).isEmpty();
  }

  @Test
  void commentBetweenWordsIsKept() throws IOException {
    String text = word("1", "a", "X") + "\n# late\n" + word("2", "b", "Y") + "\n\n";
    assertThat(written(text)).isEqualTo(text);
  }

  @Test
  void plainAndGzipFilesAreDetectedByContent(@TempDir Path folder) throws IOException {
    Path gzip = Files.write(folder.resolve("a.conllu"), Texts.gzip(FIRST));
    Path plain = Files.writeString(folder.resolve("b.conllu.gz"), FIRST);
    for (Path file : List.of(gzip, plain)) {
      try (ConlluReader reader = ConlluReader.open(file)) {
        assertThat(reader.read().orElseThrow().lines()).isEqualTo(FIRST.lines().toList());
      }
    }
  }

  @Test
  void fileIsReadAsTaggedSentences(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.conllu.gz"), Texts.gzip(FIRST + "\n\n" + SECOND));
    assertThat(ConlluReader.read(file, ConlluColumn.UPOS))
        .hasSize(2)
        .first()
        .returns(List.of("Oh", "I", "do", "n't"), TaggedSentence::tokens)
        .returns(List.of("INTJ", "PRON", "AUX", "PART"), TaggedSentence::labels);
  }

  @Test
  void fileWithoutSentencesOrLabelsIsRejected(@TempDir Path folder) throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.conllu"), "\n\n");
    assertThatThrownBy(() -> ConlluReader.read(empty, ConlluColumn.UPOS))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            empty
                + ": expected at least one sentence, got none; is the file empty, or the wrong one?");
    Path bare = Files.writeString(folder.resolve("bare.conllu"), word("1", "a", "_"));
    assertThatThrownBy(() -> ConlluReader.read(bare, ConlluColumn.UPOS))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            bare
                + ": expected labels in column 4 (UPOS), got _ for every word: this file does not have the column; choose another column or another file");
    assertThat(ConlluReader.read(bare, ConlluColumn.XPOS)).hasSize(1);
  }

  @Test
  void endlessTextIsStreamed() throws IOException {
    InputStream endless = Texts.endless(Texts.utf8(FIRST + "\n\n"));
    try (ConlluReader reader = ConlluReader.open(endless, "endless")) {
      for (int i = 0; i < 5000; i++) {
        assertThat(reader.read().orElseThrow().words()).hasSize(4);
      }
      assertThat(reader.counts().words()).isEqualTo(20_000);
    }
  }

  @Property(tries = 100)
  void randomSentencesRoundTrip(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 40) Integer> lengths,
      @ForAll @IntRange(min = 2, max = 5) int every)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (int length : lengths) {
      text.append("# text\n");
      for (int i = 1; i <= length; i++) {
        if (i % every == 0 && i < length) {
          text.append(i).append('-').append(i + 1).append("\t_".repeat(9)).append('\n');
        }
        text.append(word(Integer.toString(i), "w" + i, "T" + i % 3)).append('\n');
        if (i % every == 1) {
          text.append(i).append(".1").append("\t_".repeat(9)).append('\n');
        }
      }
      text.append('\n');
    }
    assertThat(written(text.toString())).isEqualTo(text.toString());
    assertThat(sentences(Texts.stream(text.toString())))
        .extracting(ConlluSentence::words)
        .isEqualTo(
            lengths.stream()
                .map(n -> IntStream.rangeClosed(1, n).mapToObj(i -> "w" + i).toList())
                .toList());
  }

  @Test
  void sentenceListsAreUnmodifiable() throws IOException {
    ConlluSentence sentence = sentences(Texts.stream(FIRST)).get(0);
    for (List<String> list : List.of(sentence.lines(), sentence.words())) {
      assertThat(list.getClass()).isEqualTo(Collections.unmodifiableList(list).getClass());
    }
  }
}
