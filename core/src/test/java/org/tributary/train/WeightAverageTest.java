package org.tributary.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.internal.training.ParameterGroup;
import org.tributary.internal.training.TrainingGraph;
import org.tributary.internal.training.TrainingStep;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.RowUpdateRule;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;
import org.tributary.train.optimizer.WeightAverage;

class WeightAverageTest {
  private static final TensorShape WEIGHT = TensorShape.of(2, 3);
  private static final TensorShape TABLE = TensorShape.of(6, 3);

  /**
   * Rows with a gradient in each step: row 5 never, row 3 in the first step and after a long gap.
   */
  private static final int[][] STEP_ROWS = {
    {3, 0, 3}, {1, 1, 2}, {0, 2, 4}, {4, 0, 0}, {1, 2, 4}, {0, 1, 1}, {2, 3, 0}, {4, 4, 4}
  };

  /** The expected average is a plain loop over the trained weights of each step. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 0.999})
  void tableAverageMatchesAveragingEveryRowInEveryStep(double decay) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables =
          new Variables(
              tf,
              List.of(
                  new ParameterSpec("weight", WEIGHT, (s, random) -> new float[6]),
                  new ParameterSpec("table", TABLE, (s, random) -> new float[18])));
      Placeholder<TFloat32> dense =
          tf.placeholder(TFloat32.class, Placeholder.shape(NativeTensors.shape(WEIGHT)));
      Placeholder<TInt32> indices = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(3)));
      Placeholder<TFloat32> rows =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(3, 3)));
      TrainingStep step =
          new TrainingStep(
              tf,
              variables,
              new ParameterGradients(
                  Map.of("weight", dense),
                  Map.of("table", new ParameterGradients.Rows(indices, rows))),
              List.of(
                  ParameterGroup.rest(
                      new WithoutDeferredUpdates(Optimizer.adamW().weightDecay(0.3)))),
              OptionalDouble.empty(),
              WeightAverage.exponential(decay));
      try (Session session = TensorFlowRuntime.open(graph)) {
        Random random = new Random(8);
        variables.assign(
            session,
            ParameterValues.builder()
                .add("weight", WEIGHT, draw(random, 6))
                .add("table", TABLE, draw(random, 18))
                .build());
        step.initialize(session);
        double[] weight = new double[6];
        double[] table = new double[18];
        for (int t = 1; t <= STEP_ROWS.length; t++) {
          try (Feed feed = new Feed(session)) {
            feed.tensor(dense, TFloat32.tensorOf(NativeTensors.shape(WEIGHT), floats(random, 6)));
            feed.tensor(rows, TFloat32.tensorOf(Shape.of(3, 3), floats(random, 9)));
            feed.ints(indices, STEP_ROWS[t - 1]);
            step.run(feed, t, 0.1, List.of()).close();
          }
          ParameterValues now = variables.values(session);
          accumulate(weight, now.values("weight"), decay);
          accumulate(table, now.values("table"), decay);
          ParameterValues average =
              step.averaged(session, () -> variables.values(session), t).orElseThrow();
          double total = 1 - Math.pow(decay, t);
          assertClose(average.values("weight"), weight, total);
          assertClose(average.values("table"), table, total);
        }
      }
    }
  }

  private static void accumulate(double[] average, float[] weights, double decay) {
    for (int k = 0; k < average.length; k++) {
      average[k] = decay * average[k] + (1 - decay) * weights[k];
    }
  }

  private static void assertClose(float[] actual, double[] sums, double total) {
    for (int k = 0; k < actual.length; k++) {
      // the sums are float32 in training, and the correction enlarges their rounding
      assertThat((double) actual[k])
          .as("element %d", k)
          .isCloseTo(sums[k] / total, within(1e-6 + 2e-7 / total));
    }
  }

  @Test
  void epochMeanIsTheArithmeticMean() {
    Random random = new Random(5);
    TrainingGraph.EpochMean mean = TrainingGraph.EpochMean.empty();
    double[] sum = new double[6];
    for (int n = 1; n <= 7; n++) {
      float[] drawn = draw(random, 6);
      mean = mean.with(ParameterValues.builder().add("w", WEIGHT, drawn).build());
      assertThat(mean.count()).isEqualTo(n);
      for (int k = 0; k < 6; k++) {
        sum[k] += drawn[k];
        assertThat((double) mean.mean().orElseThrow().values("w")[k])
            .isCloseTo(sum[k] / n, within(1e-6));
      }
    }
  }

  @Test
  void lastEpochsAreAFractionOfThePlannedAndAtLeastOne() {
    WeightAverage quarter = WeightAverage.ofLastEpochs(0.25);
    assertThat(quarter.epochsInMean(6, 8)).isZero();
    assertThat(quarter.epochsInMean(7, 8)).isEqualTo(1);
    assertThat(quarter.epochsInMean(8, 8)).isEqualTo(2);
    assertThat(quarter.epochsInMean(1, 1)).isEqualTo(1);
    assertThat(WeightAverage.ofLastEpochs(1).epochsInMean(3, 8)).isEqualTo(3);
  }

  @Test
  void decayIsLimitedInShortRuns() {
    WeightAverage tenth = WeightAverage.exponential(0.998, 0.1);
    assertThat(tenth.within(5_000)).isEqualTo(WeightAverage.exponential(0.998)); // 500 of 5,000
    assertThat(tenth.within(100_000)).isEqualTo(WeightAverage.exponential(0.998));
    assertThat(tenth.within(1_000)).isEqualTo(WeightAverage.exponential(0.99)); // 100 of 1,000
    assertThat(tenth.within(20)).isEqualTo(WeightAverage.exponential(0.5)); // 2 of 20
    assertThat(tenth.within(10)).isEqualTo(WeightAverage.none());
    assertThat(tenth.within(1)).isEqualTo(WeightAverage.none());
    assertThat(WeightAverage.exponential(0.998).within(3))
        .isEqualTo(WeightAverage.exponential(0.998));
    assertThat(WeightAverage.ofLastEpochs(0.5).within(3))
        .isEqualTo(WeightAverage.ofLastEpochs(0.5));
  }

  @Test
  void averagesHaveEqualityAndTextAndRefuseInvalidValues() {
    assertThat(WeightAverage.exponential(0.9, 0.25))
        .hasToString("exponential with decay 0.9, over at most 0.25 of the steps");
    assertThatThrownBy(() -> WeightAverage.exponential(0.9, 0))
        .hasMessage("weight average: expected a reach above 0 and at most 1, got 0.0");
    assertThat(WeightAverage.none()).isEqualTo(WeightAverage.none()).hasToString("none");
    assertThat(WeightAverage.exponential(0.9)).hasToString("exponential with decay 0.9");
    assertThat(WeightAverage.ofLastEpochs(0.25))
        .hasToString("mean over the last 0.25 of the epochs");
    assertThatThrownBy(() -> WeightAverage.exponential(1))
        .hasMessage("weight average: expected a decay between 0 and 1, got 1.0");
    assertThatThrownBy(() -> WeightAverage.ofLastEpochs(0))
        .hasMessage(
            "weight average: expected a share of the epochs above 0 and at most 1, got 0.0");
  }

  /** AdamW without deferred updates, so that rows without a gradient do not change. */
  private record WithoutDeferredUpdates(Optimizer optimizer) implements Optimizer {
    @Override
    public List<State> state() {
      return optimizer.state();
    }

    @Override
    public UpdateRule rule(UpdateContext context) {
      UpdateRule rule = optimizer.rule(context);
      return new UpdateRule() {
        @Override
        public Op dense(Target target, Operand<TFloat32> gradient) {
          return rule.dense(target, gradient);
        }

        @Override
        public Optional<RowUpdateRule> rows() {
          return rule.rows().map(rows -> (target, gradient) -> rows.update(target, gradient));
        }
      };
    }
  }

  private static FloatDataBuffer floats(Random random, int count) {
    return DataBuffers.of(draw(random, count));
  }

  private static float[] draw(Random random, int count) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return values;
  }
}
