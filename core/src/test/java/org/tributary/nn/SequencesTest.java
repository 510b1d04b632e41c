package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;

/**
 * The padding of sequences has no part in any result, and sequences of other lengths are refused.
 */
class SequencesTest {
  record Pair(int[] a, int[] b) {
    @Override
    public String toString() {
      return "Pair" + Arrays.toString(a) + Arrays.toString(b);
    }
  }

  private static final List<Pair> PAIRS =
      List.of(pair(2, 2), pair(4, 4), pair(3, 3), pair(2, 2), pair(4, 4));

  private static Pair pair(int a, int b) {
    int[] first = new int[a];
    int[] second = new int[b];
    Arrays.setAll(first, k -> (7 * a + 3 * k) % 10);
    Arrays.setAll(second, k -> (5 * b + k) % 10);
    return new Pair(first, second);
  }

  /** Values [N, L, 3], of which none is 0 in the padding. */
  private static Floats steps(Network<Pair> m) {
    return m.embedding("steps", 10, 3).forward(m.indices(Pair::a)).plus(0.5);
  }

  private static Floats row(Network<Pair> m) {
    return m.embedding("row", 10, 1).forward(m.indices(Pair::a)).squeeze(-1).plus(-9);
  }

  private static final Map<String, Function<Network<Pair>, Floats>> FUNCTIONS =
      new LinkedHashMap<>();

  static {
    FUNCTIONS.put("softmax", m -> row(m).softmax());
    FUNCTIONS.put("logSoftmax", m -> row(m).logSoftmax());
    FUNCTIONS.put("softmax of features", m -> steps(m).transpose(1, 2).softmax());
    FUNCTIONS.put("log softmax of features", m -> steps(m).transpose(1, 2).logSoftmax());
    FUNCTIONS.put("argMax", m -> row(m).argMax().toFloats().unsqueeze(-1));
    FUNCTIONS.put("transpose", m -> steps(m).transpose(1, 2));
    FUNCTIONS.put("transpose twice", m -> steps(m).transpose(1, 2).transpose(-1, -2).tanh());
    FUNCTIONS.put("sum", m -> steps(m).sum(1));
    FUNCTIONS.put("mean", m -> steps(m).mean(1));
    FUNCTIONS.put("max", m -> steps(m).minus(20).max(1));
    FUNCTIONS.put("sum of the last axis", m -> steps(m).transpose(1, 2).sum(-1));
    FUNCTIONS.put("mean of the last axis", m -> steps(m).transpose(1, 2).mean(-1));
    FUNCTIONS.put("max of the last axis", m -> steps(m).minus(20).transpose(1, 2).max(-1));
    FUNCTIONS.put("mean of features", m -> steps(m).mean(2));
    FUNCTIONS.put("scores", m -> steps(m).matmulTransposed(steps(m.within("other"))));
    FUNCTIONS.put(
        "self-attention by hand",
        m -> {
          Floats k = steps(m).tanh();
          return k.matmulTransposed(k).softmax().matmul(k);
        });
    FUNCTIONS.put(
        "sum of outer products", m -> steps(m).transpose(1, 2).matmul(steps(m.within("other"))));
    FUNCTIONS.put(
        "scores by the sum of features",
        m -> {
          Floats k = steps(m);
          return k.unsqueeze(2).plus(k.unsqueeze(1)).tanh().sum(-1).softmax();
        });
    FUNCTIONS.put("first step", m -> steps(m).select(1, 0));
    FUNCTIONS.put("second to last step", m -> steps(m).select(1, -2));
    FUNCTIONS.put("last of the last axis", m -> steps(m).transpose(1, 2).select(-1, -1));
    FUNCTIONS.put("last feature", m -> steps(m).select(2, -1));
    FUNCTIONS.put("slice", m -> steps(m).slice(1, 0, 3));
    FUNCTIONS.put("later slice", m -> steps(m).slice(1, 1, 3));
    FUNCTIONS.put("last two steps", m -> steps(m).reversed().slice(1, 0, 2).reversed());
    FUNCTIONS.put(
        "layer after a slice",
        m ->
            m.recurrent("gru", Recurrent.gru(3).hidden(2)).forward(steps(m).slice(1, 1, 4)).last());
    FUNCTIONS.put("slice of features", m -> steps(m).slice(2, 1, 3));
    FUNCTIONS.put("pooled", m -> steps(m).maxPool1d(2).sum(1));
    FUNCTIONS.put("mean over time", m -> steps(m).meanOverTime().concat(steps2(m).last()));
    FUNCTIONS.put("dot attention", m -> m.dotAttention().forward(steps(m), steps2(m)));
    FUNCTIONS.put("attention to pooled steps", m -> m.dotAttention().forward(steps(m), pooled(m)));
    FUNCTIONS.put(
        "layer after pooling",
        m ->
            m.recurrent("gru", Recurrent.gru(3).hidden(2).bidirectional())
                .forward(pooled(m))
                .output());
    FUNCTIONS.put(
        "attention within a scan",
        m -> {
          Floats keys = steps(m);
          Attention attention = m.additiveAttention("attention", 3, 3, 2);
          return m.scan(
                  steps2(m),
                  (x, state) -> List.of(x.plus(attention.forward(state.get(0), keys)).tanh()),
                  3)
              .output();
        });
    FUNCTIONS.put(
        "mean within a scan",
        m -> {
          Floats all = steps(m);
          return m.scan(
                  steps2(m),
                  (x, state) -> List.of(x.times(all.mean(1)).plus(state.get(0)).tanh()),
                  3)
              .last();
        });
    FUNCTIONS.put(
        "layer norm", m -> m.layerNorm("norm", 3).forward(steps(m)).transpose(1, 2).softmax());
  }

