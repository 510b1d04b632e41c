package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;

/**
 * A check in a process whose command line is longer than ONNX Runtime can read on 1 MB of stack.
 */
class LongCommandLineTest {

  /** The checked export, in a process of its own. */
  static final class Checked {
    private Checked() {}

    public static void main(String[] arguments) {
      Recurrent layers = Recurrent.gru(3).hidden(2);
      ParameterValues weights = ParameterValues.draw(layers.parameters(), TorchRandom.seeded(1));
      System.out.println(OnnxExport.of(layers, weights).check().sequences() + " checked");
    }
  }

  @Test
  void aLongClassPathDoesNotEndTheProcess() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dpadding=" + "/a/folder/library.jar:".repeat(1000),
                    "-cp",
                    classPath,
                    Checked.class.getName()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(printed).contains("3 checked");
  }
}
