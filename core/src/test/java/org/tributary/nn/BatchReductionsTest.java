package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Recurrent;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.train.optimizer.Optimizer;

/**
 * The loss of several batches, and the step of accumulated ones, are those of one batch of all
 * examples. {@link OwnModelsTest} has the same for PyTorch's losses.
 */
class BatchReductionsTest {
  record Example(float[] x, float[][] steps, float[] y, float[] w, int label, int[] tags) {}

  private static final List<Example> EXAMPLES = examples(13);

  /** A third of the targets are missing, and all of the first four examples. */
  private static List<Example> examples(int count) {
    Random random = new Random(3);
    List<Example> all = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      float[][] steps = new float[1 + random.nextInt(5)][3];
      int[] tags = new int[steps.length];
      for (int t = 0; t < steps.length; t++) {
        steps[t] = floats(random, 3);
        tags[t] = k < 4 ? -1 : random.nextInt(6) - 2;
      }
      float[] y = floats(random, 2);
      float[] w = {random.nextFloat(), k % 4 * random.nextFloat() * 3};
      for (int f = 0; f < 2; f++) {
        y[f] = k < 4 || random.nextInt(3) == 0 ? Float.NaN : y[f];
      }
      all.add(new Example(floats(random, 3), steps, y, w, random.nextInt(5) - 1, tags));
    }
    return all;
  }

  private static float[] floats(Random random, int size) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = (float) random.nextGaussian() + 0.2f;
    }
    return values;
  }

  private static final Map<String, Model.Definition<Example>> DEFINITIONS = new LinkedHashMap<>();

  /** Losses whose gradients over parts of a batch do not add up to the batch's. */
  private static final Map<String, Model.Definition<Example>> REFUSED = new LinkedHashMap<>();

  private static Floats x(Network<Example> m) {
    return m.vector(3, Example::x);
  }

  private static Floats wide(Network<Example> m) {
    return m.linear("wide", 3, 2).forward(x(m));
  }

  private static Floats known(Network<Example> m) {
    Floats y = m.vector(2, Example::y);
    return m.mse(wide(m), y, y.notNaN());
  }

  private static Floats hidden(Network<Example> m) {
    Floats steps = m.vectors(3, Example::steps);
    return m.recurrent("gru", Recurrent.gru(3).hidden(4)).forward(steps).output();
  }

  private static Floats logits(Network<Example> m) {
    return m.linear("head", 4, 4).forward(hidden(m));
  }

  private static Floats squares(Network<Example> m) {
    return wide(m).minus(m.vector(2, Example::w)).square();
  }

  static {
    DEFINITIONS.put("missing targets", BatchReductionsTest::known);
    DEFINITIONS.put(
        "weights",
        m ->
            m.huber(
                wide(m), m.vector(2, e -> Arrays.copyOf(e.x(), 2)), 0.5, m.vector(2, Example::w)));
    DEFINITIONS.put(
        "binary",
        m ->
            m.binaryCrossEntropy(
                wide(m), m.vector(2, e -> new float[] {0.3f, 1}), m.vector(2, Example::w)));
    DEFINITIONS.put("steps", m -> m.crossEntropy(logits(m), m.indices(Example::tags)));
    DEFINITIONS.put(
        "class weights",
        m ->
            m.crossEntropy(
                m.linear("out", 3, 4).forward(x(m)),
                m.index(Example::label),
                CrossEntropy.plain().classWeights(1, 5, 0.2f, 3).labelSmoothing(0.1)));
    DEFINITIONS.put("crf", m -> m.crf("crf", 4).loss(logits(m), m.indices(Example::tags)));
    DEFINITIONS.put(
        "ctc", m -> m.ctc(logits(m), m.indices(e -> new int[] {1 + e.tags().length % 3})));
    DEFINITIONS.put("mean of steps", m -> hidden(m).square().mean());
    DEFINITIONS.put("mean over time", m -> hidden(m).meanOverTime().square().mean());
    DEFINITIONS.put(
        "two means",
        m -> known(m).plus(m.crossEntropy(logits(m), m.indices(Example::tags)).times(0.3)));
    DEFINITIONS.put(
        "quotient of sums",
        m -> {
          Floats w = m.vector(2, Example::w);
          return squares(m).times(w).sum().dividedBy(w.sum().maximum(m.constant(1e-3)));
        });
    DEFINITIONS.put("root", m -> known(m).plus(0.1).sqrt());
    DEFINITIONS.put(
        "root of steps",
        m -> m.crossEntropy(logits(m), m.indices(Example::tags)).square().plus(known(m)).sqrt());
    DEFINITIONS.put("product", m -> known(m).times(hidden(m).square().mean()));
    DEFINITIONS.put(
        "by a detached value",
        m -> {
          Floats second = known2(m);
          return known(m).dividedBy(second.detach()).plus(second);
        });
    DEFINITIONS.put("sum", m -> squares(m).sum().times(0.05));
    DEFINITIONS.put("means of features", m -> squares(m).mean(0).sum());
    DEFINITIONS.put("largest mean of features", m -> squares(m).mean(0).max(0));
    DEFINITIONS.put("sums of features", m -> squares(m).sum(0).plus(1).log().mean());
    DEFINITIONS.put(
        "weight decay",
        m -> {
          Floats weight = m.parameter("p", TensorShape.of(2, 3), Initializer.uniform(1));
          Floats decay = weight.square().sum().plus(weight.square().mean(0).sum());
          return known(m).plus(x(m).linear(weight).abs().mean()).plus(decay.times(0.1));
        });
    DEFINITIONS.put(
        "learned scale",
        m -> {
          Floats scale = m.parameter("scale", TensorShape.of(1), Initializer.constant(0.4)).sum();
          return known(m).times(scale.negated().exp()).plus(scale);
        });
    DEFINITIONS.put(
        "mean by TensorFlow",
        m -> m.value(m.tf().math.mean(squares(m), m.tf().array(0, 1))).plus(known2(m)));
    DEFINITIONS.put(
        "weights divided by their sum",
        m -> {
          Floats w = m.vector(2, Example::w);
          return squares(m).times(w.dividedBy(w.sum())).sum();
        });
    DEFINITIONS.put(
        "weights of mean 1",
        m -> {
          Floats w = m.vector(2, Example::w);
          Floats weights = w.dividedBy(w.mean());
          Floats again = weights.square().dividedBy(weights.square().sum(0));
          return m.mse(wide(m), m.vector(2, e -> Arrays.copyOf(e.x(), 2)), weights)
              .plus(squares(m.within("second")).times(again).sum().sqrt());
        });
    DEFINITIONS.put(
        "detached statistics",
        m -> {
          Floats x = wide(m).times(m.vector(2, Example::w));
          Floats centred = x.minus(x.mean(0).detach());
          Floats deviation = centred.square().mean(0).detach().sqrt();
          return centred.dividedBy(deviation).minus(0.3).abs().mean();
        });
    REFUSED.put(
        "batch normalization",
        m -> {
          Floats x = wide(m).times(m.vector(2, Example::w));
          Floats centred = x.minus(x.mean(0));
          return centred.dividedBy(centred.square().mean(0).sqrt()).minus(0.3).abs().mean();
        });
    REFUSED.put(
        "statistics within a scan",
        m -> {
          StepFormula formula = (x, state) -> List.of(x.minus(state.get(0).mean(0)).tanh());
          Floats one = wide(m).unsqueeze(1);
          return m.scan(one, formula, List.of(squares(m.within("first")))).output().abs().mean();
        });
    REFUSED.put(
        "products of examples",
        m -> wide(m).transpose(0, 1).matmul(m.vector(2, Example::w)).square().mean());
    REFUSED.put(
        "sum divided by TensorFlow's count",
        m -> {
          var rows = m.tf().gather(m.tf().shape(x(m)), m.tf().constant(0), m.tf().constant(0));
          return squares(m).sum().dividedBy(m.value(m.tf().dtypes.cast(rows, TFloat32.class)));
        });
  }

  private static Floats known2(Network<Example> m) {
    return known(m.within("second"));
  }

  static Stream<String> names() {
    return DEFINITIONS.keySet().stream();
  }

  static Stream<String> allNames() {
    return Stream.concat(
        names(), Stream.of("batch normalization", "sum divided by TensorFlow's count"));
  }

  private static final Fit FIT =
      Fit.epochs(1).inOrder().optimizer(Optimizer.sgd()).learningRate(0.2);

  private static ParameterValues fitted(
      Model.Definition<Example> definition, Fit fit, double[] loss) {
    try (Model<Example> model = Model.of(definition)) {
      loss[0] = model.fit(EXAMPLES, fit).get(0).meanLoss();
      return model.values();
    }
  }

  private static void assertClose(ParameterValues actual, ParameterValues expected) {
    for (String name : expected.names()) {
      assertThat(actual.values(name))
          .as(name)
          .containsExactly(expected.values(name), within(3e-6f));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void accumulatedStepMatchesOneBatch(String name) {
    Model.Definition<Example> definition = DEFINITIONS.get(name);
    double[] expected = new double[1];
    double[] actual = new double[1];
    ParameterValues whole = fitted(definition, FIT.batchSize(13), expected);
    assertClose(fitted(definition, FIT.batchSize(4).accumulate(4), actual), whole);
    assertThat(actual[0]).isCloseTo(expected[0], within(2e-6 * (1 + expected[0])));
    try (Model<Example> model = Model.of(definition);
        ModelTrainer<Example> trainer = model.trainer(FIT.accumulate(5))) {
      assertThat((double) trainer.step(EXAMPLES, 0.2).loss())
          .isCloseTo(expected[0], within(2e-6 * (1 + expected[0])));
      assertClose(trainer.values(), whole);
    }
  }

  @ParameterizedTest
  @MethodSource("allNames")
  void lossOfSeveralBatchesMatchesOneBatch(String name) {
    try (Model<Example> model = Model.of(DEFINITIONS.getOrDefault(name, REFUSED.get(name)))) {
      double loss = model.evaluate(EXAMPLES).get("loss");
      for (int size : new int[] {1, 3, 4, 12, 13}) {
        assertThat(model.evaluate(EXAMPLES, FIT.batchSize(size)).get("loss"))
            .as("batches of %d", size)
            .isCloseTo(loss, within(2e-6 * (1 + loss)));
      }
      Fit none = FIT.learningRate(1e-12).batchSize(5);
      assertThat(model.fit(EXAMPLES, EXAMPLES, none).get(0).metrics().get("loss"))
          .isCloseTo(loss, within(2e-6 * (1 + loss)));
    }
  }

  /** In plain Java. */
  @Test
  void maskedMeanDividesByTargetsOfAllBatches() {
    try (Model<Example> model = Model.of(BatchReductionsTest::known)) {
      float[] w = model.values().values("wide.weight");
      float[] b = model.values().values("wide.bias");
      double sum = 0;
      int count = 0;
      double[] gradient = new double[2];
      for (Example example : EXAMPLES) {
        for (int f = 0; f < 2; f++) {
          if (!Float.isNaN(example.y()[f])) {
            double error = b[f] - example.y()[f];
            for (int k = 0; k < 3; k++) {
              error += w[3 * f + k] * example.x()[k];
            }
            sum += error * error;
            gradient[f] += 2 * error;
            count++;
          }
        }
      }
      assertThat(model.evaluate(EXAMPLES, FIT.batchSize(2)).get("loss"))
          .isCloseTo(sum / count, within(1e-6));
      model.fit(EXAMPLES, FIT.batchSize(2).accumulate(7));
      for (int f = 0; f < 2; f++) {
        assertThat((double) model.values().values("wide.bias")[f])
            .isCloseTo(b[f] - 0.2 * gradient[f] / count, within(1e-6));
      }
    }
  }

  /** Dropout draws the same mask in both passes, and the state is carried through both. */
  @Test
  void nonlinearLossIsDifferentiatedAtTheTotalMean() {
    for (boolean carries : new boolean[] {false, true}) {
      ParameterValues[] after = new ParameterValues[2];
      double[] losses = new double[2];
      ParameterValues before = null;
      for (int k = 0; k < 2; k++) {
        boolean isRoot = k == 1;
        try (Model<Example> model =
            Model.of(
                m -> {
                  Floats x = m.vectors(3, Example::steps).slice(1, 0, 1).dropout(0.4);
                  Floats h = m.recurrent("gru", Recurrent.gru(3).hidden(2)).forward(x).output();
                  Floats y = m.vector(2, Example::y);
                  Floats loss = m.mse(h.last(), y, y.notNaN());
                  return isRoot ? loss.sqrt() : loss;
                })) {
          before = model.values();
          Fit fit = FIT.batchSize(3).accumulate(4);
          losses[k] =
              model
                  .fit(EXAMPLES.subList(0, 12), carries ? fit.carryState() : fit)
                  .get(0)
                  .meanLoss();
          after[k] = model.values();
        }
      }
      assertThat(losses[1]).isCloseTo(Math.sqrt(losses[0]), within(1e-6));
      for (String name : before.names()) {
        float[] start = before.values(name);
        for (int i = 0; i < start.length; i++) {
          double step = after[0].values(name)[i] - start[i];
          assertThat((double) after[1].values(name)[i] - start[i])
              .isCloseTo(step / (2 * losses[1]), within(1e-6));
        }
      }
    }
  }

  /** Two streams in chunks, with targets at some steps. */
  @Test
  void chunkedLossMatchesWholeStreams() {
    Random random = new Random(8);
    List<Example> streams = new ArrayList<>();
    List<Example> chunks = new ArrayList<>();
    for (int row = 0; row < 2; row++) {
      float[][] x = new float[12][];
      int[] tags = new int[12];
      for (int t = 0; t < 12; t++) {
        x[t] = floats(random, 3);
        tags[t] = t < 4 && row == 0 ? -1 : random.nextInt(7) - 3;
      }
      streams.add(new Example(null, x, null, null, 0, tags));
    }
    for (int from = 0; from < 12; from += 3) {
      for (Example stream : streams) {
        chunks.add(
            new Example(
                null,
                Arrays.copyOfRange(stream.steps(), from, from + 3),
                null,
                null,
                0,
                Arrays.copyOfRange(stream.tags(), from, from + 3)));
      }
    }
    try (Model<Example> model =
        Model.of(m -> m.crossEntropy(logits(m), m.indices(Example::tags)))) {
      double loss = model.evaluate(streams).get("loss");
      Fit fit = FIT.batchSize(2).carryState();
      assertThat(model.evaluate(chunks, fit).get("loss")).isCloseTo(loss, within(1e-6));
      Fit none = fit.learningRate(1e-12);
      assertThat(model.fit(chunks, chunks, none).get(0).metrics().get("loss"))
          .isCloseTo(loss, within(1e-6));
      assertThat(model.fit(chunks, none.accumulate(4)).get(0).meanLoss())
          .isCloseTo(loss, within(1e-6));
    }
  }

  @Test
  void accumulationRefusesWeightsWithAGradient() {
    for (boolean detached : new boolean[] {false, true}) {
      Model.Definition<Example> definition =
          m -> {
            Floats y = m.vector(2, Example::w);
            Floats weights = m.linear("weights", 3, 2).forward(x(m)).sigmoid();
            Floats spread = weights.minus(0.2).square().mean();
            return m.mse(wide(m), y, detached ? weights.detach() : weights).plus(spread);
          };
      double[] loss = new double[1];
      ParameterValues whole = fitted(definition, FIT.batchSize(13), loss);
      Fit parts = FIT.batchSize(4).accumulate(4);
      if (detached) {
        assertClose(fitted(definition, parts, loss), whole);
      } else {
        assertThatThrownBy(() -> fitted(definition, parts, loss))
            .hasMessageStartingWith(
                "accumulation: expected loss weights that do not depend on parameters, got"
                    + " weights with a gradient; detach() them, ");
      }
    }
  }

  @Test
  void accumulationRefusesLossWhoseGradientsDoNotAddUp() {
    List<String> messages = new ArrayList<>();
    for (Model.Definition<Example> definition : REFUSED.values()) {
      try (Model<Example> model = Model.of(definition)) {
        Fit parts = FIT.batchSize(4).accumulate(4);
        assertThatThrownBy(() -> model.fit(EXAMPLES, parts))
            .isInstanceOf(IllegalArgumentException.class)
            .satisfies(e -> messages.add(e.getMessage()));
        assertThatThrownBy(() -> model.trainer(parts))
            .hasMessage(messages.get(messages.size() - 1));
        model.fit(EXAMPLES, FIT.batchSize(7));
      }
    }
    String statistics =
        "accumulation: expected means and sums over examples that are read by the loss alone, got one"
            + " that is read for each example, as in batch normalization, or one in the formula of a"
            + " scan; detach() it outside of a scan, or use accumulate(1)";
    String unknown =
        "accumulation: expected a loss computed by mean() and sum(), got one that reduces examples"
            + " by other operations, which need all of them in one batch; use mean() or sum(), for"
            + " example of m.value(loss of each example), or accumulate(1)";
    assertThat(messages).containsExactly(statistics, statistics, unknown, unknown);
  }
}