  private static Floats emptied(Network<Pair> m) {
    return steps(m).slice(1, 2, 4);
  }

  static {
    FUNCTIONS.put("slice beyond short sequences", SequencesTest::emptied);
    FUNCTIONS.put("its last step", m -> emptied(m).last());
    FUNCTIONS.put("its mean", m -> emptied(m).mean(1));
    FUNCTIONS.put("its largest", m -> emptied(m).max(1).maximum(m.constant(-2)));
    FUNCTIONS.put("its softmax", m -> emptied(m).transpose(1, 2).softmax());
    FUNCTIONS.put("its reverse", m -> emptied(m).reversed().tanh());
    FUNCTIONS.put("slice of a slice", m -> emptied(m).slice(1, 1, 9).sum(1));
    FUNCTIONS.put("pooled to nothing", m -> steps(m).maxPool1d(3));
    FUNCTIONS.put("mean of the pooled", m -> steps(m).maxPool1d(3).mean(1));
    FUNCTIONS.put("pooled slice", m -> emptied(m).maxPool1d(2).sum(1));
    FUNCTIONS.put(
        "layer after a slice beyond",
        m -> m.recurrent("gru", Recurrent.gru(3).hidden(2)).forward(emptied(m)).last());
    FUNCTIONS.put(
        "bidirectional layer after a slice beyond",
        m ->
            m.recurrent("gru", Recurrent.gru(3).hidden(2).bidirectional())
                .forward(emptied(m))
                .output());
    FUNCTIONS.put(
        "convolution after a slice beyond",
        m -> m.conv1d("convolution", 3, 2, 3).forward(emptied(m)).sum(1));
    FUNCTIONS.put(
        "attention to a slice beyond", m -> m.dotAttention().forward(steps2(m), emptied(m)));
    FUNCTIONS.put(
        "scan over a slice beyond",
        m ->
            m.scan(emptied(m), (x, state) -> List.of(x.plus(state.get(0)).tanh()), 3)
                .state()
                .get(0));
  }

  private static Floats steps2(Network<Pair> m) {
    return steps(m.within("second"));
  }

  private static Floats pooled(Network<Pair> m) {
    return m.linear("pooled", 3, 3).forward(steps2(m).maxPool1d(2).times(8));
  }

  static Stream<String> functions() {
    return FUNCTIONS.keySet().stream();
  }

  static Model.Definition<Pair> output(Function<Network<Pair>, Floats> function) {
    return m -> {
      Floats y = function.apply(m);
      m.output(y);
      return y.square().mean();
    };
  }

