package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BenchLengthsTest {
  @TempDir static Path results;
  private static BenchOutput output;

  @TempDir Path folder;

  /** Times one step count of the issue, and one whose memory is seen. */
  @BeforeAll
  static void run() throws IOException {
    output =
        BenchOutput.of(
            results,
            "lengths",
            "--cell",
            "gru",
            "--steps",
            "10,2000",
            "--rows",
            "3",
            "--input",
            "2",
            "--hidden-size",
            "4",
            "--rounds",
            "1");
  }

  @Test
  void eachStepCountIsTimedWithAndWithoutLengths() throws IOException {
    List<String> rows = new ArrayList<>();
    for (JsonNode row : output.json().get("rows")) {
      rows.add(row.get("T").asInt() + " " + row.get("mode").asText());
      assertThat(row.get("ratio").asDouble())
          .isCloseTo(
              row.get("lengthsMs").asDouble() / row.get("paddedMs").asDouble(),
              within(1e-9)); // the median of one round is its only time
      assertThat(row.get("microsPerStep").asDouble())
          .isEqualTo(1000 * row.get("lengthsMs").asDouble() / row.get("T").asInt());
      assertThat(row.has("issueRatio")).isEqualTo(row.get("T").asInt() == 10);
    }
    assertThat(rows)
        .containsExactly("10 inference", "10 training", "2000 inference", "2000 training");
    assertThat(output.json().get("cell").asText()).isEqualTo("gru");
    assertThat(output.run().output()).contains("ratio", "5.270", "2.770");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void peakInferenceMemoryIsMeasuredInAChildProcess() {
    JsonNode rows = output.json().get("rows");
    // the layer's output alone has 2000 steps x 3 sequences x 8 floats
    assertThat(rows.get(2).get("peakBytes").asLong()).isGreaterThan(2000 * 3 * 8 * 4);
    assertThat(rows.get(3).has("peakBytes")).isFalse();
  }

  @Test
  void invalidArgumentsAreRejected() throws IOException {
    BenchCli.run("lengths", "--steps", "10,0")
        .isWrongUsage("bench lengths", "--steps: expected at least 1, got 0");
    BenchCli.run("lengths", "--rounds", "-1")
        .isWrongUsage("bench lengths", "--rounds: expected at least 1, got -1");
    BenchCli.run("lengths", "--peer", "nobody")
        .failsSaying(
            "peer: 'nobody' is not on the class path; the available peer is libtorch, added by"
                + " building with mvn -Ppeers package -DskipTests");
    Path absent = folder.resolve("absent");
    BenchCli.run("lengths", "--json", absent.resolve("l.json").toString())
        .failsSaying(
            absent.resolve("l.json") + ": there is no folder " + absent + "; make it first");
    assertThat(folder).isEmptyDirectory();
  }
}
