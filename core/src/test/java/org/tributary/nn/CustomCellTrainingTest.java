package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.Dropout;
import org.tributary.graph.LossGradients;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.RecurrentForward;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.Variables;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.testing.MinimalGatedScanUnit;
import org.tributary.testing.MinimalGatedUnit;
import org.tributary.train.optimizer.Optimizer;

/**
 * Tests that cells of the user's own train in a graph: the loss of a small task falls to near 0.
 */
class CustomCellTrainingTest {
  private static final int STEPS = 4;

  static List<Cell> cells() {
    return List.of(new MinimalGatedUnit(2, 6), new MinimalGatedScanUnit(2, 6));
  }

  /** The last h is to tell whether each row's first input is positive. */
  @ParameterizedTest
  @MethodSource("cells")
  void lossFalls(Cell cell) {
    Recurrent definition = Recurrent.of(cell).layers(2).bidirectional();
    List<ParameterSpec> parameters = ParameterSpec.within("mgu", definition.parameters());
    float[] values = TorchRandom.seeded(5).normal(STEPS * 6 * 2);
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf, parameters);
      Placeholder<TFloat32> x =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(STEPS, 6, 2)));
      Placeholder<TFloat32> target = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(6)));
      RecurrentForward run =
          new RecurrentLayer(tf, definition, name -> variables.read("mgu." + name))
              .forward(
                  x,
                  new SequenceLengths(
                      tf, tf.constant(new int[] {4, 3, 4, 2, 1, 4}), tf.constant(STEPS)),
                  Dropout.off());
      Operand<TFloat32> last = tf.slice(run.last(), tf.array(0, 0), tf.array(-1, 1)); // [N, 1]
      Operand<TFloat32> loss =
          tf.math.mean(
              tf.math.squaredDifference(tf.reshape(last, tf.array(-1)), target), tf.array(0));
      ParameterGradients gradients = LossGradients.of(tf, loss).to(variables);
      float[] signs = new float[6];
      for (int row = 0; row < 6; row++) {
        signs[row] = Math.signum(values[2 * row]) / 2;
      }
      try (GraphTrainer trainer =
          GraphTrainer.builder(tf, variables, gradients, Optimizer.adam())
              .open(ParameterValues.draw(parameters, TorchRandom.seeded(0)))) {
        float first = Float.NaN;
        float now = Float.NaN;
        for (int step = 0; step < 60; step++) {
          now =
              trainer.step(
                  0.03,
                  feed ->
                      feed.put(x, FloatTensor.of(TensorShape.of(STEPS, 6, 2), values))
                          .put(target, FloatTensor.of(TensorShape.of(6), signs)),
                  loss);
          first = step == 0 ? now : first;
        }
        assertThat(first).isGreaterThan(0.1f);
        assertThat(now).isLessThan(first / 20);
      }
    }
  }
}
