package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StatePart;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.testing.Eval;

/**
 * Tests gradients in a user's graph with shared operands, and gradients after a NaN, against
 * PyTorch's values from {@code docs/golden/shared_operands.py}.
 */
class SharedOperandsTest {
  private static final float NAN = Float.NaN;

  @ParameterizedTest
  @ValueSource(strings = {"scan", "reference"})
  void initialGradientsOfEachLayerAreSeparate(String kernel) {
    try (Eval eval = new Eval()) {
      RecurrentForward run =
          layer(eval, Recurrent.gru(1).hidden(1).layers(2), kernel)
              .forward(steps(eval, 1, 2, 3), Dropout.off());
      Gradients<Operand<TFloat32>> back = run.backward(ones(eval, run.output()));
      assertClose(eval, back.initial(StatePart.HIDDEN), -0.1738094, 0.7235389);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan", "reference"})
  void gradientsOfALayerAppliedTwiceAddUp(String kernel) {
    try (Eval eval = new Eval()) {
      RecurrentLayer layer = layer(eval, Recurrent.gru(1).hidden(1), kernel);
      RecurrentForward first = layer.forward(steps(eval, 1, 2, 3), Dropout.off());
      RecurrentForward second = layer.forward(first.output(), Dropout.off());
      Gradients<Operand<TFloat32>> above = second.backward(ones(eval, second.output()));
      Gradients<Operand<TFloat32>> below = first.backward(above.input());
      assertClose(
          eval,
          eval.tf()
              .math
              .add(above.parameters().get("bias_hh_l0"), below.parameters().get("bias_hh_l0")),
          -0.08719666,
          -0.3677646,
          1.013277);
      assertClose(eval, below.input(), 0.0111671, -0.03903984, -0.01095129);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan", "reference"})
  void inputGradientExcludesPathThroughState(String kernel) {
    try (Eval eval = new Eval()) {
      Operand<TFloat32> x = steps(eval, 1, 2, 3);
      Operand<TFloat32> h =
          eval.tf()
              .math
              .tanh(eval.tf().slice(x, eval.tf().array(1, 0, 0), eval.tf().array(1, 1, 1)));
      SequenceLengths full =
          SequenceLengths.full(eval.tf(), eval.tf().constant(3), eval.tf().constant(1));
      RecurrentForward run =
          layer(eval, Recurrent.gru(1).hidden(1), kernel)
              .forward(x, full, CellState.of(h), Dropout.off());
      Gradients<Operand<TFloat32>> back = run.backward(ones(eval, run.output()));
      Output<?>[] throughState =
          ((Graph) eval.tf().scope().env())
              .addGradients(
                  "state",
                  new Output<?>[] {h.asOutput()},
                  new Output<?>[] {x.asOutput()},
                  new Output<?>[] {back.initial(StatePart.HIDDEN).asOutput()});
      assertClose(
          eval,
          eval.tf().math.add(back.input(), throughState[0].expect(TFloat32.class)),
          0.1466786,
          0.2634385,
          0.05884475);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan", "reference"})
  void reluPassesGradientsThroughNaN(String kernel) {
    try (Eval eval = new Eval()) {
      Recurrent definition = Recurrent.rnn(1).hidden(2).nonlinearity(Nonlinearity.RELU);
      RecurrentForward run =
          layer(eval, definition, kernel).forward(steps(eval, 1, NAN, 3), Dropout.off());
      Gradients<Operand<TFloat32>> back = run.backward(ones(eval, run.output()));
      assertClose(eval, run.output(), 0, 1.12709, NAN, NAN, NAN, NAN);
      assertClose(eval, back.input(), 0.3987023, 0.2530825, 0.3740289);
      assertClose(eval, back.parameters().get("weight_ih_l0"), NAN, NAN);
      assertClose(eval, back.parameters().get("bias_ih_l0"), 1.145674, 2.720318);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan", "reference"})
  void gradientsOfAnotherShapeAreRejected(String kernel) {
    try (Eval eval = new Eval()) {
      Recurrent definition = Recurrent.gru(1).hidden(2);
      RecurrentForward run =
          layer(eval, definition, kernel).forward(steps(eval, 1, 2), Dropout.off());
      assertThatThrownBy(() -> run.backward(steps(eval, 1, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradient of the output: expected [-1, -1, 2] (-1 for any size), got [2, 1, 1]");
      assertThatThrownBy(
              () -> run.backward(OutputGradients.<Operand<TFloat32>>none().cell(steps(eval, 1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("gradients: expected none of c, because the state of GRU has no c, got one");
    }
  }

  @Test
  void finalStateMayFeedAnotherRun() {
    try (Eval eval = new Eval()) {
      Recurrent definition = Recurrent.gru(1).hidden(1);
      RecurrentLayer layer = layer(eval, definition, "scan");
      SequenceLengths full =
          SequenceLengths.full(eval.tf(), eval.tf().constant(2), eval.tf().constant(1));
      RecurrentForward first = layer.forward(steps(eval, 1, 2), Dropout.off());
      RecurrentForward second =
          layer.forward(first.output(), full, first.finalState(), Dropout.off());
      Gradients<Operand<TFloat32>> above = second.backward(ones(eval, second.output()));
      Gradients<Operand<TFloat32>> below =
          first.backward(
              OutputGradients.ofOutput(above.input()).hidden(above.initial(StatePart.HIDDEN)));
      assertThat(eval.values(below.input())).hasSize(2).doesNotContain(0f, NAN);
    }
  }

  private static RecurrentLayer layer(Eval eval, Recurrent definition, String kernel) {
    ParameterValues weights = ParameterValues.draw(definition.parameters(), TorchRandom.seeded(0));
    var operands = new HashMap<String, Operand<TFloat32>>();
    return new RecurrentLayer(
            eval.tf(),
            definition,
            name ->
                operands.computeIfAbsent(
                    name, n -> eval.floats(weights.values(n), weights.shape(n).asArray())))
        .with(Kernels.named(kernel))
        .forBackward();
  }

  private static Operand<TFloat32> steps(Eval eval, float... values) {
    return eval.floats(values, values.length, 1, 1);
  }

  private static Operand<TFloat32> ones(Eval eval, Operand<TFloat32> like) {
    return eval.tf().onesLike(like);
  }

  private static void assertClose(Eval eval, Operand<TFloat32> actual, double... expected) {
    float[] values = eval.values(actual);
    assertThat(values).hasSize(expected.length);
    for (int k = 0; k < expected.length; k++) {
      if (Double.isNaN(expected[k])) {
        assertThat(values[k]).isNaN();
      } else {
        assertThat((double) values[k]).isCloseTo(expected[k], within(2e-6));
      }
    }
  }
}
