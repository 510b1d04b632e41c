package org.tributary.examples.bench.layers;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.tributary.examples.bench.layers.LayerCase.LayerShape;
import org.tributary.examples.bench.layers.LayerCase.LengthDistribution;
import org.tributary.examples.bench.layers.LayerCase.Mode;
import org.tributary.examples.bench.measurement.ChildJvm;
import org.tributary.examples.bench.measurement.ProcessMemory;
import org.tributary.module.RecurrentInput;
import org.tributary.module.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.random.TorchRandom;
import org.tributary.tribuo.config.TaggerCell;

/**
 * Peak native memory of a {@link RecurrentModule}'s forward pass, without the Java heap that holds
 * its input and output. Measured in a separate process from Linux's {@code /proc}.
 */
final class InferenceMemory {
  private InferenceMemory() {}

  /** Returns the peak in bytes; empty if the system does not provide it. */
  static OptionalLong peakBytes(LayerCase layer) {
    if (!ProcessMemory.isAvailable()) {
      return OptionalLong.empty();
    }
    LayerShape shape = layer.shape();
    long values = (long) shape.steps() * shape.rows() * (shape.input() + 2L * shape.hidden());
    // a fixed, pre-touched heap: any later growth is native memory
    long heap = (256L << 20) + 6 * Float.BYTES * values;
    ChildJvm.Outcome outcome =
        ChildJvm.run(
            InferenceMemory.class,
            ProcessMemory.fixedHeap(heap),
            List.of(
                LayerCase.lower(layer.cell()), shape.toString(), LayerCase.lower(layer.lengths())));
    return OptionalLong.of(Long.parseLong(outcome.lines().get(outcome.lines().size() - 1)));
  }

  /** Prints the peak in bytes for a cell, a shape and a length distribution. */
  public static void main(String[] arguments) throws IOException {
    TaggerCell cell = TaggerCell.valueOf(upper(arguments[0]));
    LayerShape shape = LayerShape.parse(arguments[1]);
    LengthDistribution lengths = LengthDistribution.valueOf(upper(arguments[2]));
    LayerShape small = new LayerShape(2, shape.rows(), shape.input(), shape.hidden());
    LayerCase layer = new LayerCase(cell, shape, lengths, Mode.INFERENCE);
    try (RecurrentModule module =
        RecurrentModule.of(TributaryLayer.definition(layer), TorchRandom.seeded(1))) {
      module.forward(input(new LayerCase(cell, small, lengths, Mode.INFERENCE)));
      RecurrentInput input = input(layer);
      long before = ProcessMemory.resident();
      ProcessMemory.resetPeak();
      for (int k = 0; k < 3; k++) {
        module.forward(input);
      }
      System.out.println(Math.max(0, ProcessMemory.peak() - before));
    }
  }

  private static RecurrentInput input(LayerCase layer) {
    LayerShape shape = layer.shape();
    TensorShape values = TensorShape.of(shape.steps(), shape.rows(), shape.input());
    float[] numbers = TorchRandom.seeded(2).normal(Math.toIntExact(values.size()));
    return RecurrentInput.of(FloatTensor.of(values, numbers)).lengths(layer.rowLengths());
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
