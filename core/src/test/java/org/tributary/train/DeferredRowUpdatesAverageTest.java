package org.tributary.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.Variables;
import org.tributary.runtime.TensorFlowRuntime;

/** The moving average of rows that momentum moves on in steps that do not touch them. */
class DeferredRowUpdatesAverageTest {
  private static final int ROWS = 5;
  private static final int SIZE = 2;
  private static final Shape TABLE = Shape.of(ROWS, SIZE);
  private static final double DECAY = 0.7;

  /** Rows touched in each step: 0 in each, 1 with pauses, 4 never. */
  private static final int[][] TOUCHED = {
    {0, 1}, {0, 2}, {3, 0}, {0, 2}, {1, 0}, {0, 3}, {0, 2}, {2, 0}, {0, 1}
  };

  /** The average by the rule, in double precision, from the weights that training leaves. */
  private static final class Followed {
    final double[] average = new double[ROWS * SIZE];
    final int[] last = new int[ROWS];

    /** The steps that a row missed count with the weights it has come to. */
    double caughtUp(int row, int column, int done, float[] weights) {
      double weight = weights[row * SIZE + column];
      double kept = Math.pow(DECAY, done - last[row]);
      return weight + kept * (average[row * SIZE + column] - weight);
    }

    void step(int number, int row, float[] coasted, float[] updated) {
      for (int column = 0; column < SIZE; column++) {
        double before = caughtUp(row, column, number - 1, coasted);
        int at = row * SIZE + column;
        average[at] = DECAY * before + (1 - DECAY) * updated[at];
      }
      last[row] = number;
    }
  }

  @Test
  void missedStepsCountWithTheWeightsThatARowHasCoastedTo() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables =
          new Variables(
              tf,
              List.of(new ParameterSpec("table", TABLE, (s, random) -> new float[ROWS * SIZE])));
      Placeholder<TInt32> indices = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(2)));
      Placeholder<TFloat32> rows =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2, SIZE)));
      TrainingStep step =
          new TrainingStep(
              tf,
              variables,
              new Gradients(Map.of(), Map.of("table", new Gradients.Rows(indices, rows))),
              Optimizer.adam(),
              OptionalDouble.empty(),
              WeightAverage.exponential(DECAY));
      assertThat(step.needsCatchUp()).isTrue();
      try (Session session = TensorFlowRuntime.open(graph)) {
        Random random = new Random(21);
        variables.assign(session, "table", FloatTensor.of(TABLE, draw(random, ROWS * SIZE)));
        step.initialize(session);
        Followed followed = new Followed();
        boolean moved = false;
        for (int t = 1; t <= TOUCHED.length; t++) {
          float[] before = weights(variables, session);
          List<Tensor> fed = new ArrayList<>();
          Tensor touched = own(fed, TInt32.vectorOf(TOUCHED[t - 1]));
          Session.Runner missed = session.runner().feed(indices, touched);
          fed.addAll(step.feedCatchUp(missed, t));
          missed.run().close();
          float[] coasted = weights(variables, session);
          moved |= !Arrays.equals(before, coasted);

          Session.Runner runner = session.runner().feed(indices, touched);
          fed.addAll(step.feed(runner, t, 0.1));
          Tensor gradient =
              own(
                  fed,
                  TFloat32.tensorOf(
                      Shape.of(2, SIZE), DataBuffers.of(draw(random, 2 * SIZE), false, false)));
          runner.feed(rows, gradient).run().close();
          fed.forEach(Tensor::close);

          float[] updated = weights(variables, session);
          for (int row : TOUCHED[t - 1]) {
            followed.step(t, row, coasted, updated);
          }
          float[] average = step.averaged(session, t).orElseThrow().values("table");
          for (int k = 0; k < average.length; k++) {
            double expected = followed.caughtUp(k / SIZE, k % SIZE, t, updated);
            assertThat((double) average[k])
                .as("step %d, element %d", t, k)
                .isCloseTo(expected / (1 - Math.pow(DECAY, t)), within(2e-6));
          }
        }
        assertThat(moved).as("some row coasted").isTrue();
      }
    }
  }

  private static <T extends Tensor> T own(List<Tensor> fed, T tensor) {
    fed.add(tensor);
    return tensor;
  }

  private static float[] weights(Variables variables, Session session) {
    return variables.values(session).values("table");
  }

  private static float[] draw(Random random, int count) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return values;
  }
}
