package org.tributary.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tributary.cell.CellWeights;
import org.tributary.cell.LstmCell;
import org.tributary.cell.LstmState;
import org.tributary.random.TorchRandom;
import org.tributary.testing.Eval;

/** Every fast kernel gives the reference's outputs, states and gradients. */
class KernelsTest {
  @ParameterizedTest
  @CsvSource({
    "5, 3, 4, 6, true, true", "5, 3, 4, 6, false, true", "7, 2, 5, 3, true, false",
    "1, 1, 1, 1, true, true", "2, 17, 9, 33, false, false", "40, 1, 8, 12, true, true"
  })
  void blockIsTheReference(
      int steps, int rows, int in, int hidden, boolean bias, boolean cellGradient) {
    try (Eval eval = new Eval()) {
      Given given = Given.draw(eval, steps, rows, in, hidden, bias);
      List<Operand<TFloat32>> expected = given.all(eval, Kernels.reference(), cellGradient);
      List<Operand<TFloat32>> actual = given.all(eval, new BlockKernel(), cellGradient);
      List<Operand<TFloat32>> both = new ArrayList<>(expected);
      both.addAll(actual);
      List<float[]> values = eval.values(both);
      for (int k = 0; k < expected.size(); k++) {
        assertClose(values.get(expected.size() + k), values.get(k), k < 2 ? 1e-5 : 1e-4, k);
      }
    }
  }

  @Test
  void theChoiceIsTheFastestThatCanServe() {
    try (Eval eval = new Eval()) {
      Given given = Given.draw(eval, 3, 2, 4, 5, true);
      assertThat(Kernels.choose(given.call()).name()).isEqualTo("block");
    }
  }

  @Test
  void everyKernelSaysWhyItCannotServe() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Operand<TFloat64> open =
          tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(-1, -1, 4)));
      Operand<TFloat64> any = tf.constant(1.0);
      KernelCall<TFloat64> call =
          new KernelCall<>(
              new LstmCell(4, 5, false),
              TFloat64.class,
              open,
              new LstmState<>(any, any),
              new CellWeights<>(any, any, Optional.empty()));
      assertThatThrownBy(() -> Kernels.choose(call))
          .hasMessageContaining("block: computes in float32 only, not in TFloat64")
          .hasMessageContaining(
              "reference: unrolls every step, so the number of steps must be known");
      assertThatThrownBy(() -> new BlockKernel().run(tf, call))
          .hasMessage("kernel block: computes in float32 only, not in TFloat64");
      assertThatThrownBy(() -> new ReferenceKernel().run(tf, call))
          .hasMessageStartingWith("kernel reference: unrolls every step");
    }
  }

  private static void assertClose(float[] actual, float[] expected, double tolerance, int which) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int j = 0; j < expected.length; j++) {
      assertThat((double) actual[j])
          .as("tensor %d, element %d", which, j)
          .isCloseTo(expected[j], within(tolerance));
    }
  }

  /** A call with random input, states, weights and upstream gradients. */
  private record Given(
      KernelCall<TFloat32> call, Operand<TFloat32> upstreamH, Operand<TFloat32> upstreamC) {

    static Given draw(Eval eval, int steps, int rows, int in, int hidden, boolean bias) {
      TorchRandom random = TorchRandom.seeded(steps * 1000L + rows);
      LstmCell cell = new LstmCell(in, hidden, bias);
      List<Operand<TFloat32>> weights =
          cell.parameters().stream()
              .<Operand<TFloat32>>map(
                  p -> eval.floats(p.initializer().draw(p.shape(), random), p.shape().asArray()))
              .toList();
      CellWeights<TFloat32> cellWeights =
          new CellWeights<>(
              weights.get(0),
              weights.get(1),
              bias
                  ? Optional.of(new CellWeights.Biases<>(weights.get(2), weights.get(3)))
                  : Optional.empty());
      KernelCall<TFloat32> call =
          new KernelCall<>(
              cell,
              TFloat32.class,
              eval.floats(random.normal(steps * rows * in), steps, rows, in),
              new LstmState<>(
                  eval.floats(random.normal(rows * hidden), rows, hidden),
                  eval.floats(random.normal(rows * hidden), rows, hidden)),
              cellWeights);
      return new Given(
          call,
          eval.floats(random.normal(steps * rows * hidden), steps, rows, hidden),
          eval.floats(random.normal(steps * rows * hidden), steps, rows, hidden));
    }

    List<Operand<TFloat32>> all(Eval eval, Kernel kernel, boolean cellGradient) {
      KernelRun<TFloat32> run = kernel.run(eval.tf(), call);
      KernelGradients<TFloat32> back =
          run.backward(upstreamH, cellGradient ? Optional.of(upstreamC) : Optional.empty());
      List<Operand<TFloat32>> all = new ArrayList<>();
      all.add(run.states().hidden());
      all.add(run.states().cell());
      all.add(back.input());
      all.add(back.initial().hidden());
      all.add(back.initial().cell());
      all.addAll(back.weights().named().values());
      return all;
    }
  }
}
