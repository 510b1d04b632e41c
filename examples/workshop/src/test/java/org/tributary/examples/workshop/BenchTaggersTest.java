package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benchmarks that train taggers on small files. */
class BenchTaggersTest {
  @TempDir private static Path folder;
  private static TaggedFiles files;

  @BeforeAll
  static void write() throws IOException {
    files = TaggedFiles.write(folder);
  }

  @Test
  void everyLibraryTrainsOnTheSameFile() throws IOException {
    PeerScript peer = peer();
    BenchOutput output =
        BenchOutput.of(
            folder,
            files.taggers(
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
                "0.1",
                "--peer-script",
                peer.script().toString(),
                "--peer-epochs",
                "3",
                "--python",
                peer.python()));
    List<String> taggers = new ArrayList<>();
    for (JsonNode row : output.json().get("rows")) {
      taggers.add(row.get("tagger").asText());
      // three of four words are known; the position determines the fourth
      assertThat(row.get("accuracy").asDouble()).as("%s", row).isGreaterThanOrEqualTo(0.9);
      assertThat(row.has("accuracyUnknown"))
          .isEqualTo(!row.get("tagger").asText().equals("Peer.java"));
      assertThat(row.has("f1")).isFalse();
      assertThat(row.get("trainingSeconds").asDouble()).isPositive();
      assertThat(row.get("wordsPerSecond").asDouble()).isPositive();
    }
    assertThat(taggers)
        .containsExactly(
            "Peer.java", "OpenNLP perceptron", "OpenNLP maxent", "Tribuo CRF", "Tributary LSTM");
    JsonNode script = output.json().get("rows").get(0);
    assertThat(script.get("trainingSeconds").asDouble()).isEqualTo(60); // 10, 20 and 30
    assertThat(script.get("wordsPerSecond").asDouble()).isEqualTo(25_000);
    assertThat(output.run().output()).contains("accuracyUnknown", "Tribuo CRF", "60 sentences");
  }

  @Test
  void spanLabelsAreScoredBySpans() throws IOException {
    JsonNode rows =
        BenchOutput.of(
                folder,
                "taggers",
                "--train",
                files.spans(),
                "--dev",
                files.spans(),
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
      for (String measure : List.of("precision", "recall", "f1")) {
        assertThat(row.get(measure).asDouble()).as("%s", row).isEqualTo(1);
      }
      assertThat(row.has("accuracyUnknown")).isFalse();
    }
  }

  private static PeerScript peer() throws IOException {
    return JavaPeer.write(
        folder,
        """
        for (int k = 1; k <= Integer.parseInt(args[2]); k++) {
          System.out.println("epoch " + k + " dev UPOS 90.0 train " + k + "0s tag 25000 tok/s");
        }
        """);
  }

  @Test
  void tributaryIsTimedAgainstAScript() throws IOException {
    PeerScript peer = peer();
    BenchOutput output =
        BenchOutput.of(
            folder,
            "tagger",
            "--train",
            files.train(),
            "--dev",
            files.dev(),
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
    assertThat(output.run().output()).contains("ours   the lower-cased word", "sentenceMedianMs");
  }

  @Test
  void peerScriptIsOptional() throws IOException {
    JsonNode json =
        BenchOutput.of(
                folder,
                "tagger",
                "--train",
                files.train(),
                "--dev",
                files.dev(),
                "--hidden-size",
                "8")
            .json();
    assertThat(json.get("rows")).hasSize(1);
    assertThat(json.get("ours").asText()).contains("2 BiLSTM layers of 2 x 8");
  }

  @Test
  void invalidArgumentsAreRejected() {
    BenchCli.run("taggers", "--train", "a", "--dev", "b", "--column", "upos", "--crf-epochs", "0")
        .isWrongUsage("bench taggers", "--crf-epochs: expected at least 1, got 0");
    BenchCli.run("taggers", "--train", "a", "--dev", "b", "--column", "upos", "--peer-epochs", "0")
        .isWrongUsage("bench taggers", "--peer-epochs: expected at least 1, got 0");
    BenchCli.run("tagger", "--train", "a", "--dev", "b", "--epochs", "0")
        .isWrongUsage("bench tagger", "--epochs: expected at least 1, got 0");
    Path absent = folder.resolve("absent.py");
    BenchCli.run(
            "tagger",
            "--train",
            files.train(),
            "--dev",
            files.dev(),
            "--peer-script",
            absent.toString())
        .failsSaying(absent + ": no such file or folder; check the path");
  }
}
