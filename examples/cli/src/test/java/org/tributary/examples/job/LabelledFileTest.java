package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.DataFormatException;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LabelledFile.Format;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.data.WordFeatureExtractor;

class LabelledFileTest {

  private static final String CONLLU =
      "1\tthe\t_\tDET\tDT\t_\t_\t_\t_\t_\n2\tcup\t_\tNOUN\tNN\t_\t_\t_\t_\t_\n\n";
  private static final String COLUMNS = "DT the O\nNN cup B\n\nNN tea B\n";

  @TempDir Path folder;

  private LabelledFile read(String text, Format format, String column, int tokenColumn)
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), text);
    return LabelledFile.read(
        file,
        new Columns(format, new LabelColumnChoice(column), tokenColumn),
        new WordFeatureExtractor());
  }

  private static String firstWord(LabelledFile file) {
    return TokenMetadata.token(file.sentences().getExample(0).get(0)).orElseThrow();
  }

  @Test
  void conlluColumnIsReadByNameAndNumber() throws IOException {
    assertThat(read(CONLLU, Format.DETECT, "UPOS", 1).labels()).containsExactly("DET", "NOUN");
    LabelledFile byNumber = read(CONLLU, Format.DETECT, "5", 1);
    assertThat(byNumber.labels()).containsExactly("DT", "NN");
    assertThat(firstWord(byNumber)).isEqualTo("the");
    assertThat(read(CONLLU, Format.CONLLU, "4", 1).labels()).containsExactly("DET", "NOUN");
  }

  @Test
  void columnFileIsRead() throws IOException {
    LabelledFile file = read(COLUMNS, Format.DETECT, "3", 2);
    assertThat(file.labels()).containsExactly("B", "O");
    assertThat(firstWord(file)).isEqualTo("the");
    assertThat(file.tokens()).isEqualTo(3);
    assertThat(file).hasToString(file.path() + " (2 sentences, 3 words, 2 labels)");
    assertThat(firstWord(read(CONLLU, Format.COLUMNS, "5", 4))).isEqualTo("DET");
  }

  @Test
  void sameColumnForWordsAndLabelsIsRejected() {
    assertThatThrownBy(() -> read(COLUMNS, Format.DETECT, "2", 2))
        .isInstanceOf(JobException.class)
        .hasMessage(
            folder.resolve("file")
                + ": expected labels in a column other than the words', got column 2 for both;"
                + " change --column or --token-column");
  }

  @Test
  void columnNumberBeyondConlluIsRejected() {
    assertThatThrownBy(() -> read(CONLLU, Format.DETECT, "11", 1))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("file: column: expected a number from 1 to 10")
        .hasMessageContaining("got \"11\"");
  }

  private static Optional<String> note(LabelledFile dev, LabelledFile train) {
    return dev.unseenLabelNote(train.labels(), "the training file");
  }

  @Test
  void labelsMissingFromTrainingAreListed() throws IOException {
    LabelledFile train =
        LabelledFile.read(
            Files.writeString(folder.resolve("train"), "a X\nb Y\n"),
            new Columns(Format.COLUMNS, new LabelColumnChoice("2"), 1),
            new WordFeatureExtractor());
    LabelledFile dev =
        read("a X\n\nb Y\nc P\n\nd Q\ne P\nf R\n\ng S\nh T\ni U\nj V\n", Format.COLUMNS, "2", 1);
    assertThat(note(dev, train))
        .contains(
            "8 of its words have a label that the training file lacks, which counts as a mistake:"
                + " 'P' (first in sentence 2), 'Q' (first in sentence 3), 'R' (first in sentence"
                + " 3), 'S' (first in sentence 4), 'T' (first in sentence 4) and 2 others");
    assertThat(note(train, dev)).isEmpty();
    LabelledFile spans =
        LabelledFile.read(
            Files.writeString(folder.resolve("spans"), "a B-X\nb O\n"),
            new Columns(Format.COLUMNS, new LabelColumnChoice("2"), 1),
            new WordFeatureExtractor());
    assertThat(note(read("a O\nb MISC\n", Format.COLUMNS, "2", 1), spans).orElseThrow())
        .endsWith(
            "'MISC' (first in sentence 1); 'MISC' is not a span label, so the best epoch is chosen"
                + " by accuracy, not F1");
    assertThat(note(read("a O\nb B-Y\n", Format.COLUMNS, "2", 1), spans).orElseThrow())
        .endsWith("'B-Y' (first in sentence 1)");
    assertThat(note(read("a P\n", Format.COLUMNS, "2", 1), train).orElseThrow())
        .startsWith("1 of its words have")
        .endsWith("'P' (first in sentence 1)");
  }

  @Test
  void labelThatIsNotOfSpansIsNotedIfMostAre() throws IOException {
    assertThat(read("a B-X\nb I-X\nc b-x\nd O\n", Format.COLUMNS, "2", 1).nonSpanLabelNote())
        .contains(
            folder.resolve("file")
                + ": the label 'b-x' is not a span label such as B-PER, so that defaults for spans (a CRF, span F1) are off; correct it if it is a mistake");
    for (String regular :
        List.of("a B-X\nb I-X\nc O\n", "a B-X\nb DET\nc NOUN\n", "a B\nb I\nc X\n")) {
      assertThat(read(regular, Format.COLUMNS, "2", 1).nonSpanLabelNote()).isEmpty();
    }
  }

  @Test
  void formatIsDetectedInGzipAndAfterByteOrderMark() throws IOException {
    assertThat(read("\uFEFF" + CONLLU, Format.DETECT, "4", 1).labels())
        .containsExactly("DET", "NOUN");
    Path file = folder.resolve("file.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(CONLLU.getBytes(StandardCharsets.UTF_8));
    }
    Columns columns = new Columns(Format.DETECT, new LabelColumnChoice("4"), 1);
    assertThat(LabelledFile.read(file, columns, new WordFeatureExtractor()).labels())
        .containsExactly("DET", "NOUN");
  }

  @Test
  void formatDetectionRejectsDevices() {
    Path device = Path.of("/dev/null");
    assumeThat(device).exists();
    Columns columns = new Columns(Format.DETECT, new LabelColumnChoice("4"), 1);
    assertThatThrownBy(() -> LabelledFile.read(device, columns, new WordFeatureExtractor()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("got input that can be read only once")
        .hasMessageEndingWith("pass --format conllu or --format columns");
  }

  @Test
  void underscoreLabelsAreCounted() throws IOException {
    assertThat(read("a X\nb _\n\nc _\n", Format.COLUMNS, "2", 1).missingLabelCount()).isEqualTo(2);
    assertThat(read("a X\n", Format.COLUMNS, "2", 1).missingLabelCount()).isZero();
  }

  @Test
  void detectedConlluIsReadAsConllu() throws IOException {
    assertThat(read("# a\n" + CONLLU, Format.DETECT, "4", 1).labels())
        .containsExactly("DET", "NOUN");
    for (String damaged :
        List.of(CONLLU.replace("2\tcup", "3\tcup"), "1-2\tthec\t_\t_\t_\t_\t_\t_\t_\t_\n")) {
      assertThatThrownBy(() -> read(damaged, Format.DETECT, "4", 1))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("line")
          .hasMessageEndingWith("(detected as CoNLL-U; if it is not, pass --format columns)")
          .hasCauseInstanceOf(DataFormatException.class);
    }
    assertThat(firstWord(read("#\tX\n1\tY\n", Format.DETECT, "2", 1))).isEqualTo("#");
    for (String column : List.of("1", "2")) {
      assertThatThrownBy(() -> read(CONLLU, Format.DETECT, column, 1))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("expected a column of labels, got ");
    }
  }

  @Test
  void labelColumnsAreParsed() {
    assertThat(new LabelColumnChoice("xpos")).isEqualTo(new LabelColumnChoice("xpos"));
    assertThat(new LabelColumnChoice("XPOS")).hasToString("xpos");
    assertThat(new LabelColumnChoice("12"))
        .isEqualTo(new LabelColumnChoice("12"))
        .hasToString("12");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelColumnChoice("tag"))
        .withMessage(
            "expected upos, xpos or another column name of CoNLL-U, or a column number, got"
                + " 'tag'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelColumnChoice("0"))
        .withMessage("expected a column number of at least 1, got 0; the first column is 1");
    assertThatIllegalArgumentException().isThrownBy(() -> new LabelColumnChoice("-3"));
    assertThatIllegalArgumentException().isThrownBy(() -> new LabelColumnChoice("99999999999"));
  }
}
