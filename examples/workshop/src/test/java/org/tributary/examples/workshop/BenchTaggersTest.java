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
                "0.1"));
    List<String> taggers = new ArrayList<>();
    for (JsonNode row : output.json().get("rows")) {
      taggers.add(row.get("tagger").asText());
      // three of four words are known; the position determines the fourth
      assertThat(row.get("accuracy").asDouble()).as("%s", row).isGreaterThanOrEqualTo(0.9);
      assertThat(row.has("accuracyUnknown")).isTrue();
      assertThat(row.has("f1")).isFalse();
      assertThat(row.get("trainingSeconds").asDouble()).isPositive();
      assertThat(row.has("heapMegabytes")).isTrue();
      assertThat(row.get("wordsPerSecond").asDouble()).isPositive();
    }
    assertThat(taggers)
        .containsExactly("OpenNLP perceptron", "OpenNLP maxent", "Tribuo CRF", "Tributary LSTM");
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

  @Test
  void invalidArgumentsAreRejected() {
    BenchCli.run("taggers", "--train", "a", "--dev", "b", "--column", "upos", "--crf-epochs", "0")
        .isWrongUsage("bench taggers", "--crf-epochs: expected at least 1, got 0");
  }
}
