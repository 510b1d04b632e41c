package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.tributary.examples.workshop.LayerCase.LayerShape;
import org.tributary.examples.workshop.LayerCase.LengthDistribution;
import org.tributary.examples.workshop.LayerCase.Mode;
import org.tributary.nn.RecurrentInput;
import org.tributary.nn.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.testing.ChildProcess;
import org.tributary.testing.Memory;
import org.tributary.tribuo.config.TaggerCell;

/** The memory of layers of the shapes in {@code -Dtributary.memory.shapes}. */
@EnabledOnOs(OS.LINUX)
class LayerMemoryTest {
  /** The layer's output alone has 2000 steps x 3 sequences x 8 floats. */
  @Test
  void memoryOfALayerIsMeasured() throws IOException {
    String shapes = System.getProperty("tributary.memory.shapes", "2000,3,2,4");
    for (String shape : shapes.split(";")) {
      long bytes = bytes(shape);
      System.out.printf("memory: a layer of %s takes %d MB%n", shape, bytes >> 20);
      assertThat(bytes).isGreaterThan(shapes.equals("2000,3,2,4") ? 2000 * 3 * 8 * 4 : 0);
    }
  }

  private static long bytes(String shape) throws IOException {
    Process process =
        ChildProcess.builder(
                System.getProperty("java.class.path"),
                Memory.fixedHeap(512 << 20),
                Layer.class,
                "LSTM",
                shape)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Long.parseLong(output.strip().lines().reduce((first, last) -> last).orElseThrow());
  }

  /** The native memory of a layer. */
  static final class Layer {
    private Layer() {}

    /**
     * Prints the peak native memory, in bytes, of a {@link RecurrentModule}'s forward pass on
     * sequences of uneven lengths.
     *
     * @param arguments a cell and a shape
     */
    public static void main(String[] arguments) throws IOException {
      TaggerCell cell = TaggerCell.valueOf(arguments[0]);
      LayerShape shape = LayerShape.parse(arguments[1]);
      LayerShape small = new LayerShape(2, shape.rows(), shape.input(), shape.hidden());
      RecurrentInput warmUp = input(cell, small);
      RecurrentInput input = input(cell, shape);
      try (RecurrentModule module =
          RecurrentModule.of(layer(cell, shape).definition(), TorchRandom.seeded(1))) {
        module.forward(warmUp);
        long before = Memory.of("VmRSS:");
        Memory.resetPeak();
        for (int k = 0; k < 3; k++) {
          module.forward(input);
        }
        System.out.println(Math.max(0, Memory.of("VmHWM:") - before));
      }
    }

    private static LayerCase layer(TaggerCell cell, LayerShape shape) {
      return new LayerCase(cell, shape, LengthDistribution.TRIANGULAR, Mode.INFERENCE);
    }

    private static RecurrentInput input(TaggerCell cell, LayerShape shape) {
      TensorShape values = TensorShape.of(shape.steps(), shape.rows(), shape.input());
      float[] numbers = TorchRandom.seeded(2).normal(Math.toIntExact(values.size()));
      return RecurrentInput.of(FloatTensor.of(values, numbers))
          .lengths(layer(cell, shape).rowLengths());
    }
  }
}
