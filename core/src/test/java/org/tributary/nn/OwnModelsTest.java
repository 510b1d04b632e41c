package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.train.optimizer.Optimizer;

/** Every part and loss against PyTorch, forward and backward: {@code docs/golden/own_models.py}. */
class OwnModelsTest {
  private static final int SIZE = 3;
  private static final int WIDTH = 4;
  private static final int CLASSES = 5;

  /** An example of the script's data. */
  record Example(
      float[][] x,
      int[] ids,
      int[] labels,
      int label,
      float[] target,
      float[] known,
      float[] series,
      float[] bits,
      int[] symbols) {}

  /** A definition that gets the output of the layer {@code first}. */
  private interface Case {
    Floats loss(Network<Example> m, Floats x);
  }

  private static final Map<String, Case> CASES = new LinkedHashMap<>();

  static {
    CASES.put("linear", OwnModelsTest::scored);
    CASES.put(
        "functions",
        (m, x) ->
            scored(
                m,
                x.gelu()
                    .concat(
                        x.relu(),
                        x.sigmoid(),
                        x.softplus(),
                        x.softmax(),
                        x.logSoftmax(),
                        x.abs(),
                        x.exp())));
    CASES.put("layer norm", (m, x) -> scored(m, m.layerNorm("norm", SIZE).forward(x)));
    for (int kernel : new int[] {1, 3, 4}) {
      CASES.put(
          "conv1d " + kernel,
          (m, x) -> scored(m, m.conv1d("conv", SIZE, WIDTH, kernel).forward(x)));
    }
    CASES.put("max pool", (m, x) -> scored(m, x.maxPool1d(2)));
    CASES.put("max over time", (m, x) -> scored(m, x.maxOverTime()));
    CASES.put("mean over time", (m, x) -> scored(m, x.meanOverTime()));
    CASES.put("last", (m, x) -> scored(m, x.last()));
    CASES.put("reversed", (m, x) -> scored(m, lstm(m, "lstm").forward(x.reversed()).output()));
    CASES.put(
        "weighted over time",
        (m, x) -> scored(m, x.weightedOverTime(m.linear("score", SIZE, 1).forward(x))));
    CASES.put(
        "dot attention",
        (m, x) -> scored(m, m.dotAttention().forward(m.linear("query", SIZE, SIZE).forward(x), x)));
    CASES.put(
        "dot attention of one query",
        (m, x) ->
            scored(
                m, m.dotAttention().forward(m.linear("query", WIDTH, SIZE).forward(target(m)), x)));
    CASES.put(
        "additive attention",
        (m, x) ->
            scored(m, m.additiveAttention("attention", WIDTH, SIZE, 6).forward(target(m), x)));
    CASES.put("heads", (m, x) -> heads(m, x, m.linear("up", SIZE, 6), false));
    CASES.put("causal heads", (m, x) -> heads(m, x, m.linear("up", SIZE, 6), true));
    CASES.put(
        "tied embedding",
        (m, x) -> {
          Ints ids = m.indices(Example::ids);
          EmbeddingPart embedding = m.embedding("embedding", 6, SIZE);
          return m.crossEntropy(x.plus(embedding.forward(ids)).linear(embedding.weight()), ids);
        });
    CASES.put(
        "residual",
        (m, x) ->
            scored(
                m,
                x.plus(m.recurrent("gru", Recurrent.gru(SIZE).hidden(SIZE)).forward(x).output())));
    CASES.put(
        "bidirectional",
        (m, x) -> {
          Recurrent lstm = Recurrent.lstm(SIZE).hidden(WIDTH).layers(2).bidirectional();
          return scored(m, m.recurrent("lstm", lstm).forward(x).last());
        });
    CASES.put(
        "encoder and decoder",
        (m, x) -> {
          RecurrentPart.Result encoded = lstm(m, "encoder").forward(x);
          return scored(m, lstm(m, "decoder").forward(x.times(2), encoded.state()).output());
        });
    CASES.put("peepholes", OwnModelsTest::peepholes);
    CASES.put("normed cell", OwnModelsTest::normedCell);
    float[] weights = {0.5f, 2, 1, 0.25f, 3};
    for (Map.Entry<String, CrossEntropy> options :
        Map.of(
                "cross entropy", CrossEntropy.plain(),
                "label smoothing", CrossEntropy.plain().labelSmoothing(0.2),
                "class weights", CrossEntropy.plain().classWeights(weights),
                "smoothing and weights",
                    CrossEntropy.plain().labelSmoothing(0.1).classWeights(weights))
            .entrySet()) {
      CASES.put(
          options.getKey(),
          (m, x) ->
              m.crossEntropy(
                  m.linear("head", SIZE, CLASSES).forward(m.value(x).sum(1)),
                  m.index(Example::label),
                  options.getValue()));
      CASES.put(
          options.getKey() + " of steps",
          (m, x) ->
              m.crossEntropy(
                  m.linear("head", SIZE, CLASSES).forward(x),
                  m.indices(Example::labels),
                  options.getValue()));
    }
    CASES.put("mse", (m, x) -> m.mse(wide(m, x), target(m)));
    CASES.put("mse weighted", (m, x) -> m.mse(wide(m, x), target(m), known(m)));
    CASES.put("mse of steps", (m, x) -> m.mse(narrow(m, x), m.numbers(Example::series)));
    CASES.put("mae", (m, x) -> m.mae(wide(m, x), target(m)));
    CASES.put("mae weighted", (m, x) -> m.mae(wide(m, x), target(m), known(m)));
    CASES.put("mae of steps", (m, x) -> m.mae(narrow(m, x), m.numbers(Example::series)));
    CASES.put("huber", (m, x) -> m.huber(wide(m, x), target(m), 0.7));
    CASES.put("huber weighted", (m, x) -> m.huber(wide(m, x), target(m), 0.7, known(m)));
    CASES.put("huber of steps", (m, x) -> m.huber(narrow(m, x), m.numbers(Example::series), 0.7));
    CASES.put("binary", (m, x) -> m.binaryCrossEntropy(wide(m, x), m.vector(WIDTH, Example::bits)));
    CASES.put(
        "binary weighted",
        (m, x) -> m.binaryCrossEntropy(wide(m, x), m.vector(WIDTH, Example::bits), known(m)));
    CASES.put(
        "ctc", (m, x) -> m.ctc(m.linear("head", SIZE, 4).forward(x), m.indices(Example::symbols)));
    CASES.put(
        "crf",
        (m, x) -> {
          Floats logits = m.linear("head", SIZE, 3).forward(x);
          CrfPart crf = m.crf("crf", 3);
          m.output("tags", logits, crf);
          return crf.loss(logits, m.indices(e -> clamped(e.labels())));
        });
  }

