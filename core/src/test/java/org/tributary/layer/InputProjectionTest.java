package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.sequence.SequenceLengths;
import org.tributary.testing.Eval;

/** Tests that a layer on input projections has the same results as on the inputs. */
class InputProjectionTest {
  private static final int[][][] ROWS_READ = {
    {{0}, {2}}, {{1}, {1}}, {{2}, {0}}, {{2}, {0}}
  }; // [L, N, 1]
  private static final int[] LENGTHS = {4, 2};

  static List<Recurrent> definitions() {
    return List.of(
        Recurrent.lstm(3).hidden(5).layers(2).bidirectional(),
        Recurrent.lstm(3).hidden(5).projection(2).bidirectional(),
        Recurrent.gru(3).hidden(4).bidirectional().batchFirst(),
        Recurrent.rnn(3).hidden(4).withoutBias().layers(3));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void projectedInputsYieldSameOutputsAndStates(Recurrent definition) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Function<String, Operand<TFloat32>> weights = weights(eval, definition);
      RecurrentLayer layer = new RecurrentLayer(tf, definition, weights).forInference();
      Operand<TFloat32> distinct = eval.floats(TorchRandom.seeded(3).normal(9), 3, 3);
      Operand<TInt32> rows = tf.constant(ROWS_READ);
      Operand<TFloat32> x =
          tf.reshape(
              tf.gather(distinct, tf.reshape(rows, tf.array(-1)), tf.constant(0)),
              tf.array(4, 2, 3)); // [L, N, I]
      SequenceLengths lengths = new SequenceLengths(tf, tf.constant(LENGTHS), tf.constant(4));
      RecurrentForward direct =
          layer.forward(Transpose.swapIfBatchFirst(tf, definition, x), lengths, Dropout.off());
      RecurrentForward projected =
          layer.forwardProjected(
              InputProjection.of(tf, definition, weights, distinct), rows, lengths);
      List<float[]> values =
          eval.values(
              List.of(
                  direct.output(),
                  projected.output(),
                  direct.finalState().hidden(),
                  projected.finalState().hidden()));
      assertClose(values.get(1), values.get(0));
      assertClose(values.get(3), values.get(2));
    }
  }

  @Test
  void wrongSizeAndTrainingAreRejected() {
    Recurrent definition = definitions().get(0);
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      assertThat(InputProjection.size(definition)).isEqualTo(40);
      RecurrentLayer layer = new RecurrentLayer(tf, definition, weights(eval, definition));
      SequenceLengths lengths = new SequenceLengths(tf, tf.constant(LENGTHS), tf.constant(4));
      Operand<TInt32> rows = tf.constant(ROWS_READ);
      Operand<TFloat32> narrow = eval.floats(new float[39], 1, 39);
      assertThatThrownBy(() -> layer.forInference().forwardProjected(narrow, rows, lengths))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("products: expected [M, 40] (inputs, size), got [1, 39]");
      Operand<TFloat32> products = eval.floats(new float[40], 1, 40);
      assertThatThrownBy(() -> layer.forwardProjected(products, rows, lengths))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has no gradient through a precomputed input projection");
    }
  }

  private static Function<String, Operand<TFloat32>> weights(Eval eval, Recurrent definition) {
    ParameterValues drawn = ParameterValues.draw(definition.parameters(), TorchRandom.seeded(1));
    return name -> eval.floats(drawn.values(name), drawn.shape(name).asArray());
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).isNotEmpty().hasSameSizeAs(expected);
    for (int k = 0; k < expected.length; k++) {
      assertThat(actual[k]).as("element %d", k).isCloseTo(expected[k], within(1e-6f));
    }
  }
}