  /** Alone no example has padding. */
  @ParameterizedTest
  @MethodSource("functions")
  void anExampleHasTheSameResultInEveryBatch(String name) {
    try (Model<Pair> model = Model.of(output(FUNCTIONS.get(name)))) {
      List<FloatTensor> batch = model.predict(PAIRS);
      double losses = 0;
      for (int k = 0; k < PAIRS.size(); k++) {
        FloatTensor alone = model.predict(PAIRS.get(k));
        assertThat(batch.get(k).shape()).isEqualTo(alone.shape());
        assertThat(batch.get(k).values()).containsExactly(alone.values(), within(2e-5f));
        int own = alone.values().length;
        losses += own == 0 ? 0 : model.evaluate(List.of(PAIRS.get(k))).get("loss") * own;
      }
      int numbers = batch.stream().mapToInt(row -> row.values().length).sum();
      double loss = model.evaluate(PAIRS).get("loss");
      assertThat(loss).isCloseTo(losses / numbers, within(2e-4 * (1 + loss)));
    }
  }

  static Stream<String> differentiable() {
    return functions().filter(name -> !name.equals("argMax"));
  }

  /** The loss is a mean of numbers, so its gradients are, too. */
  @ParameterizedTest
  @MethodSource("differentiable")
  void anExampleHasTheSameGradientInEveryBatch(String name) {
    try (Model<Pair> model = Model.of(output(FUNCTIONS.get(name)))) {
      ParameterValues batch = model.gradients(PAIRS);
      Map<String, double[]> sums = new LinkedHashMap<>();
      double numbers = 0;
      for (Pair pair : PAIRS) {
        int own = model.predict(pair).values().length;
        numbers += own;
        ParameterValues alone = model.gradients(List.of(pair));
        for (String parameter : alone.names()) {
          float[] values = alone.values(parameter);
          double[] sum = sums.computeIfAbsent(parameter, p -> new double[values.length]);
          Arrays.setAll(sum, k -> sum[k] + own * values[k]);
        }
      }
      for (String parameter : batch.names()) {
        float[] values = batch.values(parameter);
        for (int k = 0; k < values.length; k++) {
          double expected = sums.get(parameter)[k] / numbers;
          assertThat((double) values[k])
              .isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
        }
      }
    }
  }

  /** Nothing to attend to has the mean 0, whatever is in the padding. */
  @Test
  void attentionToNoStepsIsZero() {
    try (Model<Pair> model =
        Model.of(
            m -> {
              Floats keys = steps(m);
              m.output(keys.weightedOverTime(m.linear("score", 3, 1).forward(keys)));
              m.output("dot", m.dotAttention().forward(steps2(m).last(), keys));
              m.output("weights", row(m).softmax());
              return keys.mean();
            })) {
      List<Pair> pairs = List.of(pair(3, 1), new Pair(new int[0], new int[] {1}));
      assertThat(model.predict(pairs).get(1).values()).containsExactly(new float[3], within(0f));
      assertThat(model.predict(pairs.get(1)).values()).containsExactly(new float[3], within(0f));
      assertThat(model.predict("dot", pairs).get(1).values())
          .containsExactly(new float[3], within(0f));
      assertThat(model.predict("weights", pairs).get(1).values()).isEmpty();
    }
  }

  private static Floats embedded(Network<Pair> m, Function<Pair, int[]> ids) {
    return m.indices(ids).toFloats().unsqueeze(-1);
  }

  private static Arguments refused(String message, Function<Network<Pair>, Floats> function) {
    return Arguments.of(message, function);
  }

