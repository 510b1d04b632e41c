package org.tributary.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextProgramsTest {
  /** Sentences that a few epochs teach, with a part of speech for each word. */
  private static final String TAGGED =
      conllu("the/DET dog/NOUN runs/VERB ./PUNCT", "a/DET cat/NOUN eats/VERB ./PUNCT").repeat(20);

  /** Other sentences of the same words. */
  private static final String OTHERS =
      conllu("a/DET dog/NOUN eats/VERB ./PUNCT", "the/DET cat/NOUN runs/VERB ./PUNCT").repeat(5);

  @TempDir private Path folder;

  @Test
  void characterModelBeatsSingleCharacters() {
    ProgramRun run = run("characters", "--steps", "100");
    assertThat(run.number("([0-9.]+) held out\\R\\R?unigram"))
        .isLessThan(run.number("unigram perplexity ([0-9.]+)") / 2);
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
    ProgramRun own =
        run("from-crf", train.toString(), test.toString(), "--epochs", "8", "-o", "" + folder);
    assertThat(own.number("CRF +accuracy ([0-9.]+) %")).isGreaterThan(90);
    assertThat(own.number("LSTM accuracy ([0-9.]+) %")).isGreaterThan(90);
    assertThat(own.out()).contains("CRF", "LSTM", "accuracy");
    assertThat(folder.resolve("from-crf/report.html")).content().contains("LSTM", "CRF");
    ProgramRun builtIn = run("from-crf", "--epochs", "3", "-o", "" + folder);
    assertThat(builtIn.number("LSTM accuracy ([0-9.]+) %")).isGreaterThan(85);
    assertThat(builtIn.number("CRF +accuracy ([0-9.]+) %")).isGreaterThan(93);
    assertThat(builtIn.out()).contains("significant");
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

  private static ProgramRun run(String... arguments) {
    ProgramRun run = ProgramRun.of(arguments);
    assertThat(run.code()).as("%s", run).isZero();
    return run;
  }
}
