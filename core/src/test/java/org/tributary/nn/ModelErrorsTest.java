package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.testing.LogMessages;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.optimizer.Optimizer;

/** Messages of wrong definitions, examples and options. */
class ModelErrorsTest {
  record Example(int[] ids, int[] tags, int label, float[] vector) {}

  private static final Example GOOD =
      new Example(new int[] {1, 2}, new int[] {0, 1}, 2, new float[] {1, 2, 3});

  private static Floats vector(Network<Example> m) {
    return m.vector(3, Example::vector);
  }

  private static Floats embedded(Network<Example> m) {
    return m.embedding("table", 5, 4).forward(m.indices(Example::ids));
  }

  private static Arguments wrong(Model.Definition<Example> definition, String message) {
    return Arguments.of(definition, message);
  }

  static List<Arguments> definitions() {
    return List.of(
        wrong(
            m -> m.mse(m.linear("a", 3, 1).forward(vector(m)), m.number(Example::label)),
            "mse: expected predictions and targets of one shape, got [-1, 1] and [-1]; squeeze(-1)"
                + " removes an axis of size 1"),
        wrong(
            m -> m.mse(vector(m), vector(m), embedded(m)),
            "mse: expected predictions and weights of one shape, got [-1, 3] and [-1, -1, 4]"),
        wrong(m -> m.huber(vector(m), vector(m), 0), "huber: expected a delta above 0, got 0.0"),
        wrong(
            m -> m.crossEntropy(vector(m), m.indices(Example::tags)),
            "cross entropy: expected logits [N, K] with labels [N], or [N, L, K] with [N, L], got"
                + " [-1, 3] and [-1, -1]"),
        wrong(
            m ->
                m.crossEntropy(
                    vector(m), m.index(Example::label), CrossEntropy.plain().classWeights(1, 2)),
            "cross entropy: class weights: expected [3] (one for each class of the logits), got"
                + " [2]"),
        wrong(
            m -> {
              Floats logits = m.linear("a", 3, 4).forward(vector(m));
              m.accuracy("loss", logits, m.index(Example::label));
              return m.crossEntropy(logits, m.index(Example::label));
            },
            "metric loss: expected another name, since this is that of the loss"),
        wrong(
            m -> {
              m.metric(" ", vector(m).sum(), vector(m).sum(), mean -> mean);
              return vector(m).mean();
            },
            "name: expected one, got an empty one"),
        wrong(
            m -> m.vector(-1, Example::vector).mean(),
            "vector: expected sizes of at least 1, got [-1]"),
        wrong(
            m -> m.vectors(0, example -> new float[1][]).mean(),
            "vectors: expected sizes of at least 1, got [0]"),
        wrong(
            m -> m.conv1d("a", 4, 2, 0).forward(embedded(m)).mean(),
            "convolution a: expected sizes of at least 1, got [4, 2, 0]"),
        wrong(
            m -> embedded(m).maxPool1d(0).mean(),
            "maxPool1d: expected a window of at least 1 step, got 0"),
        wrong(
            m -> embedded(m).chunk(3).get(0).mean(),
            "chunk: expected a number of parts that divides the last axis of shape [-1, -1, 4], got"
                + " 3"),
        wrong(m -> vector(m).unsqueeze(-4).mean(), "unsqueeze: expected an axis from -3 to 2"),
        wrong(
            m -> m.vectors(4, e -> new float[2][4]).repeatedAlong(embedded(m)).mean(),
            "repeatedAlong: expected [N, F] (examples, features), got [-1, -1, 4]"),
        wrong(
            m -> embedded(m).where(m.tf().math.isNan(vector(m)), m.constant(0)).mean(),
            "where: value and condition: expected values with equally many dimensions, got"
                + " [-1, -1, 4] and [-1, 3], which would broadcast"),
        wrong(
            m -> m.crf("crf", 3).loss(embedded(m), m.indices(Example::tags)),
            "CRF: logits: expected [N, L, 3] (examples, steps, the labels of the CRF), got"
                + " [-1, -1, 4]"),
        wrong(
            m -> {
              m.output("tags", vector(m), m.crf("crf", 3));
              return vector(m).mean();
            },
            "output tags: logits: expected [N, L, 3]"),
        wrong(m -> m.vectors(2, null).mean(), "vectors: expected a function of an example, got"),
        wrong(m -> m.index(null).toFloats().mean(), "index: expected a function of an example"),
        wrong(
            m -> m.scan(embedded(m), (x, state) -> state, -1).output().mean(),
            "scan: state: expected sizes of at least 1, got [-1]"),
        wrong(
            m -> m.crossEntropy(null, m.index(Example::label)),
            "logits: expected a value, got null"),
        wrong(m -> vector(m).plus(null).mean(), "other: expected a value, got null"),
        wrong(
            m -> m.linear("a", 4, 1).forward(vector(m)).mean(),
            "a: expected [.., 4] (the last is the input size), got [-1, 3]"),
        wrong(
            m -> m.linear("a", 4, 1).forward(m.number(Example::label).mean()).mean(),
            "a: expected [.., 4] (the last is the input size), got []"),
        wrong(
            m -> vector(m).linear(m.embedding("table", 5, 4).weight()).mean(),
            "linear: expected [.., 4] (the last as that of the weight), got [-1, 3] with a weight"
                + " of [5, 4]"),
        wrong(
            m -> m.layerNorm("a", 4).forward(vector(m)).mean(),
            "layer norm a: expected 2 dimensions, the last of size 4, got [-1, 3]"),
        wrong(
            m -> m.conv1d("a", 3, 2, 3).forward(embedded(m)).mean(),
            "convolution a: expected [N, L, 3] (examples, steps, input size), got [-1, -1, 4]"),
        wrong(
            m -> m.recurrent("a", Recurrent.gru(3).hidden(2)).forward(embedded(m)).last().mean(),
            "a: input: expected [N, L, 3] (batch-first, input size 3), got [-1, -1, 4]"),
        wrong(
            m -> m.dotAttention().forward(vector(m), vector(m)).mean(),
            "keys: expected [N, L, F] (examples, steps, features), got [-1, 3]"),
        wrong(
            m -> m.multiHeadAttention("a", 4, 3).forward(embedded(m), embedded(m)).mean(),
            "attention a: expected a size that is a multiple of the heads, got 4 and 3 heads"),
        wrong(
            m -> embedded(m).weightedOverTime(embedded(m)).mean(),
            "variables: expected distinct names, got table.weight twice"),
        wrong(
            m -> vector(m).meanOverTime().mean(),
            "meanOverTime: expected [N, L, F] (examples, steps, features), got [-1, 3]"),
        wrong(
            m -> vector(m).sum(2).mean(),
            "axis: expected one from -2 to 1 of shape [-1, 3], got 2"),
        wrong(
            m -> vector(m).slice(1, 2, 4).mean(),
            "slice: expected a range within axis 1 of shape [-1, 3], got 2 to 4"),
        wrong(
            m -> vector(m).slice(1, 1, 1).mean(),
            "slice: expected a range of at least 1 index, from at least 0, got 1 to 1"),
        wrong(
            m -> embedded(m).slice(1, 2, 2).mean(),
            "slice: expected a range of at least 1 index, from at least 0, got 2 to 2"),
        wrong(
            m -> m.index(Example::label).oneHot(0).mean(),
            "oneHot: expected sizes of at least 1, got [0]"),
        wrong(
            m -> vector(m).reshape(-1, 0).mean(),
            "reshape: expected sizes of at least 1, one of which may be -1 for the rest, got [-1, 0]"),
        wrong(
            m -> vector(m).reshape(-1, -1).mean(),
            "reshape: expected sizes of at least 1, one of which may be -1 for the rest, got [-1,"
                + " -1]"),
        wrong(m -> vector(m).reshape(-2).mean(), "reshape: expected sizes of at least 1"),
        wrong(
            m -> m.layerNorm("a", -1).forward(vector(m)).mean(),
            "layer norm a: expected sizes of at least 1, got [-1]"),
        wrong(
            m -> m.multiHeadAttention("a", 0, 2).forward(embedded(m), embedded(m)).mean(),
            "attention a: expected sizes of at least 1, got [0, 2]"),
        wrong(
            m -> vector(m).mean().softmax(),
            "axis: expected a value of at least 1 dimension, got a scalar; is it reduced"),
        wrong(m -> vector(m).mean().logSoftmax(), "axis: expected a value of at least 1 dimension"),
        wrong(
            m -> vector(m).mean().argMax().toFloats(),
            "axis: expected a value of at least 1 dimension"),
        wrong(
            m -> vector(m).mean().chunk(1).get(0),
            "axis: expected a value of at least 1 dimension"),
        wrong(
            m -> vector(m).concat(vector(m).unsqueeze(1)).mean(),
            "concat: expected values with equally many dimensions, got [-1, 3] and [-1, 1, 3]"),
        wrong(
            m -> vector(m).mean().concat(vector(m).mean()),
            "axis: expected a value of at least 1 dimension"),
        wrong(
            m -> vector(m).matmul(m.embedding("table", 5, 4).weight()).mean(),
            "matmul: expected [.., A, B] and [.., B, C], got [-1, 3] and [5, 4]"),
        wrong(
            m -> vector(m).unsqueeze(2).matmulTransposed(embedded(m)).mean(),
            "matmulTransposed: expected [.., A, B] and [.., C, B], got [-1, 3, 1] and [-1, -1, 4]"),
        wrong(
            m -> m.number(Example::label).matmul(vector(m)).mean(),
            "matmul: expected [.., A, B] and [.., B, C], got [-1] and [-1, 3]"),
        wrong(m -> vector(m).squeeze(1).mean(), "squeeze: expected size 1 of axis 1, got [3]"),
        wrong(
            m ->
                vector(m).plus(m.parameter("a", TensorShape.of(2), Initializer.constant(0))).mean(),
            "model definition: expected operations that accept their operands, got TensorFlow's"
                + " error \"Dimensions must be equal, but are 3 and 2"),
        wrong(m -> vector(m), "loss: expected a scalar; reduce it by mean(), got [-1, 3]"),
        wrong(m -> null, "model definition: expected a loss, got null"),
        wrong(m -> m.constant(1), "model definition: expected inputs, such as m.vector"),
        wrong(
            m -> {
              m.output(vector(m).mean());
              return vector(m).mean();
            },
            "output output: expected a value for each example, [N, ..], got a scalar"),
        wrong(
            m -> {
              m.output(vector(m));
              m.output(vector(m));
              return vector(m).mean();
            },
            "output output: expected one of this name, got two"),
        wrong(
            m -> m.scan(embedded(m), (x, state) -> List.of(x, x), 4).output().mean(),
            "scan: expected a next state of 1 parts, as many as there are sizes, got 2"),
        wrong(
            m -> m.scan(embedded(m), (x, state) -> List.of(x), 3).output().mean(),
            "scan: part 1 of the next state: expected [N, 3] (examples, size), as before the step,"
                + " got [-1, 4]"),
        wrong(
            m ->
                m.scan(embedded(m), (x, state) -> List.of(m.linear("a", 4, 4).forward(x)), 4)
                    .output()
                    .mean(),
            "parameter a.weight: expected it to be made outside the formula of a scan"),
        wrong(
            m -> m.scan(embedded(m), (x, state) -> List.of(x.dropout(0.5)), 4).output().mean(),
            "dropout: expected a value outside the formula of a scan"),
        wrong(
            m -> m.scan(embedded(m), (x, state) -> List.of(x)).output().mean(),
            "scan: expected a state of at least 1 part, got none"),
        wrong(
            m -> vector(m).dropout(1).mean(),
            "dropout: expected a probability from 0 to below 1, got 1.0"),
        wrong(
            m -> {
              Floats[] leaked = new Floats[1];
              m.scan(
                  embedded(m),
                  (x, state) -> {
                    leaked[0] = x;
                    return List.of(x);
                  },
                  4);
              return leaked[0].mean();
            },
            "value: expected one of this model's graph, got one of another, such as the formula of"
                + " a scan"));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void aWrongDefinitionIsRefused(Model.Definition<Example> definition, String message) {
    assertThatThrownBy(() -> Model.of(definition).close()).hasMessageStartingWith(message);
  }

  private static Floats tagger(Network<Example> m) {
    Floats logits = m.linear("head", 4, 3).forward(embedded(m));
    m.output(logits);
    return m.crossEntropy(logits, m.indices(Example::tags));
  }

  private static void refused(Example example, String message) {
    try (Model<Example> model = Model.of(ModelErrorsTest::tagger)) {
      assertThatThrownBy(() -> model.fit(List.of(GOOD, example), Fit.epochs(1)))
          .hasMessageContaining(message);
      assertThatThrownBy(() -> model.evaluate(List.of(GOOD, example)))
          .hasMessageContaining(message);
      assertThat(model.evaluate(List.of(GOOD))).containsKey("loss"); // it can still be used
    }
  }

  @Test
  void wrongExamplesAreRefused() {
    refused(
        new Example(new int[] {1, 2, 3}, new int[] {0}, 0, null),
        "cross entropy: logits and labels: expected equally many steps in each example, got 3 and 1"
            + " in example ");
    refused(
        new Example(new int[] {1, 5}, new int[] {0, 0}, 0, null),
        "embedding table.weight: expected ids from 0 to 4, got 5 at position 1 of example ");
    refused(
        new Example(new int[] {-1, 2}, new int[] {0, 0}, 0, null),
        "An unknown word, such as -1 of indexOf, needs an index of its own");
    refused(
        new Example(new int[] {1, 2}, new int[] {0, 3}, 0, null),
        "cross entropy: expected labels from 0 to 2, or a negative number for an ignored position,"
            + " got 3 at position 1 of example ");
    refused(
        new Example(null, new int[] {0, 3}, 0, null),
        "input 1 (indices): expected a value of each example, got null of Example[ids=null");
  }

  record Steps(float[][] vectors, int[] symbols) {}

  @Test
  void vectorsAndSymbolsThatAreMissingAreNamed() {
    try (Model<Steps> model =
        Model.of(m -> m.ctc(m.vectors(3, Steps::vectors), m.indices(Steps::symbols)))) {
      Steps good = new Steps(new float[2][3], new int[] {1});
      assertThat(model.evaluate(List.of(good))).containsKey("loss");
      Steps missing = new Steps(new float[][] {{1, 2, 3}, null}, new int[] {1});
      assertThatThrownBy(() -> model.evaluate(List.of(missing)))
          .hasMessageStartingWith(
              "input 1 (vectors): expected vectors of 3 numbers, got null at step 1 of Steps[");
      Steps silent = new Steps(new float[2][3], new int[0]);
      assertThatThrownBy(() -> model.evaluate(List.of(good, silent)))
          .hasMessageStartingWith(
              "ctc: labels: expected sequences of at least 1 steps, got 0 in example 1 of a batch");
    }
  }

  private static Floats lastWithinScan(Network<Example> m) {
    Floats x = embedded(m);
    return m.scan(x, (step, state) -> List.of(step.plus(x.last())), 4).output().mean();
  }

  /** Values and parts of another model, or of an earlier call of the definition. */
  @Test
  void whatAnotherModelMadeIsRefused() {
    List<Floats> values = new ArrayList<>();
    List<Layer> layers = new ArrayList<>();
    try (Model<Example> other =
        Model.of(
            m -> {
              layers.add(m.linear("other", 3, 3));
              values.add(vector(m));
              return values.get(0).mean();
            })) {
      assertThat(other.parameters()).hasSize(2);
      String ofValue = "value: expected one of this model's graph, got one of another";
      String ofPart = "model definition: expected values of the graph that is built, got one of";
      try (Model<Example> model = Model.of(ModelErrorsTest::lastWithinScan)) {
        Example longer = new Example(new int[3], null, 0, null);
        assertThatThrownBy(() -> model.evaluate(List.of(GOOD, longer)))
            .hasMessageStartingWith(ofPart)
            .hasMessageContaining("compute last(), reversed(), slice or maxPool1d");
      }
      aWrongDefinitionIsRefused(m -> vector(m).plus(values.get(0)).mean(), ofPart);
      aWrongDefinitionIsRefused(m -> layers.get(0).forward(vector(m)).mean(), ofPart);
      aWrongDefinitionIsRefused(
          m -> {
            vector(m);
            return values.get(0).mean();
          },
          ofValue);
      aWrongDefinitionIsRefused(
          m -> {
            m.output(values.get(0));
            return vector(m).mean();
          },
          ofValue);
    }
  }

  @Test
  void missingLabelsAreNeededForTheLossAlone() {
    Example unlabelled = new Example(new int[] {1, 2, 4}, null, 0, null);
    try (Model<Example> model = Model.of(ModelErrorsTest::tagger)) {
      assertThat(model.predict(unlabelled).shape()).isEqualTo(TensorShape.of(3, 3));
      assertThatThrownBy(() -> model.evaluate(List.of(unlabelled)))
          .hasMessageContaining("input 2 (indices): expected a value of each example, got null");
      assertThatThrownBy(() -> model.predict("scores", List.of(unlabelled)))
          .hasMessage(
              "output scores: expected one of [output], got none of this name; the definition names"
                  + " them by m.output");
    }
  }

  /** All labels ignored, sequences without steps. */
  @Test
  void emptySequencesHaveNoPart() {
    Example empty = new Example(new int[0], new int[0], 0, null);
    try (Model<Example> model = Model.of(ModelErrorsTest::tagger)) {
      double alone = model.evaluate(List.of(GOOD)).get("loss");
      assertThat(model.evaluate(List.of(GOOD, empty)).get("loss")).isEqualTo(alone);
      assertThat(model.predict(empty).shape()).isEqualTo(TensorShape.of(0, 3));
      String message =
          ": expected at least 1 target, got none: every weight is 0, every label is negative"
              + " (ignored), or every sequence is empty";
      assertThatThrownBy(() -> model.evaluate(List.of(empty))).hasMessage("examples" + message);
      assertThatThrownBy(() -> model.fit(List.of(GOOD), List.of(empty), Fit.epochs(1)))
          .hasMessage("dev" + message);
      assertThatThrownBy(() -> model.fit(List.of(empty), Fit.epochs(1)))
          .hasMessageStartingWith("train: expected at least 1 target in an epoch, got none: every");
    }
  }

  /** Also of a class that is weighted by 0, and of accumulated batches. */
  @Test
  void meanLossIgnoresBatchWithoutTargets() {
    Example missing = new Example(null, null, 0, new float[] {Float.NaN, Float.NaN, Float.NaN});
    Example partly = new Example(null, null, 1, new float[] {Float.NaN, 2, 5});
    for (Model.Definition<Example> definition :
        List.<Model.Definition<Example>>of(
            m -> {
              Floats target = vector(m);
              Floats bias = m.parameter("b", TensorShape.of(1, 3), Initializer.constant(1));
              Floats predicted = bias.plus(m.number(e -> 0).unsqueeze(-1));
              return m.mse(predicted, target, target.notNaN());
            },
            m -> {
              Floats bias = m.parameter("b", TensorShape.of(1, 2), Initializer.constant(1));
              Floats logits = bias.plus(m.number(e -> 0).unsqueeze(-1));
              CrossEntropy options = CrossEntropy.plain().classWeights(0, 2);
              return m.crossEntropy(logits, m.index(Example::label), options);
            },
            m -> {
              Floats bias = m.parameter("b", TensorShape.of(1, 1), Initializer.constant(1));
              Floats predicted = bias.plus(m.number(e -> 0).unsqueeze(-1));
              Floats weight = m.vector(1, e -> new float[] {e.label() * 3});
              return m.mae(predicted, m.vector(1, e -> new float[] {7}), weight)
                  .plus(bias.square().sum());
            })) {
      try (Model<Example> model = Model.of(definition)) {
        Fit fit = Fit.epochs(1).inOrder().batchSize(1).learningRate(1e-9);
        double loss = model.evaluate(List.of(partly)).get("loss");
        assertThat(loss).isPositive();
        for (Fit each : List.of(fit, fit.accumulate(2))) {
          List<Example> examples = List.of(missing, missing, partly, partly, missing, missing);
          assertThat(model.fit(examples, each).get(0).meanLoss()).isCloseTo(loss, within(1e-6));
          assertThat(model.evaluate(examples, each).get("loss")).isCloseTo(loss, within(1e-6));
          assertThatThrownBy(() -> model.fit(List.of(missing, missing), each))
              .hasMessageStartingWith("train: expected at least 1 target");
        }
        assertThatThrownBy(() -> model.evaluate(List.of(missing, missing)))
            .hasMessageStartingWith("examples: expected at least 1 target, got none: every");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, -0.01f, Float.NaN, 9})
  void negativeOrNonFiniteWeightIsRefused(float weight) {
    Example example = new Example(null, null, 0, new float[] {1, weight, 4});
    for (String name : List.of("mse", "mae", "huber", "binary cross entropy", "rmse error")) {
      try (Model<Example> model =
          Model.of(
              m -> {
                Floats x = m.vector(3, e -> new float[] {0.1f, 0.7f, 0.4f});
                Floats y = m.linear("a", 3, 3).forward(x);
                Floats given = vector(m); // the weight 9 stands for infinity, by 1 / 0
                Floats weights =
                    given.dividedBy(
                        given
                            .minus(9)
                            .where(m.tf().math.equal(given, m.constant(9)), m.constant(1)));
                given.nanToNum(0); // accepts NaN
                if (name.startsWith("rmse")) {
                  m.rmse("error", y, x, weights);
                }
                return switch (name) {
                  case "mae" -> m.mae(y, x, weights);
                  case "huber" -> m.huber(y, x, 1, weights);
                  case "binary cross entropy" -> m.binaryCrossEntropy(y, x, weights);
                  case "mse" -> m.mse(y, x, weights);
                  default -> m.mse(y, x);
                };
              })) {
        String message =
            "batch: %s: expected finite weights of at least 0 (0 ignores an element)"
                .formatted(name);
        assertThatThrownBy(() -> model.evaluate(List.of(GOOD, example)))
            .hasMessageStartingWith(message)
            .hasMessageContaining("Smallest and largest weight: [");
        if (!name.startsWith("rmse")) {
          assertThatThrownBy(() -> model.fit(List.of(GOOD, example), Fit.epochs(1)))
              .hasMessageStartingWith(message);
        }
      }
    }
  }

  /** An ignored label is neither right nor wrong, and one beyond the classes is refused. */
  @Test
  void accuracyIgnoresNegativeLabels() {
    for (boolean computed : new boolean[] {false, true}) {
      try (Model<Example> model =
          Model.of(
              m -> {
                Floats logits = m.linear("a", 3, 3).forward(vector(m));
                Ints labels =
                    computed
                        ? m.vector(3, e -> oneHot(e.label())).argMax()
                        : m.index(Example::label);
                m.output(logits);
                m.accuracy("accuracy", computed ? logits.slice(-1, 0, 2) : logits, labels);
                return logits.square().mean();
              })) {
        int best = model.classify(List.of(GOOD)).get(0)[0];
        List<Example> examples = new ArrayList<>();
        for (int label : new int[] {best, (best + 1) % 3, -1, -7, best}) {
          examples.add(new Example(null, null, label, GOOD.vector()));
        }
        if (!computed) {
          for (int size : new int[] {1, 2, 5}) {
            assertThat(model.evaluate(examples, Fit.epochs(1).batchSize(size)).get("accuracy"))
                .isCloseTo(2 / 3.0, within(1e-7));
          }
        }
        Example beyond = new Example(null, null, computed ? 2 : 3, GOOD.vector());
        assertThatThrownBy(() -> model.evaluate(List.of(beyond)))
            .hasMessageContaining(
                computed
                    ? "labels: expected 0 to 1 (K - 1), or a negative number for an ignored"
                    : "accuracy accuracy: expected labels from 0 to 2, or a negative number for an"
                        + " ignored position, got 3 at example 0");
      }
    }
  }

  private static float[] oneHot(int label) {
    float[] all = new float[3];
    all[Math.max(0, label)] = 1;
    return all;
  }

  /** Before training starts. */
  @Test
  void scoreWithoutMetricOrHeldOutDataIsRefused() {
    int[] steps = {0};
    try (Model<Example> model =
        Model.of(
            m -> {
              Floats logits = m.linear("a", 3, 3).forward(vector(m));
              Ints labels = m.index(Example::label);
              m.accuracy("accuracy", logits, labels);
              return m.crossEntropy(logits, labels);
            })) {
      List<Example> examples = List.of(GOOD);
      Fit fit =
          Fit.epochs(1)
              .listener(
                  new TrainingListener() {
                    @Override
                    public void stepFinished(StepReport report) {
                      steps[0]++;
                    }
                  });
      for (Fit typo : List.of(fit.minimize("acuracy"), fit.maximize("acuracy"))) {
        String message =
            "fit: expected the name of one of the metrics [loss, accuracy], got acuracy; the"
                + " definition reports them";
        assertThatThrownBy(() -> model.fit(examples, typo)).hasMessageStartingWith(message);
        assertThatThrownBy(() -> model.fit(examples, examples, typo))
            .hasMessageStartingWith(message);
      }
      for (String metric : List.of("accuracy", "loss")) {
        assertThatThrownBy(() -> model.fit(examples, fit.maximize(metric)))
            .hasMessage(
                "fit: expected held-out data to select the best epoch by metric %s, got none; pass some, fit(train, dev, options), or a score of your own, maximize(name, function)"
                    .formatted(metric));
      }
      assertThatThrownBy(() -> model.fit(examples, fit.maximize("accuracy", () -> 1)))
          .hasMessageStartingWith("fit: expected another name for the score of your own");
      assertThat(steps[0]).isZero();
      model.fit(examples, fit.maximize("own", () -> 1));
      model.fit(examples, examples, fit.maximize("accuracy"));
      model.fit(examples, fit);
      assertThat(steps[0]).isEqualTo(3);
    }
  }

  /** A set whose targets are all missing has no loss. */
  @Test
  void aSetWithoutTargetsIsRefused() {
    Example ignored = new Example(new int[] {1, 2}, new int[] {-1, -2}, 0, null);
    try (Model<Example> model = Model.of(ModelErrorsTest::tagger)) {
      assertThatThrownBy(() -> model.fit(List.of(ignored, ignored), Fit.epochs(1).batchSize(1)))
          .hasMessageStartingWith("train: expected at least 1 target, got none: every label")
          .hasMessageContaining("(cross entropy, input 2 (indices))");
      assertThatThrownBy(() -> model.fit(List.of(GOOD), List.of(ignored), Fit.epochs(1)))
          .hasMessageStartingWith("dev: expected at least 1 target");
      assertThatThrownBy(() -> model.evaluate(List.of(ignored)))
          .hasMessageStartingWith("examples: expected at least 1 target");
      model.fit(List.of(GOOD, ignored), List.of(ignored, GOOD), Fit.epochs(2).batchSize(1));
      for (List<Example> none : List.of(List.<Example>of())) {
        assertThatThrownBy(() -> model.evaluate(none))
            .hasMessage("examples: expected at least 1 example, got none");
        assertThatThrownBy(() -> model.fit(List.of(GOOD), none, Fit.epochs(1)))
            .hasMessageStartingWith("dev: expected at least 1 example, got none; fit(train");
        assertThatThrownBy(() -> model.gradients(none))
            .hasMessage("batch: expected at least 1 example, got none");
      }
    }
    Example missing = new Example(null, null, 0, new float[] {Float.NaN, Float.NaN, Float.NaN});
    try (Model<Example> model = Model.of(ModelErrorsTest::regression)) {
      assertThatThrownBy(() -> model.evaluate(List.of(missing)))
          .hasMessageContaining("every number NaN (input 1 (vector))");
    }
  }

  /** Two losses of the same kind, one of which has no target. */
  @Test
  void aLossWithoutTargetsIsLogged() {
    try (Model<Example> model =
            Model.of(
                m -> {
                  Floats x = vector(m);
                  Floats first =
                      m.crossEntropy(m.linear("a", 3, 3).forward(x), m.index(Example::label));
                  return first.plus(
                      m.crossEntropy(m.linear("b", 3, 3).forward(x), m.index(e -> e.tags()[0])));
                });
        LogMessages messages = LogMessages.of(Model.class)) {
      Example partly = new Example(null, new int[] {-1}, 2, new float[] {1, 2, 3});
      Example labelled = new Example(null, new int[] {1}, 2, new float[] {1, 2, 3});
      Fit fit = Fit.epochs(2).batchSize(1);
      model.fit(List.of(partly, labelled), fit);
      assertThat(messages.all()).isEmpty();
      ParameterValues before = model.values();
      model.fit(List.of(partly, partly), fit);
      assertThat(messages.all())
          .containsExactly(
              "WARNING train: expected targets of every loss, got none of cross entropy, input 3"
                  + " (index): every label is negative, which is ignored, or every number NaN;"
                  + " parameters of that loss alone stay untrained");
      assertThat(model.values().tensor("b.weight")).isEqualTo(before.tensor("b.weight"));
    }
  }

  /** The error of one metric leaves missing targets out, that of the other does not. */
  @Test
  void aScoreThatIsNoNumberIsRefused() {
    Example partly = new Example(null, null, 0, new float[] {Float.NaN, 2, 3});
    try (Model<Example> model =
        Model.of(
            m -> {
              Floats target = vector(m);
              Floats bias = m.parameter("b", TensorShape.of(1, 3), Initializer.constant(1));
              Floats predicted = bias.plus(m.number(e -> 0).unsqueeze(-1));
              m.rmse("plain", predicted, target);
              m.rmse("rmse", predicted, target, target.notNaN());
              return m.mse(predicted, target, target.notNaN());
            })) {
      List<Example> examples = List.of(GOOD, partly);
      Fit fit = Fit.epochs(2).learningRate(1e-9);
      assertThatThrownBy(() -> model.fit(examples, examples, fit.minimize("plain")))
          .hasMessageStartingWith("fit: expected a number as the score plain, got NaN");
      assertThatThrownBy(() -> model.fit(examples, fit.maximize("own", () -> Double.NaN)))
          .hasMessageStartingWith("fit: expected a number as the score own, got NaN");
      assertThat(model.fit(examples, examples, fit.minimize("rmse")).get(1).metrics().get("rmse"))
          .isCloseTo(Math.sqrt((0 + 1 + 4 + 1 + 4) / 5.0), within(1e-5));
    }
  }

  @Test
  void aValueIsChosenByACondition() {
    try (Model<Example> model =
        Model.of(
            m -> {
              Floats x = vector(m);
              Floats w = m.parameter("w", TensorShape.of(3), Initializer.constant(2));
              m.output(x.nanToNum(7).times(w));
              var positive = m.tf().math.greater(x, m.constant(0));
              m.output("root", x.where(positive, m.constant(1)).sqrt());
              return x.nanToNum(7).times(w).sum();
            })) {
      Example x = new Example(null, null, 0, new float[] {Float.NaN, 4, -3});
      assertThat(model.predict(x).values()).containsExactly(14, 8, -6);
      assertThat(model.predict("root", x).values()).containsExactly(1, 2, 1);
      assertThat(model.gradients(List.of(x)).values("w")).containsExactly(7, 4, -3);
    }
  }

  private static Floats regression(Network<Example> m) {
    Floats target = vector(m);
    Floats predicted = m.parameter("b", TensorShape.of(1, 3), Initializer.constant(0)).plus(target);
    return m.mse(predicted.minus(target.detach()), target, target.notNaN());
  }

  @Test
  void missingTargetsAreLeftOut() {
    Example partly = new Example(null, null, 0, new float[] {Float.NaN, 2, Float.NaN});
    try (Model<Example> model =
        Model.of(
            m -> {
              Floats target = vector(m);
              Floats bias = m.parameter("b", TensorShape.of(1, 3), Initializer.constant(1));
              Floats predicted = bias.plus(m.number(e -> 0).unsqueeze(-1));
              return m.mse(predicted, target, target.notNaN());
            })) {
      assertThat(model.evaluate(List.of(GOOD, partly)).get("loss"))
          .isEqualTo((0 + 1 + 4 + 1) / 4.0);
      assertThat(model.gradients(List.of(GOOD, partly)).values("b")).containsExactly(0, -1, -1);
    }
    try (Model<Example> model = Model.of(m -> m.mse(vector(m), vector(m)))) {
      assertThatThrownBy(() -> model.evaluate(List.of(partly)))
          .hasMessageContaining(
              "input 1 (vector): expected finite numbers, got NaN at position 0 of example 0 of a"
                  + " batch, Example[ids=null")
          .hasMessageContaining("; a target that may be missing is NaN where notNaN()");
    }
    Example narrow = new Example(null, null, 0, new float[2]);
    try (Model<Example> model = Model.of(ModelErrorsTest::regression)) {
      assertThatThrownBy(() -> model.evaluate(List.of(narrow)))
          .hasMessageContaining("input 1 (vector): expected 3 numbers, got 2 of example 0");
    }
  }

  @Test
  void wrongUsesAreRefused() {
    Model<Example> model = Model.of(ModelErrorsTest::tagger);
    assertThatThrownBy(() -> model.fit(List.of(), Fit.epochs(1)))
        .hasMessage("train: expected at least 1 example, got none");
    assertThatThrownBy(() -> model.predict(Collections.<Example>singletonList(null)))
        .hasMessageContaining("examples");
    assertThatThrownBy(() -> model.predict((Example) null))
        .hasMessage("example: expected one of yours, got null");
    assertThatThrownBy(() -> model.stepper().step((Example) null))
        .hasMessage("chunk: expected one of a stream, got null");
    assertThatThrownBy(() -> model.fit(List.of(GOOD), Fit.epochs(1).patience(1)))
        .hasMessageContaining("expected a score after each epoch for early stopping");
    assertThatThrownBy(() -> model.fit(List.of(GOOD), List.of(GOOD), Fit.epochs(1).maximize("f1")))
        .hasMessageContaining("fit: expected the name of one of the metrics [loss], got f1");
    Fit own = Fit.epochs(1).maximize("loss", () -> 1);
    assertThatThrownBy(() -> model.fit(List.of(GOOD), List.of(GOOD), own))
        .hasMessageStartingWith("fit: expected another name for the score of your own");
    assertThatThrownBy(() -> Fit.epochs(0)).hasMessage("epochs: expected at least 1, got 0");
    assertThatThrownBy(() -> Fit.epochs(1).batchSize(0))
        .hasMessage("training: expected a batch size of at least 1, got 0");
    assertThatThrownBy(() -> Fit.epochs(1).accumulate(0))
        .hasMessage("accumulation: expected at least 1 batch for a step, got 0");
    assertThatThrownBy(() -> CrossEntropy.plain().labelSmoothing(1))
        .hasMessage("label smoothing: expected from 0 to below 1, got 1.0");
    assertThatThrownBy(() -> CrossEntropy.plain().classWeights(1, Float.NaN))
        .hasMessageStartingWith("class weights: expected finite numbers of at least 0, got NaN");
    assertThatThrownBy(() -> CrossEntropy.plain().classWeights(0, 0))
        .hasMessageStartingWith("class weights: expected one above 0 at least, got none in [0.0");
    assertThatThrownBy(() -> CrossEntropy.plain().classWeights(-1, 2))
        .hasMessageStartingWith("class weights: expected finite numbers of at least 0, got -1.0");
    ModelTrainer<Example> trainer = model.trainer(Fit.epochs(1));
    assertThatThrownBy(() -> trainer.step(List.of(), 0.1))
        .hasMessage("batch: expected at least 1 example, got none");
    trainer.close();
    assertThatThrownBy(() -> trainer.step(List.of(GOOD), 0.1)).hasMessageContaining("closed");
    assertThatThrownBy(trainer::values).hasMessageContaining("closed");
    model.close();
    assertThatThrownBy(() -> model.predict(List.of(GOOD)))
        .hasMessage("model: expected an open one, got a closed one");
  }

  @Test
  void valuesOfParametersThatAreNotFiniteAreRefused(@TempDir Path folder) throws IOException {
    ParameterValues wrong =
        ParameterValues.of(
            Map.of("b", FloatTensor.of(TensorShape.of(1, 3), new float[] {1, Float.NaN, 3})));
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, wrong);
    try (Model<Example> model = Model.of(ModelErrorsTest::regression)) {
      ParameterValues before = model.values();
      String message = "parameters: expected finite numbers, but ";
      assertThatThrownBy(() -> model.set(wrong)).hasMessageStartingWith(message);
      assertThatThrownBy(() -> model.load(file)).hasMessageStartingWith(message);
      assertThat(model.values()).isEqualTo(before);
    }
  }

  @Test
  void anOutputWithoutARowForEachExampleIsRefused() {
    assertThatThrownBy(
            () ->
                Model.of(
                    (Network<Example> m) -> {
                      m.output(vector(m).mean(0));
                      return m.linear("a", 3, 1).forward(vector(m)).mean();
                    }))
        .hasMessageStartingWith(
            "output output: expected a value for each example, [N, ..], got shape [3], whose first"
                + " axis is not the batch axis");
    try (Model<Example> model =
        Model.of(
            m -> {
              m.output(vector(m).reshape(-1));
              return m.linear("a", 3, 1).forward(vector(m)).mean();
            })) {
      assertThatThrownBy(() -> model.predict(List.of(GOOD, GOOD)))
          .hasMessageStartingWith(
              "output: expected a value for each of the 2 examples of a batch, [2, ..], got shape"
                  + " [6]");
    }
  }

  @Test
  void aParameterThatTheLossDoesNotReadIsNamed() {
    try (Model<Example> model =
        Model.of(
            m -> {
              m.output(m.linear("other", 3, 2).forward(vector(m)));
              return m.linear("used", 3, 1).forward(vector(m)).square().mean();
            })) {
      Fit fit = Fit.epochs(1).optimizer(Optimizer.sgd());
      assertThatThrownBy(() -> model.fit(List.of(GOOD), fit))
          .hasMessageContaining(
              "expected a loss that depends on parameter other.weight, got one that does not; let"
                  + " the loss read it, or leave it out: of the model");
      model.fit(List.of(GOOD), fit.freeze("other"));
      assertThatThrownBy(() -> model.gradients(List.of(GOOD)))
          .hasMessageEndingWith("LossGradients.frozen, or in training a Model by Fit.freeze");
    }
  }

  @Test
  void aDefinitionThatChangesIsRefused() {
    int[] calls = {0};
    try (Model<Example> model =
        Model.of(m -> m.linear("a" + calls[0]++, 3, 1).forward(vector(m)).square().mean())) {
      assertThatThrownBy(() -> model.fit(List.of(GOOD), Fit.epochs(1)))
          .hasMessageStartingWith("model definition: ")
          .hasMessageContaining("it is called for each graph");
      assertThatThrownBy(() -> model.gradients(List.of(GOOD)))
          .hasMessageStartingWith(
              "model definition: expected the parameters of its first call, [a0.weight[1, 3],"
                  + " a0.bias[1]], got [a2");
    }
  }

  /** With the same parameters: another function, number, output or metric. */
  @ParameterizedTest
  @ValueSource(strings = {"function", "number", "output", "metric"})
  void impureDefinitionIsRefused(String change) {
    boolean[] changed = {false};
    try (Model<Example> model =
        Model.of(
            m -> {
              Floats x = m.linear("a", 3, 1).forward(vector(m));
              Floats y = changed[0] && change.equals("function") ? x.tanh() : x;
              Floats z = y.times(changed[0] && change.equals("number") ? 0.5 : 2);
              m.output(changed[0] && change.equals("output") ? x : z);
              Floats count = m.constant(1);
              m.metric(
                  "m", changed[0] && change.equals("metric") ? z.mean() : y.mean(), count, v -> v);
              return z.square().mean();
            })) {
      model.predict(List.of(GOOD));
      model.gradients(List.of(GOOD));
      changed[0] = true;
      String message = "model definition: expected the operations of its first call, outputs [";
      assertThatThrownBy(() -> model.fit(List.of(GOOD), Fit.epochs(1)))
          .hasMessageStartingWith(message);
      assertThatThrownBy(() -> model.trainer(Fit.epochs(1))).hasMessageStartingWith(message);
      assertThatThrownBy(model::stepper).hasMessageStartingWith(message);
      model.predict(List.of(GOOD)); // by the graph that there is
      changed[0] = false;
      assertThat(model.fit(List.of(GOOD), Fit.epochs(1))).hasSize(1);
    }
  }

  @Test
  void oneHotRefusesAnIndexOutOfRange() {
    for (int label : new int[] {-1, 3}) {
      Example example = new Example(null, null, label, GOOD.vector());
      try (Model<Example> model =
          Model.of(
              m ->
                  m.linear("a", 3, 3)
                      .forward(vector(m))
                      .times(m.index(Example::label).oneHot(3))
                      .sum(-1)
                      .mean())) {
        String message =
            "oneHot: expected indices from 0 to 2, got %d at example 1 of a batch".formatted(label);
        assertThatThrownBy(() -> model.evaluate(List.of(GOOD, example)))
            .hasMessageStartingWith(message);
        assertThatThrownBy(() -> model.fit(List.of(GOOD, example), Fit.epochs(1)))
            .hasMessageStartingWith(message);
      }
    }
  }

  @Test
  void oneHotRefusesAComputedIndexOutOfRange() {
    try (Model<Example> model =
        Model.of(
            m -> {
              Floats all = m.vector(3, e -> oneHot(e.label())).argMax().oneHot(2);
              m.output(all);
              return m.linear("a", 2, 1).forward(all).mean();
            })) {
      assertThat(model.predict(new Example(null, null, 1, GOOD.vector())).values())
          .containsExactly(0, 1);
      Example beyond = new Example(null, null, 2, GOOD.vector());
      for (List<Example> batch : List.of(List.of(beyond), List.of(GOOD, beyond))) {
        assertThatThrownBy(() -> model.predict(batch))
            .hasMessageContaining("oneHot: expected indices from 0 to 1")
            .hasMessageContaining("Largest index: [2]");
      }
    }
  }

  @Test
  void aLossThatIsNoNumberBeforeTheFirstUpdateIsNotBlamedOnTheRate() {
    try (Model<Example> model =
        Model.of(m -> m.linear("a", 3, 1).forward(vector(m)).times(0).minus(1).log().mean())) {
      assertThatThrownBy(() -> model.fit(List.of(GOOD), Fit.epochs(1)))
          .hasMessageContaining("the loss became NaN in epoch 1, batch 1 (step 1)")
          .hasMessageEndingWith(
              "no weights have changed yet: does the loss divide by 0, take a logarithm or root of"
                  + " 0, or read a NaN or huge input?");
    }
  }

  @Test
  void samplesFollowTheirProbabilities() {
    FloatTensor logits =
        FloatTensor.of(TensorShape.of(3), new float[] {0, (float) Math.log(3), -50});
    TorchRandom random = TorchRandom.seeded(1);
    int[] counts = new int[3];
    for (int k = 0; k < 4000; k++) {
      counts[logits.sample(1, random)]++;
    }
    assertThat(counts[0]).isBetween(900, 1100);
    assertThat(counts[2]).isZero();
    for (int k = 0; k < 4000; k++) {
      counts[logits.sample(0.5, random)]++; // 1 : 9
    }
    assertThat(counts[0]).isBetween(1250, 1550);
    assertThatThrownBy(() -> logits.sample(0, random))
        .hasMessage("sample: expected values and a temperature above 0, got shape [3] and 0.0");
    FloatTensor diverged = FloatTensor.of(TensorShape.of(2), new float[] {0, Float.NaN});
    assertThatThrownBy(() -> diverged.sample(1, random))
        .hasMessage(
            "sample: expected a finite number as the largest value, got NaN; did training diverge?");
  }
}
