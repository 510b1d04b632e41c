package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
          "%s %s %s %s"
              .formatted(
                  each.get("cell").asText(),
                  each.get("lengths").asText(),
                  each.get("mode").asText(),
                  each.get("kernel").asText()));
      assertThat(each.get("oursMs").asDouble()).isPositive();
      assertThat(each.get("T").asInt() + each.get("B").asInt()).isEqualTo(8);
      assertThat(each.has("ratio")).isFalse();
    }
    assertThat(cases)
        .hasSize(12)
        .contains(
            "lstm full training block", "gru spread inference scan", "rnn full training scan");
  }

  @Test
  void requestedKernelIsTimed() throws IOException {
    String[] layers = {"layers", "--cell", "lstm", "--lengths", "full", "--shapes", "5,3,2,4"};
    String[] kernel = {"--rounds", "1", "--kernel", "scan"};
    String[] all = Stream.of(layers, kernel).flatMap(Stream::of).toArray(String[]::new);
    assertThat(BenchOutput.of(folder, all).rows())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.get("kernel").asText()).isEqualTo("scan"));
    BenchCli.run("layers", "--kernel", "fast")
        .isWrongUsage(
            "bench layers",
            "--kernel: kernel: expected one of [block, scan, reference], got"
                + " \"fast\"; is it misspelt?");
    BenchCli.run("layers", "--cell", "gru", "--kernel", "block")
        .failsSaying("kernel block: runs LSTMs only, not a GRU");
  }

  @Test
  void invalidArgumentsAreRejected() {
    BenchCli.run("layers", "--shapes", "5,3,2")
        .isWrongUsage(
            "bench layers",
            "Invalid value for option '--shapes' (T,B,I,H): shape: expected T,B,I,H (steps, rows,"
                + " input and hidden size) as four numbers of at least 1, such as 32,32,100,128,"
                + " got '5,3,2'");
    BenchCli.run("layers", "--peer", "nobody")
        .failsSaying(
            "peer: 'nobody' is not on the class path; the available peer is libtorch, added by"
                + " building with mvn -Ppeers package -DskipTests");
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
    BenchCli.run()
        .isWrongUsage(
            "bench",
            "expected a benchmark: layers, lengths, vocabulary, tagger, taggers, tagging, onnx, serving,"
                + " http, soak, memory, start");
  }
}
