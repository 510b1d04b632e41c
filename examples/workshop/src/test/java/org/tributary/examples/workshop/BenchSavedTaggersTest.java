package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;
import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.io.NumberFormats;
import org.tributary.testing.ChildProcess;

/** Benchmarks of a tagger that the {@code train} command saved. */
class BenchSavedTaggersTest {
  @TempDir private static Path folder;
  private static TaggedFiles files;
  private static String model;

  @BeforeAll
  static void train() throws IOException {
    files = TaggedFiles.write(folder);
    model = path("saved.tribuo");
    String[] arguments = {
      "train",
      "--train",
      files.train(),
      "--dev",
      files.dev(),
      "--column",
      "upos",
      "--model",
      model,
      "--epochs",
      "1",
      "--hidden-size",
      "8",
      "--layers",
      "1",
      "--character-encoder",
      "none"
    };
    tributary(arguments);
  }

  private static Cli tributary(String... arguments) {
    return Cli.of("tributary", console -> TributaryCommand.run(console, arguments)).succeeds();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Models that the train command saved. */
  @Test
  void savedModelsAreScoredWithoutTraining() throws IOException {
    BenchOutput output = BenchOutput.of(folder, files.taggers("--model", model + "," + model));
    JsonNode rows = output.json().get("rows");
    assertThat(rows.findValuesAsText("tagger"))
        .containsExactly("OpenNLP perceptron", "OpenNLP maxent", "Tribuo CRF", model, model);
    for (int k : new int[] {3, 4}) {
      assertThat(rows.get(k).has("trainingSeconds")).isFalse();
    }
    String accuracy = NumberFormats.percent(rows.get(3).get("accuracy").asDouble());
    assertThat(evaluated()).containsPattern("accuracy +" + accuracy);
  }

  /** Returns the output of the evaluate command, which reads and scores by other classes. */
  private static String evaluated() {
    return tributary("evaluate", "--model", model, "--test", files.dev(), "--column", "upos")
        .output();
  }

  @Test
  void missingModelIsReportedBeforeTheOthersTrain() {
    Cli run = BenchCli.run(files.taggers("--model", path("missing.tribuo")));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.error()).contains("missing.tribuo");
    assertThat(run.output()).doesNotContain("OpenNLP");
  }

  @Test
  void savedTaggerIsTimed() throws IOException {
    BenchOutput output =
        BenchOutput.of(folder, "tagging", "--model", model, "--input", files.dev());
    assertThat(output.json().get("sentences").asInt()).isEqualTo(60);
    JsonNode row = output.rows().get(0);
    assertThat(row.get("wordsPerSecond").asDouble()).isPositive();
    assertThat(row.get("sentenceP99Ms").asDouble())
        .isGreaterThanOrEqualTo(row.get("sentenceMedianMs").asDouble());

    Path columns = Files.writeString(folder.resolve("two.conll"), "a\tX\nb\tX\n\nc\tX\n");
    BenchOutput two =
        BenchOutput.of(folder, "tagging", "--model", model, "--input", columns.toString());
    assertThat(two.json().get("sentences").asInt()).isEqualTo(2);

    Files.writeString(folder.resolve("empty"), "\n\n");
    BenchCli.run("tagging", "--model", model, "--input", path("empty"))
        .failsSaying(path("empty") + ": expected at least one sentence, got none");
    BenchCli.run("tagging", "--model", model, "--input", path("absent"))
        .failsSaying(path("absent") + ": no such file; check the path");
  }

  @Test
  void firstSentenceIsTimedInAFreshProcess() throws Exception {
    Process process =
        ChildProcess.builder(
                System.getProperty("java.class.path"), List.of(), FirstSentence.class, model)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(Long.parseLong(printed.strip())).isPositive();
  }
}
