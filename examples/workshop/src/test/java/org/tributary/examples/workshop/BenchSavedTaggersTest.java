package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;
import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.io.NumberFormats;

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
  void savedTaggerIsTimedBesideItsOnnxFile() throws IOException {
    JsonNode rows =
        BenchOutput.of(folder, "onnx", "--model", model, "--input", files.dev()).json().get("rows");
    assertThat(rows.findValuesAsText("tagger")).containsExactly("Tributary", "ONNX Runtime");
    for (JsonNode row : rows) {
      assertThat(row.get("wordsPerSecond").asDouble()).isPositive();
      assertThat(row.get("differentLabels").asInt()).isZero();
    }
  }

  @Test
  void taggerWithTokenVectorsIsTimedBesideItsEncoder() throws IOException {
    Path encoder = Path.of("../../core/src/test/resources/org/tributary/onnx");
    String contextual = path("contextual.tribuo");
    tributary(
        "train",
        "--train=" + files.train(),
        "--dev=" + files.dev(),
        "--column=upos",
        "--preset=contextual",
        "--token-vectors=" + encoder.resolve("encoder.onnx"),
        "--tokenizer=" + encoder.resolve("tokenizer.json"),
        "--token-vector-cache=" + path("cache"),
        "--epochs=1",
        "--hidden-size=8",
        "--model=" + contextual);
    List<String> arguments =
        List.of("token-vectors", "--model", contextual, "--input", files.dev());
    for (String options : List.of("", "--sentence-by-sentence")) {
      BenchOutput output =
          BenchOutput.of(
              folder,
              Stream.concat(arguments.stream(), Stream.of(options).filter(o -> !o.isEmpty()))
                  .toArray(String[]::new));
      assertThat(output.json().get("pieces").asInt())
          .isGreaterThanOrEqualTo(output.json().get("words").asInt() + 2 * 60);
      JsonNode rows = output.rows();
      assertThat(rows.findValuesAsText("program"))
          .containsExactly("Tributary", "ONNX Runtime, encoder alone");
      assertThat(rows.get(1).get("timeOverEncoder").asDouble()).isEqualTo(1);
      double ratio = rows.get(0).get("medianOverEncoder").asDouble();
      assertThat(rows.get(0).get("sentenceMedianMs").asDouble())
          .isCloseTo(ratio * rows.get(1).get("sentenceMedianMs").asDouble(), Offset.offset(1e-9));
    }
    BenchCli.run("token-vectors", "--model", model, "--input", files.dev())
        .failsSaying(
            model
                + ": expected a tagger with token vectors, got one without; train it with --token-vectors");
  }

  @Test
  void startupIsTimedInFreshProcesses() throws IOException {
    JsonNode json =
        BenchOutput.of(
                folder,
                "start",
                "--model",
                model,
                "--runs",
                "2",
                "--jvm=-XX:TieredStopAtLevel=1",
                "--jvm=-Xshare:auto")
            .json();
    assertThat(json.get("jvmOptions"))
        .extracting(JsonNode::asText)
        .containsExactly("-XX:TieredStopAtLevel=1", "-Xshare:auto");
    JsonNode rows = json.get("rows");
    List<String> parts = new ArrayList<>();
    for (JsonNode row : rows) {
      parts.add(row.get("part").asText());
      assertThat(row.get("seconds").asDouble())
          .isBetween(row.get("min").asDouble(), row.get("max").asDouble());
    }
    assertThat(parts).contains("load model", "start to first prediction");
    JsonNode untilFirst = rows.get(4);
    JsonNode process = rows.get(5);
    assertThat(process.get("min").asDouble()).isGreaterThan(untilFirst.get("min").asDouble());
    BenchCli.run("start", "--model", model, "--jvm=-XX:NoSuchOption")
        .failsSaying(
            "child process: FirstPrediction ended with exit code 1: Unrecognized VM option"
                + " 'NoSuchOption'");
  }

  @Test
  void invalidArgumentsAreRejected() {
    BenchCli.run("start", "--model", "m", "--runs", "0")
        .isWrongUsage("bench start", "--runs: expected at least 1, got 0");
  }
}
