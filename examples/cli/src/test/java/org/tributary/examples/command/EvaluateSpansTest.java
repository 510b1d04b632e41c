package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Span scores of a small entity tagger. */
class EvaluateSpansTest {
  private static final String SENTENCES =
      "Ann B-PER\nLee I-PER\nsaw O\nRome B-LOC\n\nRome B-LOC\nsaw O\nAnn B-PER\nLee I-PER\n\n";

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    Files.writeString(folder.resolve("train"), SENTENCES.repeat(20));
    Cli.run(
            "train",
            "--train",
            path("train"),
            "--dev",
            path("train"),
            "--column",
            "2",
            "--model",
            path("model"),
            "--epochs",
            "8",
            "--hidden-size",
            "8",
            "--embedding-size",
            "10",
            "--learning-rate",
            "0.05",
            "--batch-size",
            "8",
            "--dropout",
            "0")
        .succeeds();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static Cli evaluate(String test) throws IOException {
    Files.writeString(folder.resolve("test"), test);
    return Cli.run(
            "evaluate",
            "--model",
            path("model"),
            "--test",
            path("test"),
            "--column",
            "2",
            "--json",
            path("score.json"))
        .succeeds();
  }

  private static JsonNode spans() throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(folder.resolve("score.json")))
        .path("spans");
  }

  @Test
  void spanScoresArePrintedAndWrittenAsJson() throws IOException {
    assertThat(evaluate(SENTENCES + "Ann B-PER\nLee O\nsaw O\nRome B-LOC\n").output())
        .containsPattern(
            "span F1 +83\\.33 %  95 % interval [\\d.]+–[\\d.]+ %  5 of 6 spans, 6 predicted\n"
                + "precision +83\\.33 % .*\nrecall +83\\.33 % .*\naccuracy +91\\.67 % .* 11 of 12 words")
        .containsPattern(
            "LOC +1\\.0000 +1\\.0000 +1\\.0000 +3 +3\nPER +0\\.6667 +0\\.6667 +0\\.6667 +3 +3\n")
        .containsPattern("calibration .* %  expected calibration error of spans\n")
        .containsPattern("calibration .* %  expected calibration error of words\n");
    assertThat(spans().at("/f1/value").asDouble()).isEqualTo(5 / 6.0);
    assertThat(spans().get("types")).hasSize(2);
  }

  @Test
  void testFileWithoutSpansIsScored() throws IOException {
    assertThat(evaluate("Rome O\nsaw O\n").output()).contains("0 of 0 spans, 1 predicted");
  }

  /**
   * The label O, which files of any kinds of spans have, does not tell that the kinds are right.
   */
  @Test
  void spansOfOtherTypesAreRefused() throws IOException {
    Path other =
        Files.writeString(
            folder.resolve("other"), "Flu B-DISEASE\nand O\nflu O\nis O\n\n".repeat(12));
    Cli.run("evaluate", "--model", path("model"), "--test", other.toString(), "--column", "2")
        .failsSaying(
            other
                + ": expected labels that the tagger can predict, [B-LOC, B-PER, I-PER, O], got others for 100.0 % of the tokens in spans: [B-DISEASE]; are they of another label column, tag set or scheme? choose the label column of the training data for both; the model was trained on --column 2");
  }

  @Test
  void labelOutsideTheSchemeDisablesSpanScores() throws IOException {
    assertThat(evaluate(SENTENCES + "Rome NNP\n").output()).doesNotContain("span F1");
    assertThat(spans().isNull()).isTrue();
  }
}
