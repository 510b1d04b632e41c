package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/** The moving average of rows with deferred momentum updates. */
class DeferredRowUpdatesAverageTest {
  private static final int ROWS = 5;
  private static final int SIZE = 2;
  private static final TensorShape TABLE = TensorShape.of(ROWS, SIZE);
  private static final double DECAY = 0.7;

  /** Rows with a gradient in each step: row 0 always, row 1 with gaps, row 4 never. */
  private static final int[][] STEP_ROWS = {
    {0, 1}, {0, 2}, {3, 0}, {0, 2}, {1, 0}, {0, 3}, {0, 2}, {2, 0}, {0, 1}
  };

  /** The expected average, in double precision, from the trained weights. */
  private static final class ExpectedAverage {
    final double[] average = new double[ROWS * SIZE];
    final int[] last = new int[ROWS];

    /** Returns the average in which the missed steps count with the row's final weights. */
    double caughtUp(int row, int column, int done, float[] weights) {
      double weight = weights[row * SIZE + column];
      double remaining = Math.pow(DECAY, done - last[row]);
      return weight + remaining * (average[row * SIZE + column] - weight);
    }

    void step(int number, int row, float[] caughtUp, float[] updated) {
      for (int column = 0; column < SIZE; column++) {
        double before = caughtUp(row, column, number - 1, caughtUp);
        int at = row * SIZE + column;
        average[at] = DECAY * before + (1 - DECAY) * updated[at];
      }
      last[row] = number;
    }
  }

  @Test
  void missedStepsCountWithTheFinalWeights() {
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
              new ParameterGradients(
                  Map.of(), Map.of("table", new ParameterGradients.Rows(indices, rows))),
              List.of(ParameterGroup.rest(Optimizer.adam())),
              OptionalDouble.empty(),
              WeightAverage.exponential(DECAY));
      assertThat(step.needsCatchUp()).isTrue();
      try (Session session = TensorFlowRuntime.open(graph)) {
        Random random = new Random(21);
        variables.assign(session, "table", FloatTensor.of(TABLE, draw(random, ROWS * SIZE)));
        step.initialize(session);
        ExpectedAverage expectedAverage = new ExpectedAverage();
        boolean moved = false;
        for (int t = 1; t <= STEP_ROWS.length; t++) {
          float[] before = weights(variables, session);
          float[] caughtUp;
          try (Feed feed = new Feed(session)) {
            feed.ints(indices, STEP_ROWS[t - 1]);
            step.catchUp(feed, t - 1);
            caughtUp = weights(variables, session);
            moved |= !Arrays.equals(before, caughtUp);
            feed.floats(rows, Shape.of(2, SIZE), draw(random, 2 * SIZE));
            step.run(feed, t, 0.1, List.of()).close();
          }

          float[] updated = weights(variables, session);
          for (int row : STEP_ROWS[t - 1]) {
            expectedAverage.step(t, row, caughtUp, updated);
          }
          float[] average =
              step.averaged(session, () -> variables.values(session), t)
                  .orElseThrow()
                  .values("table");
          for (int k = 0; k < average.length; k++) {
            double expected = expectedAverage.caughtUp(k / SIZE, k % SIZE, t, updated);
            assertThat((double) average[k])
                .as("step %d, element %d", t, k)
                .isCloseTo(expected / (1 - Math.pow(DECAY, t)), within(2e-6));
          }
        }
        assertThat(moved).as("deferred updates moved a row").isTrue();
      }
    }
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
