package org.tributary.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.bench.tagger.PeerScript;
import org.tributary.examples.command.Cli;
import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.text.NumberFormats;

/** Benchmarks of taggers on small files. */
class BenchTaggersTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    String[][] words = {{"the", "a"}, {"dog", "cat", "cup"}, {"runs", "eats"}, {"."}};
    String[] tags = {"DET", "NOUN", "VERB", "PUNCT"};
    Random random = new Random(5);
    StringBuilder text = new StringBuilder();
    for (int sentence = 0; sentence < 60; sentence++) {
      for (int i = 0; i < tags.length; i++) {
        String word = words[i][random.nextInt(words[i].length)];
        text.append("%d\t%s\t_\t%s\t_\t_\t_\t_\t_\t_\n".formatted(i + 1, word, tags[i]));
      }
      text.append('\n');
    }
    Files.writeString(folder.resolve("train.conllu"), text);
    Files.writeString(folder.resolve("dev.conllu"), text.toString().replace("cup", "jug"));
    Files.writeString(
        folder.resolve("spans"),
        "Ann B-PER\nLee I-PER\nsaw O\nRome B-LOC\n\nRome B-LOC\nsaw O\nAnn B-PER\nLee I-PER\n\n"
            .repeat(20));
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void everyLibraryTrainsOnTheSameFile() throws IOException {
    BenchOutput output =
        BenchOutput.of(
            folder,
            "taggers",
            "--train",
            path("train.conllu"),
            "--dev",
            path("dev.conllu"),
            "--column",
            "upos",
            "--epochs",
            "8",
            "--hidden-size",
            "8",
            "--embedding-size",
            "10",
            "--learning-rate",
            "0.05",
            "--batch-size",
            "10",
            "--dropout",
            "0.1");
    List<String> taggers = new ArrayList<>();
    for (JsonNode row : output.json().get("rows")) {
      taggers.add(row.get("tagger").asText());
      // three of four words are known; the position determines the fourth
      assertThat(row.get("accuracy").asDouble()).as("%s", row).isGreaterThan(0.9);
      assertThat(row.has("accuracyUnknown")).isTrue();
      assertThat(row.has("spans")).isFalse();
      assertThat(row.get("trainingSeconds").asDouble()).isPositive();
      assertThat(row.get("wordsPerSecond").asDouble()).isPositive();
    }
    assertThat(taggers)
        .containsExactly("OpenNLP perceptron", "OpenNLP maxent", "Tribuo CRF", "Tributary LSTM");
    assertThat(output.run().output()).contains("unknown words", "Tribuo CRF", "60 sentences");
  }

  /** Models that the train command saved; the figure has one point for each tagger. */
  @Test
  void savedModelsAreScoredWithoutTraining() throws IOException {
    trainModel("saved.tribuo");
    String model = path("saved.tribuo");
    BenchOutput output =
        BenchOutput.of(
            folder,
            "taggers",
            "--train",
            path("train.conllu"),
            "--dev",
            path("dev.conllu"),
            "--column",
            "upos",
            "--model",
            model + "," + model);
    JsonNode rows = output.json().get("rows");
    assertThat(rows.findValuesAsText("tagger"))
        .containsExactly("OpenNLP perceptron", "OpenNLP maxent", "Tribuo CRF", model, model);
    for (int k : new int[] {3, 4}) {
      assertThat(rows.get(k).has("trainingSeconds")).isFalse();
    }
    String accuracy = NumberFormats.percent(rows.get(3).get("accuracy").asDouble());
    assertThat(evaluated("saved.tribuo")).containsPattern("accuracy +" + accuracy);
    assertThat(Files.readString(folder.resolve("result.svg")))
        .contains("saved.tribuo", "accuracy, %", "OpenNLP maxent");
  }

  @Test
  void spanLabelsAreScoredBySpans() throws IOException {
    JsonNode rows =
        BenchOutput.of(
                folder,
                "taggers",
                "--train",
                path("spans"),
                "--dev",
                path("spans"),
                "--column",
                "2",
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
            .json()
            .get("rows");
    assertThat(rows).hasSize(2);
    for (JsonNode row : rows) {
      assertThat(row.get("spans").get("f1").asDouble()).as("%s", row).isEqualTo(1);
      assertThat(row.get("spans").get("support").asInt()).isEqualTo(80);
      assertThat(row.has("accuracyUnknown")).isFalse();
    }
  }

  @Test
  void tributaryIsTimedAgainstAScript() throws IOException {
    PeerScript peer =
        JavaPeer.write(
            folder,
            """
            for (int k = 1; k <= Integer.parseInt(args[2]); k++) {
              System.out.println("epoch " + k + " dev UPOS 90.0 train " + k + "0s tag 25000 tok/s");
            }
            """);
    BenchOutput output =
        BenchOutput.of(
            folder,
            "tagger",
            "--train",
            path("train.conllu"),
            "--dev",
            path("dev.conllu"),
            "--hidden-size",
            "8",
            "--epochs",
            "3",
            "--peer-script",
            peer.script().toString(),
            "--python",
            peer.python());
    JsonNode rows = output.json().get("rows");
    assertThat(rows.get(0).get("epochSeconds")).hasSize(3);
    assertThat(rows.get(0).get("sentenceP99Ms").asDouble())
        .isGreaterThanOrEqualTo(rows.get(0).get("sentenceMedianMs").asDouble())
        .isPositive();
    assertThat(rows.get(1).get("tagger").asText()).isEqualTo("Peer.java");
    assertThat(rows.get(1).get("epochSecondsMedian").asDouble()).isEqualTo(20);
    assertThat(rows.get(1).get("accuracy").asDouble()).isEqualTo(0.9);
    assertThat(output.json().get("ours").asText()).contains("BiLSTM of 2 x 64", "2 BiLSTM layers");
    assertThat(output.run().output()).contains("ours   the lower-cased word", "ms/sentence");
  }

  @Test
  void peerScriptIsOptional() throws IOException {
    JsonNode json =
        BenchOutput.of(
                folder,
                "tagger",
                "--train",
                path("train.conllu"),
                "--dev",
                path("dev.conllu"),
                "--hidden-size",
                "8")
            .json();
    assertThat(json.get("rows")).hasSize(1);
    assertThat(json.get("ours").asText()).contains("2 BiLSTM layers of 2 x 8");
  }

  /** Returns the output of the evaluate command, which reads and scores by other classes. */
  private static String evaluated(String model) {
    String[] arguments = {
      "evaluate", "--model", path(model), "--test", path("dev.conllu"), "--column", "upos"
    };
    return Cli.of("tributary", console -> TributaryCommand.run(console, arguments))
        .succeeds()
        .output();
  }

  @Test
  void missingModelIsReportedBeforeTheOthersTrain() {
    Cli run =
        BenchCli.run(
            "taggers",
            "--train",
            path("train.conllu"),
            "--dev",
            path("dev.conllu"),
            "--column",
            "upos",
            "--model",
            path("missing.tribuo"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.error()).contains("missing.tribuo");
    assertThat(run.output()).doesNotContain("OpenNLP");
  }

  private static void trainModel(String model) {
    String[] arguments = {
      "train",
      "--train",
      path("train.conllu"),
      "--dev",
      path("dev.conllu"),
      "--column",
      "upos",
      "--model",
      path(model),
      "--epochs",
      "1",
      "--hidden-size",
      "8"
    };
    Cli.of("tributary", console -> TributaryCommand.run(console, arguments)).succeeds();
  }

  @Test
  void savedTaggerIsTimed() throws IOException {
    trainModel("used");
    JsonNode row =
        BenchOutput.of(folder, "tagging", "--model", path("used"), "--input", path("dev.conllu"))
            .json()
            .get("rows")
            .get(0);
    assertThat(row.get("sentences").asInt()).isEqualTo(60);
    assertThat(row.get("wordsPerSecond").asDouble()).isPositive();
    assertThat(row.get("sentenceP99Ms").asDouble())
        .isGreaterThanOrEqualTo(row.get("sentenceMedianMs").asDouble());

    Files.writeString(folder.resolve("empty"), "\n\n");
    BenchCli.run("tagging", "--model", path("used"), "--input", path("empty"))
        .failsSaying(path("empty") + ": expected at least one sentence, got none");
    BenchCli.run("tagging", "--model", path("used"), "--input", path("absent"))
        .failsSaying(path("absent") + ": no such file; check the path");
  }

  @Test
  void savedTaggerIsTimedBesideItsOnnxFile() throws IOException {
    trainModel("exported");
    JsonNode rows =
        BenchOutput.of(folder, "onnx", "--model", path("exported"), "--input", path("dev.conllu"))
            .json()
            .get("rows");
    assertThat(rows.findValuesAsText("tagger")).containsExactly("Tributary", "ONNX Runtime");
    for (JsonNode row : rows) {
      assertThat(row.get("wordsPerSecond").asDouble()).isPositive();
      assertThat(row.get("differentLabels").asInt()).isZero();
    }
  }

  @Test
  void startupIsTimedInFreshProcesses() throws IOException {
    trainModel("model");
    JsonNode json =
        BenchOutput.of(
                folder,
                "start",
                "--model",
                path("model"),
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
          .isBetween(row.get("least").asDouble(), row.get("most").asDouble());
    }
    assertThat(parts).contains("the model and the natives", "until the first prediction");
    JsonNode untilFirst = rows.get(3);
    JsonNode process = rows.get(5);
    assertThat(process.get("least").asDouble()).isGreaterThan(untilFirst.get("least").asDouble());
    BenchCli.run("start", "--model", path("model"), "--jvm=-XX:NoSuchOption")
        .failsSaying(
            "child process: FirstPrediction ended with exit code 1: Unrecognized VM option"
                + " 'NoSuchOption'");
  }

  @Test
  void invalidArgumentsAreRejected() {
    BenchCli.run("taggers", "--train", "a", "--dev", "b", "--column", "upos", "--crf-epochs", "0")
        .isWrongUsage("bench taggers", "--crf-epochs: expected at least 1, got 0");
    BenchCli.run("tagger", "--train", "a", "--dev", "b", "--epochs", "0")
        .isWrongUsage("bench tagger", "--epochs: expected at least 1, got 0");
    Path absent = folder.resolve("absent.py");
    BenchCli.run(
            "tagger",
            "--train",
            path("train.conllu"),
            "--dev",
            path("dev.conllu"),
            "--peer-script",
            absent.toString())
        .failsSaying(absent + ": no such file or folder; check the path");
    BenchCli.run("start", "--model", "m", "--runs", "0")
        .isWrongUsage("bench start", "--runs: expected at least 1, got 0");
    BenchCli.run("start", "--model", "m", "--sentence", " ")
        .isWrongUsage("bench start", "--sentence: expected at least one word, got none");
  }
}