  private static int[] clamped(int[] labels) {
    return java.util.Arrays.stream(labels).map(label -> Math.min(label, 2)).toArray();
  }

  private static Floats scored(Network<Example> m, Floats values) {
    float[] weights = new float[values.size(-1)];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (k + 1) / 2f;
    }
    return values.times(m.value(m.tf().constant(weights))).plus(0.3).square().mean();
  }

  private static RecurrentPart lstm(Network<Example> m, String name) {
    return m.recurrent(name, Recurrent.lstm(SIZE).hidden(WIDTH));
  }

  private static Floats target(Network<Example> m) {
    return m.vector(WIDTH, Example::target);
  }

  private static Floats known(Network<Example> m) {
    return m.vector(WIDTH, Example::known);
  }

  private static Floats wide(Network<Example> m, Floats x) {
    return m.linear("head", SIZE, WIDTH).forward(m.value(x).sum(1));
  }

  private static Floats narrow(Network<Example> m, Floats x) {
    return m.linear("head", SIZE, 1).forward(x).squeeze(-1);
  }

  private static Floats heads(Network<Example> m, Floats x, Layer up, boolean causal) {
    Attention attention = m.multiHeadAttention("attention", 6, 2);
    Floats wider = up.forward(x);
    return scored(m, (causal ? attention.causal() : attention).forward(wider, wider));
  }

  private static Floats peepholes(Network<Example> m, Floats x) {
    Network<Example> own = m.within("cell");
    Floats peepholes =
        own.parameter("peepholes", TensorShape.of(1, 3 * WIDTH), Initializer.uniform(1));
    Floats input = own.linear("input", SIZE, 4 * WIDTH).forward(x);
    Layer hidden = own.linear("hidden", new Linear(WIDTH, 4 * WIDTH).withoutBias());
    ScanResult result =
        m.scan(
            input,
            (step, state) -> {
              List<Floats> p = peepholes.chunk(3);
              Floats c = state.get(1);
              List<Floats> gates = step.plus(hidden.forward(state.get(0))).chunk(4);
              Floats after =
                  gates
                      .get(1)
                      .plus(p.get(1).times(c))
                      .sigmoid()
                      .times(c)
                      .plus(
                          gates
                              .get(0)
                              .plus(p.get(0).times(c))
                              .sigmoid()
                              .times(gates.get(2).tanh()));
              Floats out = gates.get(3).plus(p.get(2).times(after)).sigmoid().times(after.tanh());
              return List.of(out, after);
            },
            WIDTH,
            WIDTH);
    return scored(m, result.output())
        .plus(scored(m, result.last()))
        .plus(scored(m, result.state().get(1)).times(2));
  }

  private static Floats normedCell(Network<Example> m, Floats x) {
    Network<Example> own = m.within("cell");
    Layer hidden = own.linear("hidden", WIDTH, 2 * WIDTH);
    Layer norm = own.layerNorm("norm", 2 * WIDTH);
    Floats start = m.linear("start", WIDTH, WIDTH).forward(target(m)).tanh();
    Floats wide = m.linear("wide", SIZE, 2 * WIDTH).forward(x);
    return scored(
        m,
        m.scan(
                wide,
                (step, state) -> {
                  Floats h = state.get(0);
                  List<Floats> gates = norm.forward(hidden.forward(h)).plus(step).chunk(2);
                  return List.of(
                      h.plus(gates.get(0).sigmoid().times(gates.get(1).tanh().minus(h))));
                },
                List.of(start))
            .output());
  }

  private static JsonNode golden() {
    try (InputStream in =
        OwnModelsTest.class.getResourceAsStream("/org/tributary/golden/own_models.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Stream<String> cases() {
    return StreamSupport.stream(golden().get("cases").spliterator(), false)
        .map(c -> c.get("name").asText() + ", " + c.get("data").asText());
  }

  /** All but those that read the padding as data, which depends on the batch. */
  static Stream<String> casesOfSeveralBatches() {
    Pattern padded =
        Pattern.compile(
            "(cross entropy|label smoothing|class weights|smoothing and weights"
                + "|(mse|mae|huber|binary)( weighted)?), uneven");
    return cases().filter(name -> !padded.matcher(name).matches());
  }

  static List<Example> examples(JsonNode data) {
    List<Example> examples = new ArrayList<>();
    for (int row = 0; row < data.get("lengths").size(); row++) {
      JsonNode steps = data.get("x").get(row);
      float[][] x = new float[steps.size()][];
      for (int t = 0; t < x.length; t++) {
        x[t] = floats(steps.get(t));
      }
      examples.add(
          new Example(
              x,
              ints(data.get("ids").get(row)),
              ints(data.get("labels").get(row)),
              data.get("label").get(row).asInt(),
              floats(data.get("target").get(row)),
              floats(data.get("known").get(row)),
              floats(data.get("series").get(row)),
              floats(data.get("bits").get(row)),
              ints(data.get("symbols").get(row))));
    }
    return examples;
  }

  private static float[] floats(JsonNode values) {
    float[] all = new float[values.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = (float) values.get(k).asDouble();
    }
    return all;
  }

  private static int[] ints(JsonNode values) {
    int[] all = new int[values.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = values.get(k).asInt();
    }
    return all;
  }

  private static FloatTensor tensor(JsonNode shape, JsonNode values) {
    long[] sizes = new long[shape.size()];
    for (int k = 0; k < sizes.length; k++) {
      sizes[k] = shape.get(k).asLong();
    }
    return FloatTensor.of(TensorShape.of(sizes), floats(values));
  }

  /** A case of the script. */
  private static JsonNode golden(JsonNode all, String name) {
    return StreamSupport.stream(all.get("cases").spliterator(), false)
        .filter(c -> name.equals(c.get("name").asText() + ", " + c.get("data").asText()))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the model of a case, with its parameters. */
  private static Model<Example> model(JsonNode golden) {
    Case definition = CASES.get(golden.get("name").asText());
    Model<Example> model =
        Model.of(
            m ->
                definition.loss(
                    m, m.linear("first", SIZE, SIZE).forward(m.vectors(SIZE, Example::x))));
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> p : golden.get("parameters").properties()) {
      values.put(p.getKey(), tensor(p.getValue().get("shape"), p.getValue().get("values")));
    }
    model.set(ParameterValues.of(values));
    return model;
  }

  /**
   * @param rounding the largest error for other reasons than the gradient's own
   */
  private static void assertGradient(
      JsonNode golden, String parameter, float[] actual, double rounding) {
    float[] expected = floats(golden.get("parameters").get(parameter).get("gradient"));
    double largest = 1e-3;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int k = 0; k < expected.length; k++) {
      assertThat((double) actual[k])
          .as("%s[%d]", parameter, k)
          .isCloseTo(expected[k], within(3e-5 * largest + rounding));
    }
  }

  /** The loss in batches of 3 and 1, and the accumulated step on both. */
  @ParameterizedTest
  @MethodSource("casesOfSeveralBatches")
  void lossAndStepOfSeveralBatchesMatchPyTorch(String name) {
    JsonNode all = golden();
    JsonNode golden = golden(all, name);
    List<Example> examples = examples(all.get("data").get(golden.get("data").asText()));
    double loss = golden.get("loss").asDouble();
    Fit fit = Fit.epochs(1).batchSize(3).inOrder().optimizer(Optimizer.sgd()).learningRate(1);
    try (Model<Example> model = model(golden)) {
      assertThat(model.evaluate(examples, fit).get("loss"))
          .isCloseTo(loss, within(1e-5 * (1 + loss)));
      ParameterValues before = model.values();
      double mean = model.fit(examples, fit.accumulate(2)).get(0).meanLoss();
      assertThat(mean).isCloseTo(loss, within(1e-5 * (1 + loss)));
      ParameterValues after = model.values();
      for (String parameter : before.names()) {
        float[] step = before.values(parameter);
        float[] stepped = after.values(parameter);
        for (int k = 0; k < step.length; k++) {
          step[k] -= stepped[k];
        }
        assertGradient(golden, parameter, step, 3e-7);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndGradientsMatchPyTorch(String name) {
    JsonNode all = golden();
    JsonNode golden = golden(all, name);
    List<Example> examples = examples(all.get("data").get(golden.get("data").asText()));
    try (Model<Example> model = model(golden)) {
      double loss = golden.get("loss").asDouble();
      assertThat(model.evaluate(examples).get("loss")).isCloseTo(loss, within(1e-5 * (1 + loss)));
      ParameterValues gradients = model.gradients(examples);
      assertThat(gradients.names()).containsExactlyInAnyOrderElementsOf(model.values().names());
      for (String parameter : gradients.names()) {
        assertGradient(golden, parameter, gradients.values(parameter), 0);
      }
      if (golden.has("best")) {
        List<int[]> best = model.classify("tags", examples);
        for (int row = 0; row < best.size(); row++) {
          assertThat(best.get(row)).isEqualTo(ints(golden.get("best").get(row)));
        }
      }
    }
  }

  /** A loss of logits and labels. */
  private interface LabelLoss {
    Floats of(Network<Example> m, Floats logits, Ints labels);
  }

  static List<LabelLoss> labelLosses() {
    return List.of(
        Network::crossEntropy, (m, logits, labels) -> m.crf("crf", CLASSES).loss(logits, labels));
  }

  /** The gradient of a loss with the largest logits as labels is that with the same numbers. */
  @ParameterizedTest
  @MethodSource("labelLosses")
  void computedLabelsMatchGivenLabels(LabelLoss loss) {
    float[][] x = {{0.3f, -0.2f, 0.9f}, {0.5f, 0.1f, -0.7f}};
    Example unlabelled = new Example(x, null, null, 0, null, null, null, null, null);
    try (Model<Example> predicted = Model.of(m -> labelled(m, loss, Optional.empty()));
        Model<Example> given = Model.of(m -> labelled(m, loss, Optional.of(Example::labels)))) {
      int[] labels = predicted.classify(List.of(unlabelled)).get(0);
      List<Example> examples =
          List.of(new Example(x, null, labels, 0, null, null, null, null, null));
      ParameterValues expected = given.gradients(examples);
      ParameterValues actual = predicted.gradients(examples);
      for (String parameter : expected.names()) {
        assertThat(actual.values(parameter))
            .containsExactly(expected.values(parameter), within(1e-6f));
      }
    }
  }

  private static Floats labelled(
      Network<Example> m, LabelLoss loss, Optional<Function<Example, int[]>> labels) {
    Floats logits = m.linear("head", SIZE, CLASSES).forward(m.vectors(SIZE, Example::x));
    m.output(logits);
    return loss.of(m, logits, labels.map(m::indices).orElseGet(logits::argMax));
  }

  /** At a logit of 0, as of a layer that starts from zeros, and far from it. */
  @ParameterizedTest
  @CsvSource({"0, 0.3", "0, 1", "-0.0, 0.2", "30, 1", "30, 0", "-30, 1", "-30, 0", "-2.5, 0.7"})
  void binaryCrossEntropyMatchesSigmoid(float logit, float target) {
    try (Model<float[]> model =
        Model.of(
            m -> {
              Floats x = m.parameter("x", TensorShape.of(1), Initializer.constant(logit));
              return m.binaryCrossEntropy(
                  m.vector(1, z -> new float[1]).plus(x), m.vector(1, z -> z));
            })) {
      List<float[]> examples = List.of(new float[] {target});
      double positive = Math.log1p(Math.exp(-logit)); // -ln σ(x)
      double negative = Math.log1p(Math.exp(logit)); // -ln σ(-x)
      double expected = target * positive + (1 - target) * negative;
      assertThat(model.evaluate(examples).get("loss"))
          .isCloseTo(expected, within(1e-6 * Math.max(expected, 1e-8)));
      assertThat((double) model.gradients(examples).values("x")[0])
          .isCloseTo(1 / (1 + Math.exp(-logit)) - target, within(1e-6));
    }
  }
}
