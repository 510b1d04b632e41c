package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.testing.ChildProcess;

/** ONNX Runtime 1.29 keeps a device's ID and events to report in the home folder. */
class OnnxTelemetryTest {
  /** Creates ONNX Runtime's environment. */
  static final class Environment {
    public static void main(String[] arguments) {
      try {
        OnnxModel.load(ByteBuffer.allocateDirect(1), new OnnxModel.Use("test", "", "a", "b"))
            .close();
      } catch (IllegalStateException expected) {
        System.out.println(expected.getMessage());
      }
    }
  }

  @Test
  void nothingIsKeptInTheHomeFolder(@TempDir Path home) throws Exception {
    ProcessBuilder process =
        ChildProcess.builder(
            System.getProperty("java.class.path"),
            List.of("-Duser.home=" + home),
            Environment.class);
    process.environment().put("HOME", home.toString());
    process.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
    process.environment().remove("ORT_DISABLE_TELEMETRY");
    Process started = process.redirectErrorStream(true).start();
    String printed = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(started.waitFor()).as(printed).isZero();
    assertThat(printed).contains("ONNX: expected ONNX Runtime to load a");
    assertThat(files(home)).isEmpty();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
