package org.tributary.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextProgramsTest {
  /** Sentences that a few epochs teach, with a part of speech for each word. */
  private static final String TAGGED =
      conllu("the/DET dog/NOUN runs/VERB ./PUNCT", "a/DET cat/NOUN eats/VERB ./PUNCT").repeat(20);

  /** Other sentences of the same words. */
  private static final String OTHERS =
      conllu("a/DET dog/NOUN eats/VERB ./PUNCT", "the/DET cat/NOUN runs/VERB ./PUNCT").repeat(5);

  /** Sentences with names; the labels are in the third column. */
  private static final String NAMED =
      "Ann\tX\tB-PER\nLee\tX\tI-PER\nsaw\tX\tO\nRome\tX\tB-LOC\n\nRome\tX\tB-LOC\nsaw\tX\tO\n\n"
          .repeat(20);

  @TempDir private Path folder;

  @Test
  void characterModelBeatsSingleCharacters() {
    ProgramRun run = run("characters", "--steps", "100");
    assertThat(run.number("([0-9.]+) held out\\R\\R?unigram"))
        .isLessThan(run.number("unigram perplexity ([0-9.]+)") / 2);
    assertThat(folder.resolve("characters.png")).isNotEmptyFile();
  }

  @Test
  void characterModelLearnsAnOwnText() throws IOException {
    String verse = "всё течёт, всё меняется. ";
    Path text = Files.writeString(folder.resolve("own.txt"), verse.repeat(100));
    ProgramRun run = run("characters", text.toString(), "--steps", "50");
    assertThat(run.number("([0-9.]+) held out\\R\\R?unigram")).isLessThan(1.1);
    assertThat(run.out()).contains(verse.repeat(3));
    ProgramRun frozen = ProgramRun.of("characters", text.toString(), "--temperature", "0");
    assertThat(frozen.code()).isEqualTo(2);
    assertThat(frozen.err())
        .contains(
            "--temperature: expected a number above 0, got 0.0; a small one writes the most"
                + " probable text");
    Path brief = Files.writeString(folder.resolve("brief.txt"), verse);
    assertThat(ProgramRun.of("characters", brief.toString()).err())
        .startsWith(brief + ": expected a text of at least 2000 characters");
  }

  @Test
  void crfAndLstmAreScoredSideBySide() throws IOException {
    Path train = write("train.conllu", TAGGED);
    Path test = write("test.conllu", OTHERS);
    ProgramRun own = run("from-crf", train.toString(), test.toString(), "--epochs", "8");
    assertThat(own.number("CRF +accuracy ([0-9.]+) %")).isGreaterThan(90);
    assertThat(own.number("LSTM accuracy ([0-9.]+) %")).isGreaterThan(90);
    assertThat(own.out()).contains("CRF", "LSTM", "accuracy");
    assertThat(folder.resolve("from-crf/report.html")).content().contains("LSTM", "CRF");
    ProgramRun builtIn = run("from-crf", "--epochs", "3");
    assertThat(builtIn.number("LSTM accuracy ([0-9.]+) %")).isGreaterThan(85);
    assertThat(builtIn.number("CRF +accuracy ([0-9.]+) %")).isGreaterThan(93);
    assertThat(builtIn.out()).contains("significant");
  }

  @Test
  void partsOfSpeechAreLearned() throws IOException {
    assertThat(run("parts-of-speech", "--epochs", "2").number("accuracy ([0-9.]+) %"))
        .isGreaterThan(60);
    assertThat(folder.resolve("parts-of-speech/report.html")).content().contains("NOUN");
    assertThat(folder.resolve("parts-of-speech/model.tribuo")).isNotEmptyFile();
    Path train = write("t.conllu", TAGGED);
    Path dev = write("d.conllu", OTHERS);
    String[] files = {"parts-of-speech", train.toString(), dev.toString(), dev.toString()};
    ProgramRun xpos = ProgramRun.of(with(files, "--column", "XPOS"));
    assertThat(xpos.code()).isEqualTo(1);
    assertThat(xpos.err()).contains(train.toString()).contains("XPOS");
    assertThat(run(with(files, "--epochs", "8")).number("accuracy ([0-9.]+) %")).isGreaterThan(90);
  }

  @Test
  void namedEntitiesAreLearned() throws IOException {
    ProgramRun builtIn = run("named-entities", "--epochs", "2");
    assertThat(builtIn.number("span F1 ([0-9.]+) %")).isBetween(70.0, 99.0);
    assertThat(folder.resolve("named-entities/report.json")).content().contains("span");
    assertThat(builtIn.out()).contains("LOC", "PER", "Ford Motors (");
    Path train = write("t.conll", NAMED);
    Path dev = write("d.conll", NAMED);
    String[] files = {"named-entities", train.toString(), dev.toString(), dev.toString()};
    assertThat(
            run(with(files, "--label-column", "3", "--epochs", "8")).number("span F1 ([0-9.]+) %"))
        .isGreaterThan(90);
    ProgramRun wrong = ProgramRun.of(files); // column 2 is X throughout
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("X").contains("BIO");
    files[2] = write("bioes.conll", "ran\tX\tO\n\nAnn\tX\tS-PER\n").toString();
    ProgramRun scheme = ProgramRun.of(with(files, "--label-column", "3"));
    assertThat(scheme.err())
        .startsWith(files[2] + ", line 3: expected a label of BIO ")
        .contains("got \"S-PER\"");
    assertThat(scheme.out()).as("before the training").doesNotContain("epoch");
  }

  /** An encoder of drawn weights knows nothing; the words beside it are learned. */
  @Test
  void namedEntitiesAreLearnedWithTokenVectors() throws IOException {
    Path files = Path.of("../../core/src/test/resources/org/tributary/onnx");
    ProgramRun run =
        run("named-entities", "--epochs=2", "--token-vectors=" + files.resolve("encoder.onnx"));
    assertThat(run.number("span F1 ([0-9.]+) %")).isBetween(40.0, 99.0);
    assertThat(folder.resolve("named-entities")).isDirectoryContaining("glob:**encoder-*.onnx");
    assertThat(run.out()).contains("Ford Motors (");
    ProgramRun missing = ProgramRun.of("named-entities", "--token-vectors=none.onnx");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("none.onnx");
  }

  /** Returns sentences, words with a tag each, as CoNLL-U with UPOS. */
  private static String conllu(String... sentences) {
    StringBuilder text = new StringBuilder();
    for (String sentence : sentences) {
      int number = 0;
      for (String word : sentence.split(" ")) {
        number++;
        text.append(
            "%d\t%s\t_\t%s\t_\t_\t_\t_\t_\t_\n"
                .formatted(number, word.split("/")[0], word.split("/")[1]));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private ProgramRun run(String... arguments) {
    ProgramRun run = ProgramRun.of(with(arguments, "--output", folder.toString()));
    assertThat(run.code()).as("%s", run).isZero();
    return run;
  }

  private static String[] with(String[] arguments, String... more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }
}
