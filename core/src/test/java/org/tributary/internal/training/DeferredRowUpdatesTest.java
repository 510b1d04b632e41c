package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/** Rows with few gradients against a dense optimizer in double precision with zero gradients. */
class DeferredRowUpdatesTest {
  private static final int ROWS = 6;
  private static final int STEPS = 400;
  private static final double RATE = 0.01;

  static List<Optimizer> optimizers() {
    return List.of(
        Optimizer.adam(),
        Optimizer.adamW().weightDecay(0),
        Optimizer.sgd().momentum(0.9),
        Optimizer.sgd().momentum(0.9).withNesterov());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void rareRowMatchesTheDenseOptimizer(Optimizer optimizer) {
    double[] dense = new double[ROWS];
    double[] first = new double[ROWS];
    double[] second = new double[ROWS];
    double[] path = new double[ROWS];
    try (Run run = new Run(optimizer)) {
      Random random = new Random(5);
      int firstStep = 3000; // bias corrections hardly change from here
      for (int number = firstStep; number < firstStep + STEPS; number++) {
        float[] gradients = new float[ROWS];
        List<Integer> stepRows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
          if (random.nextDouble() < Math.pow(0.3, row)) {
            stepRows.add(row);
            gradients[row] = (float) random.nextGaussian() + 0.5f;
          }
        }
        run.step(number, stepRows, gradients);
        for (int row = 0; row < ROWS; row++) {
          double change = dense(optimizer, number, row, gradients[row], first, second);
          dense[row] -= change;
          path[row] += Math.abs(change);
        }
      }
      float[] caughtUp = run.caughtUp(firstStep + STEPS - 1);
      for (int row = 0; row < ROWS; row++) {
        double tolerance = optimizer instanceof Optimizer.Sgd ? 1e-4 : 0.01;
        assertThat((double) caughtUp[row])
            .as("row %d", row)
            .isCloseTo(dense[row], within(tolerance * path[row] + 1e-6));
      }
      assertThat(path[ROWS - 2]).isPositive();
      assertThat(run.caughtUp(firstStep + STEPS - 1)).as("settled twice").containsExactly(caughtUp);
    }
  }

  /** Returns the update of one parameter by PyTorch's formulas. */
  private static double dense(
      Optimizer optimizer, int number, int row, double g, double[] first, double[] second) {
    if (optimizer instanceof Optimizer.Sgd sgd) {
      first[row] = 0.9 * first[row] + g;
      return RATE * (sgd.nesterov() ? g + 0.9 * first[row] : first[row]);
    }
    first[row] = 0.9 * first[row] + 0.1 * g;
    second[row] = 0.999 * second[row] + 0.001 * g * g;
    double mean = first[row] / (1 - Math.pow(0.9, number));
    double root = Math.sqrt(second[row] / (1 - Math.pow(0.999, number)));
    return RATE * mean / (root + 1e-8);
  }

  @Test
  void withoutMomentumThereIsNoRowState() {
    try (Run run = new Run(Optimizer.sgd())) {
      assertThat(run.step.needsCatchUp()).isFalse();
      assertThat(run.step.state().specs()).isEmpty();
    }
  }

  private static final class Run implements AutoCloseable {
    private static final TensorShape TABLE = TensorShape.of(ROWS, 1);

    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Variables variables =
        new Variables(
            tf, List.of(new ParameterSpec("table", TABLE, (shape, random) -> new float[ROWS])));
    private final Placeholder<TInt32> indices =
        tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    private final Placeholder<TFloat32> values =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1)));
    private final TrainingStep step;
    private final Session session;

    Run(Optimizer optimizer) {
      step =
          new TrainingStep(
              tf,
              variables,
              new ParameterGradients(
                  Map.of(), Map.of("table", new ParameterGradients.Rows(indices, values))),
              List.of(ParameterGroup.rest(optimizer)),
              OptionalDouble.empty(),
              WeightAverage.none());
      session = TensorFlowRuntime.open(graph);
      variables.assign(
          session, ParameterValues.builder().add("table", TABLE, new float[ROWS]).build());
      step.initialize(session);
    }

    void step(int number, List<Integer> stepRows, float[] gradients) {
      int[] rows = stepRows.stream().mapToInt(Integer::intValue).toArray();
      TFloat32 tensor = TFloat32.tensorOf(Shape.of(rows.length, 1));
      for (int k = 0; k < rows.length; k++) {
        tensor.setFloat(gradients[rows[k]], k, 0);
      }
      try (Feed feed = new Feed(session)) {
        feed.tensor(values, tensor);
        feed.ints(indices, rows);
        step.run(feed, number, RATE, List.of()).close();
      }
    }

    float[] caughtUp(int number) {
      step.catchUpAll(session, number);
      return variables.values(session).values("table");
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}