  static List<Arguments> unlike() {
    String lengths = "expected equally many steps in each example, got 3 and 2 in example ";
    List<Arguments> all = new ArrayList<>();
    all.add(
        refused(
            "plus: first value and second value: " + lengths,
            m -> embedded(m, Pair::a).plus(embedded(m, Pair::b))));
    all.add(
        refused(
            "maximum: first value and second value: " + lengths,
            m -> embedded(m, Pair::a).times(2).maximum(embedded(m, Pair::b))));
    all.add(
        refused(
            "concat: first value and second value: " + lengths,
            m -> embedded(m, Pair::a).concat(embedded(m, Pair::b))));
    all.add(
        refused(
            "matmul: first value and second value: " + lengths,
            m -> embedded(m, Pair::a).transpose(1, 2).matmul(embedded(m, Pair::b))));
    all.add(
        refused(
            "weightedOverTime: first value and second value: " + lengths,
            m -> embedded(m, Pair::a).weightedOverTime(embedded(m, Pair::b))));
    all.add(
        refused(
            "attention: keys and values: " + lengths,
            m -> {
              Floats a = embedded(m, Pair::a);
              return m.dotAttention().forward(a, a, embedded(m, Pair::b));
            }));
    all.add(
        refused(
            "mse: predictions and targets: " + lengths,
            m -> m.mse(embedded(m, Pair::a), embedded(m, Pair::b)).plus(m.number(p -> 0))));
    all.add(
        refused(
            "huber: predictions and weights: " + lengths,
            m -> {
              Floats a = embedded(m, Pair::a);
              Floats loss = m.huber(a, a.plus(1), 1, embedded(m, Pair::b));
              return loss.plus(m.number(p -> 0));
            }));
    all.add(
        refused(
            "cross entropy: logits and labels: " + lengths,
            m ->
                m.crossEntropy(m.indices(Pair::a).oneHot(10), m.indices(Pair::b))
                    .plus(m.number(p -> 0))));
    all.add(
        refused(
            "accuracy right: logits and labels: " + lengths,
            m -> {
              Floats y = m.indices(Pair::a).oneHot(10);
              m.accuracy("right", y, m.indices(Pair::b));
              return y;
            }));
    all.add(
        refused(
            "CRF: logits and labels: " + lengths,
            m ->
                m.crf("crf", 10)
                    .loss(m.indices(Pair::a).oneHot(10), m.indices(Pair::b))
                    .plus(m.number(p -> 0))));
    return all;
  }

  /** Whatever the other examples of the batch are. */
  @ParameterizedTest
  @MethodSource("unlike")
  void sequencesOfOtherLengthsAreRefused(String message, Function<Network<Pair>, Floats> function) {
    Pair bad = pair(3, 2);
    for (List<Pair> batch :
        List.of(
            List.of(bad),
            List.of(bad, pair(3, 3)),
            List.of(pair(5, 5), bad),
            List.of(bad, pair(2, 3)))) {
      try (Model<Pair> model = Model.of(output(function))) {
        assertThatThrownBy(() -> model.evaluate(batch))
            .hasMessageStartingWith(message)
            .hasMessageEndingWith("example %d of a batch, %s".formatted(batch.indexOf(bad), bad));
      }
    }
  }

  static List<Arguments> lost() {
    return List.of(
        refused("concat: expected features on the last axis", m -> row(m).concat(row2(m))),
        refused("chunk: expected features on the last axis", m -> row(m).chunk(2).get(0)),
        refused("reshape: expected a value without sequences", m -> steps(m).reshape(-1, 3)),
        refused("transpose: expected an axis within each example", m -> steps(m).transpose(0, 1)),
        refused("sum: expected an axis within each example", m -> steps(m).sum(0)),
        refused("squeeze: expected an axis of size 1", m -> steps(m).squeeze(1)),
        refused(
            "head: expected features on the last axis",
            m -> m.linear("head", 4, 2).forward(steps(m).transpose(1, 2))),
        refused("last: expected features on the last axis", m -> steps(m).transpose(1, 2).last()),
        refused(
            "gru: expected features on the last axis",
            m ->
                m.recurrent("gru", Recurrent.gru(3).hidden(2))
                    .forward(steps(m).transpose(1, 2))
                    .last()),
        refused(
            "layer norm norm: expected features on the last axis",
            m -> m.layerNorm("norm", 4).forward(row(m))),
        refused(
            "plus: expected values with equally many dimensions",
            m -> steps(m).plus(m.indices(Pair::b).toFloats())),
        refused(
            "slice: expected a range of at least 1 index, from at least 0",
            m -> steps(m).slice(1, -2, 0)),
        refused("select: expected an index from -3 to 2 of axis 2", m -> steps(m).select(2, 3)));
  }

  private static Floats row2(Network<Pair> m) {
    return row(m.within("second"));
  }

  @ParameterizedTest
  @MethodSource("lost")
  void whatWouldLoseTheLengthsIsRefused(String message, Function<Network<Pair>, Floats> function) {
    assertThatThrownBy(() -> Model.of(output(function)).close()).hasMessageStartingWith(message);
  }

  @Test
  void aSequenceWithoutTheStepIsRefused() {
    try (Model<Pair> model = Model.of(output(m -> steps(m).select(1, -3)))) {
      for (List<Pair> batch : List.of(List.of(pair(2, 0)), List.of(pair(4, 0), pair(2, 0)))) {
        assertThatThrownBy(() -> model.predict(batch))
            .hasMessageStartingWith(
                "select(1, -3): expected sequences of at least 3 steps, got 2 in example ");
      }
    }
  }

