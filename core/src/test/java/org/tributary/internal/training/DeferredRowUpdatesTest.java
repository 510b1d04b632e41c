package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
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
import org.tributary.train.optimizer.RmsProp;
import org.tributary.train.optimizer.WeightAverage;

/** Rows with few gradients against a dense optimizer in double precision with zero gradients. */
class DeferredRowUpdatesTest {
  private static final int ROWS = 6;
  private static final double AVERAGE_DECAY = 0.97;

  /** A dense optimizer of one weight, by PyTorch's formulas. */
  private interface Dense {
    /** Returns the next weight. */
    double step(double weight, double g, int number, double rate);
  }

  private static Dense dense(Optimizer optimizer) {
    double[] s = new double[3];
    if (optimizer instanceof Optimizer.Sgd sgd) {
      return (weight, g, number, rate) -> {
        double decayed = g + sgd.weightDecay() * weight;
        s[0] = sgd.momentum() * s[0] + (number == 1 ? 1 : 1 - sgd.dampening()) * decayed;
        return weight - rate * (sgd.nesterov() ? decayed + sgd.momentum() * s[0] : s[0]);
      };
    }
    if (optimizer instanceof RmsProp rms) {
      return (weight, g, number, rate) -> {
        s[0] = rms.alpha() * s[0] + (1 - rms.alpha()) * g * g;
        s[1] = rms.alpha() * s[1] + (1 - rms.alpha()) * g;
        double moment = s[0] - (rms.centering() == RmsProp.Centering.CENTERED ? s[1] * s[1] : 0);
        s[2] = rms.momentum() * s[2] + g / (Math.sqrt(moment) + rms.epsilon());
        return weight - rate * s[2];
      };
    }
    Optimizer.Adam adam =
        optimizer instanceof Optimizer.AdamW w
            ? new Optimizer.Adam(w.beta1(), w.beta2(), w.epsilon(), 0)
            : (Optimizer.Adam) optimizer;
    double decoupled = optimizer instanceof Optimizer.AdamW w ? w.weightDecay() : 0;
    return (weight, g, number, rate) -> {
      double decayed = g + adam.weightDecay() * weight;
      s[0] = adam.beta1() * s[0] + (1 - adam.beta1()) * decayed;
      s[1] = adam.beta2() * s[1] + (1 - adam.beta2()) * decayed * decayed;
      double mean = s[0] / (1 - Math.pow(adam.beta1(), number));
      double root = Math.sqrt(s[1] / (1 - Math.pow(adam.beta2(), number)));
      return (1 - rate * decoupled) * weight - rate * mean / (root + adam.epsilon());
    };
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        Optimizer.adam(),
        new Optimizer.Adam(0.8, 0.99, 1e-6, 0),
        new Optimizer.Adam(0.97, 0.9999, 1e-8, 0),
        new Optimizer.Adam(0, 0.999, 1e-8, 0),
        new Optimizer.Adam(0.9, 0.5, 1e-8, 0),
        Optimizer.adam().weightDecay(0.1),
        Optimizer.adamW(),
        Optimizer.adamW().weightDecay(0.7),
        Optimizer.sgd(),
        Optimizer.sgd().weightDecay(0.3),
        Optimizer.sgd().momentum(0.9),
        Optimizer.sgd().momentum(0.8).dampening(0.3).weightDecay(0.2),
        Optimizer.sgd().momentum(0.9).withNesterov(),
        Optimizer.rmsProp(),
        Optimizer.rmsProp().momentum(0.9),
        Optimizer.rmsProp().momentum(0.7).centered());
  }

  /** Gradients of usual size, and such that Adam's ε counts as much as the gradients. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void rowsMatchTheDenseOptimizerFromTheFirstStep(Optimizer optimizer) {
    for (double scale : new double[] {1, 1e-3, 3e-8}) {
      for (boolean averages : new boolean[] {false, true}) {
        boolean isAdam =
            optimizer instanceof Optimizer.Adam || optimizer instanceof Optimizer.AdamW;
        if (scale > 1e-6 || isAdam) { // less than half a unit in the last place of the weights
          requireDense(optimizer, scale, averages);
        }
      }
    }
  }

  private static void requireDense(Optimizer optimizer, double scale, boolean averages) {
    WeightAverage average =
        averages ? WeightAverage.exponential(AVERAGE_DECAY) : WeightAverage.none();
    double[] weights = new double[ROWS];
    double[] averaged = new double[ROWS];
    double[] path = new double[ROWS];
    List<Dense> rules = Stream.generate(() -> dense(optimizer)).limit(ROWS).toList();
    Random random = new Random(5);
    for (int row = 0; row < ROWS; row++) {
      weights[row] = (float) random.nextGaussian();
    }
    try (Run run = new Run(optimizer, average, weights)) {
      for (int number = 1; number <= 620; number++) {
        double rate = (float) (0.02 * (1 + Math.sin(number)));
        float[] gradients = new float[ROWS];
        List<Integer> stepRows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
          if (random.nextDouble() < Math.pow(0.3, row) || (row == ROWS - 1 && number == 2)) {
            stepRows.add(row);
            gradients[row] = (float) (scale * (random.nextGaussian() + 0.5));
          }
        }
        run.step(number, rate, stepRows, gradients);
        for (int row = 0; row < ROWS; row++) {
          double next = rules.get(row).step(weights[row], gradients[row], number, rate);
          path[row] += Math.abs(next - weights[row]);
          weights[row] = next;
          averaged[row] = AVERAGE_DECAY * averaged[row] + (1 - AVERAGE_DECAY) * next;
        }
        if (number < 12 || number % 61 == 0 || number > 618) {
          String where = "%s, gradients %s, step %d, row".formatted(optimizer, scale, number);
          requireClose(where, run.caughtUp(number), weights, path, 1);
          if (averages) {
            double correction = 1 - Math.pow(AVERAGE_DECAY, number);
            requireClose("average: " + where, run.averaged(number), averaged, path, correction);
          }
        }
      }
    }
    assertThat(path[ROWS - 1]).isPositive();
  }

  private static void requireClose(
      String where, float[] actual, double[] expected, double[] path, double correction) {
    for (int row = 0; row < ROWS; row++) {
      double tolerance = 3e-6 * path[row] + 3e-6 * Math.abs(expected[row] / correction) + 1e-7;
      assertThat((double) actual[row])
          .as("%s %d", where, row)
          .isCloseTo(expected[row] / correction, within(tolerance));
    }
  }

  /** A run in one session, and one that another continues from the state at some step. */
  @ParameterizedTest
  @CsvSource({"1", "7", "100", "256", "300"})
  void restoredStateContinuesBitForBit(int stop) {
    WeightAverage average = WeightAverage.exponential(AVERAGE_DECAY);
    double[] start = {1, -2, 3, 0.5, 0.25, 7};
    try (Run whole = new Run(Optimizer.adamW(), average, start);
        Run first = new Run(Optimizer.adamW(), average, start);
        Run second = new Run(Optimizer.adamW(), average, new double[ROWS])) {
      for (int number = 1; number <= 320; number++) {
        if (number == stop + 1) {
          second.variables.assign(second.session, first.variables.values(first.session));
          second.step.state().assign(second.session, first.step.state().values(first.session));
        }
        Random random = new Random(number);
        List<Integer> rows = List.of(number % 3, 3 + number % 2 + (number % 50 == 0 ? 1 : 0));
        float[] gradients = new float[ROWS];
        rows.forEach(row -> gradients[row] = (float) random.nextGaussian());
        double rate = random.nextDouble();
        whole.step(number, rate, rows, gradients);
        (number <= stop ? first : second).step(number, rate, rows, gradients);
      }
      assertThat(second.averaged(320)).containsExactly(whole.averaged(320));
      assertThat(second.caughtUp(320)).containsExactly(whole.caughtUp(320));
    }
  }

  @Test
  void largeTableIsUpdatedCompletely() {
    int rows = 300_000;
    TensorShape table = TensorShape.of(rows, 1);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables =
          new Variables(tf, List.of(new ParameterSpec("table", table, (s, r) -> new float[rows])));
      Placeholder<TInt32> indices = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> ones =
          tf.fill(tf.stack(List.of(tf.size(indices), tf.constant(1))), tf.constant(1f)); // [K, 1]
      TrainingStep step =
          new TrainingStep(
              tf,
              variables,
              new ParameterGradients(
                  Map.of(), Map.of("table", new ParameterGradients.Rows(indices, ones))),
              List.of(ParameterGroup.rest(Optimizer.sgd().momentum(0.5))),
              OptionalDouble.empty(),
              WeightAverage.none());
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assignZeros(session);
        step.initialize(session);
        int[] all = new int[rows];
        Arrays.setAll(all, k -> k);
        for (int number = 1; number <= 3; number++) {
          try (Feed feed = new Feed(session)) {
            feed.ints(indices, number == 1 ? all : new int[] {0});
            step.run(feed, number, 1, List.of()).close();
          }
        }
        step.catchUpAll(session, 3);
        float[] values = variables.values(session).values("table");
        assertThat(values[1]).isEqualTo(-1.75f);
        assertThat(values[rows - 1]).isEqualTo(-1.75f);
        assertThat(values[0]).isEqualTo(-1 - 1.5f - 1.75f);
      }
    }
  }

  @Test
  void withoutMomentumThereIsNoRowState() {
    try (Run run = new Run(Optimizer.sgd(), WeightAverage.none(), new double[ROWS])) {
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

    Run(Optimizer optimizer, WeightAverage average, double[] start) {
      step =
          new TrainingStep(
              tf,
              variables,
              new ParameterGradients(
                  Map.of(), Map.of("table", new ParameterGradients.Rows(indices, values))),
              List.of(ParameterGroup.rest(optimizer)),
              OptionalDouble.empty(),
              average);
      session = TensorFlowRuntime.open(graph);
      float[] floats = new float[ROWS];
      for (int row = 0; row < ROWS; row++) {
        floats[row] = (float) start[row];
      }
      variables.assign(session, ParameterValues.builder().add("table", TABLE, floats).build());
      step.initialize(session);
    }

    void step(int number, double rate, List<Integer> stepRows, float[] gradients) {
      int[] rows = stepRows.stream().mapToInt(Integer::intValue).toArray();
      TFloat32 tensor = TFloat32.tensorOf(Shape.of(rows.length, 1));
      for (int k = 0; k < rows.length; k++) {
        tensor.setFloat(gradients[rows[k]], k, 0);
      }
      try (Feed feed = new Feed(session)) {
        feed.tensor(values, tensor);
        feed.ints(indices, rows);
        step.run(feed, number, rate, List.of()).close();
      }
    }

    float[] caughtUp(int number) {
      step.catchUpAll(session, number);
      return variables.values(session).values("table");
    }

    float[] averaged(int number) {
      return step.averaged(session, () -> variables.values(session), number)
          .orElseThrow()
          .values("table");
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}
