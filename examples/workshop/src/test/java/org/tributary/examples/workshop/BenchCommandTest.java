package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;
import org.tributary.runtime.Device;
import org.tributary.runtime.TensorFlowRuntime;

class BenchCommandTest {
  @TempDir Path folder;

  @Test
  void everyCellLengthAndModeIsTimedAndWrittenAsJson() throws IOException {
    JsonNode rows = BenchOutput.of(folder, "layers", "--shapes", "5,3,2,4", "--rounds", "1").rows();
    List<String> cases = new ArrayList<>();
    for (JsonNode each : rows) {
      cases.add(
          "%s %s %s"
              .formatted(
                  each.get("cell").asText(),
                  each.get("lengths").asText(),
                  each.get("mode").asText()));
      assertThat(each.get("oursMs").asDouble()).isPositive();
      assertThat(each.get("T,B,I,H").asText()).isEqualTo("5,3,2,4");
      assertThat(each.has("ratio")).isFalse();
      boolean first = each.get("lengths").asText().equals("full");
      assertThat(each.get("ratioToFirst").asDouble() == 1).isEqualTo(first);
    }
    assertThat(cases)
        .hasSize(12)
        .contains("lstm full training", "gru spread inference", "rnn full training");
  }

  @Test
  void chosenCellAndLengthsAloneAreTimed() throws IOException {
    String[] arguments = {
      "layers", "--cell", "lstm", "--lengths", "full", "--shapes", "5,3,2,4", "--rounds", "1"
    };
    assertThat(BenchOutput.of(folder, arguments).rows())
        .extracting(
            row ->
                "%s %s %s"
                    .formatted(
                        row.get("cell").asText(),
                        row.get("lengths").asText(),
                        row.get("mode").asText()))
        .containsExactlyInAnyOrder("lstm full inference", "lstm full training");
  }

  @Test
  void unwritableJsonFileIsRejectedBeforeTheWork() {
    Path absent = folder.resolve("absent");
    Cli run = BenchCli.run("layers", "--json", absent.resolve("l.json").toString());
    run.failsSaying(
        absent.resolve("l.json") + ": there is no folder " + absent + "; make it first");
    assertThat(run.output()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void invalidArgumentsAreRejected() {
    BenchCli.run("layers", "--shapes", "5,3,2")
        .isWrongUsage(
            "bench layers",
            "--shapes: shape: expected T,B,I,H (steps, rows,"
                + " input and hidden size) as four numbers of at least 1, such as 32,32,100,128,"
                + " got '5,3,2'");
    BenchCli.run("layers", "--peer", "nobody")
        .isWrongUsage(
            "bench layers",
            "--peer: 'nobody' is not on the class path; the available peer is libtorch, added by"
                + " building with mvn -Pbenchmarks,peers package -DskipTests");
    BenchCli.run("layers", "--device", "gpu:99")
        .failsSaying(
            "device: gpu:99 was asked for, but TensorFlow sees no such device; build with -Pgpu on"
                + " a machine with CUDA, or use cpu, or ask for soft placement");
    assertThat(TensorFlowRuntime.device()).as("of later commands").isEqualTo(Device.cpu());
    BenchCli.run("layers", "--device", "tpu")
        .isWrongUsage(
            "bench layers",
            "Invalid value for option '--device': device: expected cpu, gpu or gpu:N, got 'tpu'");
    BenchCli.run("layers", "--rounds", "0")
        .isWrongUsage("bench layers", "--rounds: expected at least 1, got 0");
    BenchCli.run().isWrongUsage("bench", "expected a command: layers, taggers, tagging, help");
  }
}