  /** The means by the weights are the result of attention. */
  @Test
  void attentionReturnsItsWeights() {
    for (boolean causal : new boolean[] {false, true}) {
      try (Model<Pair> model =
          Model.of(
              m -> {
                Floats keys = steps(m);
                Floats queries = m.embedding("query", 10, 3).forward(m.indices(Pair::b));
                Attention dot = causal ? m.dotAttention().causal() : m.dotAttention();
                Attention heads = m.multiHeadAttention("heads", 3, 3);
                m.output(dot.forward(queries, keys));
                m.output("by hand", dot.weights(queries, keys).matmul(keys));
                m.output("weights", dot.weights(queries, keys));
                m.output("heads", heads.weights(queries, keys));
                m.output("one", heads.weights(queries.last(), keys));
                return keys.mean();
              })) {
        List<Pair> pairs = List.of(pair(2, 3), pair(4, 2), pair(1, 5));
        for (Pair pair : pairs) {
          int at = pairs.indexOf(pair);
          int steps = pair.a().length;
          int queries = pair.b().length;
          FloatTensor weights = model.predict("weights", pairs).get(at);
          assertThat(weights.shape()).isEqualTo(TensorShape.of(queries, steps));
          float sum = 0;
          for (float weight : weights.values()) {
            sum += weight;
          }
          assertThat(sum).isCloseTo(queries, within(1e-5f));
          assertThat(model.predict("by hand", pairs).get(at).values())
              .containsExactly(model.predict(pairs).get(at).values(), within(1e-5f));
          assertThat(model.predict("heads", pairs).get(at).shape())
              .isEqualTo(TensorShape.of(3, queries, steps));
          FloatTensor one = model.predict("one", pairs).get(at);
          assertThat(one.shape()).isEqualTo(TensorShape.of(3, steps));
          FloatTensor alone = model.predict("one", pair);
          assertThat(one.values()).containsExactly(alone.values(), within(1e-5f));
        }
      }
    }
  }

  /** A value may have several names, be an input, a state that is carried, or a metric twice. */
  @Test
  void aValueIsReadUnderEveryName() {
    Fit fit = Fit.epochs(1).batchSize(2).carryState();
    try (Model<Pair> model =
        Model.of(
            m -> {
              Floats x = m.indices(Pair::a).toFloats().unsqueeze(-1);
              Layer hidden = m.linear("hidden", 1, 1);
              Floats last =
                  m.scan(
                          x,
                          (step, state) -> List.of(step.plus(hidden.forward(state.get(0))).tanh()),
                          1)
                      .last();
              Floats number = m.number(p -> p.a().length);
              m.output(last);
              m.output("again", last);
              m.output("input", number);
              Floats loss = last.square().mean();
              m.metric("steps", number.sum(), number.sum(), mean -> mean);
              m.metric("loss twice", loss, loss, mean -> mean);
              return loss;
            })) {
      List<Pair> pairs = PAIRS.subList(1, 3);
      assertThat(model.evaluate(pairs))
          .containsEntry("steps", 1.0)
          .containsEntry("loss twice", 1.0);
      assertThat(model.predict("input", pairs).get(1).get()).isEqualTo(3);
      FloatTensor output = model.predict(pairs.get(0));
      assertThat(model.predict("again", pairs.get(0))).isEqualTo(output);
      assertThat(model.stepper().step(pairs.get(0))).isEqualTo(output);
      try (ModelTrainer<Pair> trainer = model.trainer(fit)) {
        assertThat(trainer.step(pairs, 0.1, "output", "again", "input", "again").outputs())
            .containsOnlyKeys("output", "again", "input");
      }
      model.fit(pairs, pairs, fit);
    }
  }

  @Test
  void aValueWithoutLengthsCountsThePadding() {
    try (Model<Pair> model =
        Model.of(
            output(m -> m.value(m.indices(Pair::a).toFloats().plus(1)).sum(1).unsqueeze(-1)))) {
      List<Pair> two = List.of(new Pair(new int[] {1, 2}, null), new Pair(new int[4], null));
      assertThat(model.predict(two).get(0).get(0)).isEqualTo(2 + 3 + 1 + 1);
      assertThat(model.predict(two.get(0)).shape()).isEqualTo(TensorShape.of(1));
    }
  }
}
