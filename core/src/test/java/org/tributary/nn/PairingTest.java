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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.op.core.Sum;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.TensorShape;

/**
 * Values of other shapes that an operation pairs: an example has the same result in every batch, or
 * the pair is refused. Examples, steps and features are equally many in some batches, 1 in others.
 */
class PairingTest {
  record Example(float number, float[] vector, float[] numbers, float[][] vectors) {
    @Override
    public String toString() {
      return "%d steps".formatted(numbers.length);
    }
  }

  private static Example example(int steps) {
    Random random = new Random(steps + 31L);
    float[][] vectors = new float[steps][2];
    for (float[] vector : vectors) {
      vector[0] = random.nextFloat();
      vector[1] = random.nextFloat();
    }
    float[] numbers = new float[steps];
    for (int k = 0; k < steps; k++) {
      numbers[k] = random.nextFloat();
    }
    return new Example(
        random.nextFloat(), new float[] {random.nextFloat(), random.nextFloat()}, numbers, vectors);
  }

  private static final Map<String, Function<Network<Example>, Floats>> VALUES =
      new LinkedHashMap<>();

  static {
    VALUES.put("number", m -> m.number(Example::number));
    VALUES.put("vector", m -> m.vector(2, Example::vector));
    VALUES.put("numbers", m -> m.numbers(Example::numbers));
    VALUES.put("vectors", PairingTest::vectors);
    VALUES.put("transposed", m -> vectors(m).transpose(1, 2));
    VALUES.put("products", m -> vectors(m).matmulTransposed(vectors(m)));
    VALUES.put("column", m -> m.number(Example::number).unsqueeze(-1));
    VALUES.put("row", m -> m.vector(2, Example::vector).unsqueeze(1));
    VALUES.put("scalar", m -> m.constant(0.5));
    for (long[] shape :
        new long[][] {{1}, {2}, {3}, {2, 2}, {1, 2}, {2, 1}, {2, 2, 2}, {1, 3, 2}}) {
      VALUES.put(
          "parameter " + Arrays.toString(shape),
          m -> m.parameter("p", TensorShape.of(shape), Initializer.uniform(1)));
    }
  }

  private static Floats vectors(Network<Example> m) {
    return m.vectors(2, Example::vectors);
  }

  private static final Map<String, BiFunction<Floats, Floats, Floats>> OPERATIONS =
      new LinkedHashMap<>();

  static {
    OPERATIONS.put("plus", Floats::plus);
    OPERATIONS.put("dividedBy", Floats::dividedBy);
    OPERATIONS.put("matmul", Floats::matmul);
    OPERATIONS.put("matmulTransposed", Floats::matmulTransposed);
  }

  private static final List<List<Example>> BATCHES =
      Stream.of(
              new int[] {1},
              new int[] {2},
              new int[] {1, 1},
              new int[] {2, 2},
              new int[] {1, 2},
              new int[] {3, 1},
              new int[] {2, 2, 2},
              new int[] {3, 3, 3},
              new int[] {3, 2, 0})
          .map(steps -> Arrays.stream(steps).mapToObj(PairingTest::example).toList())
          .toList();

  static Stream<String> operations() {
    return OPERATIONS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void broadcastingIsBatchInvariantOrRefused(String operation) {
    int refused = 0;
    int computed = 0;
    for (String first : VALUES.keySet()) {
      for (String second : VALUES.keySet()) {
        String what = "%s of %s and %s".formatted(operation, first, second);
        boolean ofOneExample =
            operation.equals("matmulTransposed")
                ? !MATRICES.contains(first) || !MATRICES.contains(second)
                : !isOfParameters(first) || !isOfParameters(second);
        Model<Example> model = ofOneExample ? model(operation, first, second) : null;
        if (model == null) {
          refused++;
          continue;
        }
        try (model) {
          for (List<Example> batch : BATCHES) {
            computed += compare(what, model, batch);
          }
        }
      }
    }
    assertThat(refused).isBetween(40, 260);
    assertThat(computed).isGreaterThan(100);
  }

  /** Values [N, ..], whose products are those of each example with each other. */
  private static final List<String> MATRICES = List.of("vector", "numbers", "column");

  private static boolean isOfParameters(String value) {
    return value.startsWith("parameter") || value.equals("scalar");
  }

  /** Returns a model of a pair; null if it is refused. */
  private static Model<Example> model(String operation, String first, String second) {
    try {
      return Model.of(
          m -> {
            Floats x = VALUES.get(first).apply(m.within("x"));
            Floats y = VALUES.get(second).apply(m.within("y"));
            Floats result = OPERATIONS.get(operation).apply(x, y);
            m.output(result);
            return result.mean();
          });
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("expected");
      return null;
    }
  }

  /** Returns the number of examples that are predicted. */
  private static int compare(String what, Model<Example> model, List<Example> batch) {
    List<FloatTensor> together = predicted(model, batch);
    List<List<FloatTensor>> alone =
        batch.stream().map(example -> predicted(model, List.of(example))).toList();
    if (together == null) {
      assertThat(alone)
          .as("%s, of which one is refused alone: %s", what, batch)
          .contains((List<FloatTensor>) null);
      return 0;
    }
    for (int row = 0; row < batch.size(); row++) {
      FloatTensor own = together.get(row);
      assertThat(alone.get(row)).as("%s alone, %s", what, batch.get(row)).isNotNull();
      assertThat(own.shape()).as(what).isEqualTo(alone.get(row).get(0).shape());
      float[] expected = alone.get(row).get(0).values();
      IntStream.range(0, expected.length)
          .forEach(
              k ->
                  assertThat(own.values()[k])
                      .as("%s, example %s of %s", what, k, batch)
                      .isCloseTo(expected[k], within(1e-6f * Math.max(1, Math.abs(expected[k])))));
    }
    return batch.size();
  }

  /** Returns the predictions; null if they are refused. */
  private static List<FloatTensor> predicted(Model<Example> model, List<Example> batch) {
    try {
      return model.predict(batch);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("expected");
      return null;
    }
  }

  /** Steps are paired with a table of positions if every sequence has one for each. */
  @Test
  void tableOfPositionsNeedsSequencesOfItsLength() {
    try (Model<Example> model = model("plus", "vectors", "parameter [2, 2]")) {
      assertThat(model.predict(example(2)).shape()).isEqualTo(TensorShape.of(2, 2));
      for (int steps : new int[] {1, 3, 0}) {
        assertThatThrownBy(() -> model.predict(List.of(example(2), example(steps))))
            .hasMessage(
                "plus of shapes [-1, -1, 2] and [2, 2]: expected sequences of exactly 2 steps, got"
                    + " %d in example 1 of a batch, %d steps",
                steps, steps);
      }
    }
  }

  @Test
  void examplesDoNotBroadcastWithSteps() {
    for (String message :
        List.of("plus: expected values with equally many dimensions, got [-1, -1] and [-1]")) {
      assertThatThrownBy(
              () ->
                  Model.of(
                      (Network<Example> m) ->
                          m.numbers(Example::numbers).plus(m.number(Example::number)).mean()))
          .hasMessageStartingWith(message)
          .hasMessageContaining("use unsqueeze(-1) to add a last axis");
    }
  }

  @Test
  void conditionBroadcastsLikeAValue() {
    Model.Definition<Example> wrong =
        m -> {
          Floats x = vectors(m);
          Floats y = m.number(Example::number);
          return x.where(m.tf().math.greater(y, m.constant(0)), m.constant(1)).mean();
        };
    assertThatThrownBy(() -> Model.of(wrong))
        .hasMessageStartingWith(
            "where: value and condition: expected values with equally many dimensions, got"
                + " [-1, -1, 2] and [-1]");
    Model.Definition<Example> right =
        m -> {
          Floats x = vectors(m);
          Floats y = m.number(Example::number).unsqueeze(-1).unsqueeze(-1);
          Floats result = m.constant(1).where(m.tf().math.less(y, m.constant(0.5)), x);
          m.output(result);
          return result.mean();
        };
    try (Model<Example> model = Model.of(right)) {
      BATCHES.forEach(batch -> compare("where", model, batch));
    }
  }

  /** A weight without examples on the left of a product. */
  @Test
  void matrixMultipliesSequences() {
    try (Model<Example> model = model("matmul", "parameter [2, 2]", "transposed")) {
      assertThat(model.predict(example(3)).shape()).isEqualTo(TensorShape.of(2, 3));
      assertThat(model.predict(List.of(example(1), example(3))).get(0).shape())
          .isEqualTo(TensorShape.of(2, 1));
    }
  }

  // results of TensorFlow's operations

  private static Model.Definition<Example> with(Function<Network<Example>, Floats> result) {
    return m -> {
      Floats y = result.apply(m);
      m.output(y);
      return y.mean();
    };
  }

  @Test
  void withRefusesOperandWithoutSteps() {
    String message = "with: expected an operand with the batch and step axes of this value, shape ";
    assertThatThrownBy(
            () ->
                Model.of(
                    with(
                        m -> {
                          Floats x = vectors(m);
                          return x.with(m.tf().sum(x, m.tf().constant(1)));
                        })))
        .hasMessageStartingWith(message + "[-1, -1, 2], got [-1, 2]");
    assertThatThrownBy(
            () ->
                Model.of(
                    with(
                        m -> {
                          Floats x = m.numbers(Example::numbers);
                          return x.with(m.tf().sum(x, m.tf().constant(1)));
                        })))
        .hasMessageStartingWith(message + "[-1, -1], got [-1]");
    assertThatThrownBy(
            () ->
                Model.of(
                    with(
                        m -> {
                          Floats x = vectors(m);
                          return x.with(m.tf().linalg.transpose(x, m.tf().array(0, 2, 1)));
                        })))
        .hasMessageStartingWith(message + "[-1, -1, 2], got [-1, 2, -1]");
    assertThatThrownBy(
            () ->
                Model.of(
                    with(
                        m -> {
                          Floats x = m.numbers(Example::numbers);
                          return x.with(m.tf().sum(x, m.tf().constant(1), Sum.keepDims(true)));
                        })))
        .hasMessageStartingWith(message + "[-1, -1], got [-1, 1]");
  }

  @Test
  void withRefusesOtherStepCountsAtRunTime() {
    try (Model<Example> model =
        Model.of(
            with(
                m -> {
                  Floats x = vectors(m);
                  return x.with(m.tf().concat(List.of(x, x), m.tf().constant(1)));
                }))) {
      for (List<Example> batch : List.of(List.of(example(1)), List.of(example(2), example(3)))) {
        assertThatThrownBy(() -> model.predict(batch))
            .hasMessageContaining("with: expected equal numbers")
            .hasMessageContaining("size 1 of this value");
      }
    }
  }

  /** Also where the result itself is not computed from the value. */
  @Test
  void withKeepsLengths() {
    try (Model<Example> model =
        Model.of(
            with(
                m -> {
                  Floats x = vectors(m);
                  Floats y = m.numbers(Example::numbers);
                  return x.with(m.tf().math.sin(m.tf().expandDims(y, m.tf().constant(2))));
                }))) {
      List<FloatTensor> both = model.predict(List.of(example(1), example(3)));
      List<TensorShape> shapes = new ArrayList<>();
      both.forEach(value -> shapes.add(value.shape()));
      assertThat(shapes).containsExactly(TensorShape.of(1, 1), TensorShape.of(3, 1));
      assertThat(both.get(0).values()[0])
          .isCloseTo((float) Math.sin(example(1).numbers()[0]), within(1e-6f));
      assertThat(model.evaluate(List.of(example(1), example(3)))).containsKey(Model.LOSS);
    }
  }

  @Test
  void withInFormulaKeepsSteps() {
    try (Model<Example> model =
        Model.of(
            with(
                m -> {
                  Floats keys = vectors(m);
                  Layer in = m.linear("in", 2, 2);
                  return m.scan(
                          in.forward(vectors(m)),
                          (x, state) ->
                              List.of(
                                  x.times(keys.with(m.tf().math.sin(keys)).mean(1))
                                      .plus(state.get(0))
                                      .tanh()),
                          2)
                      .output();
                }))) {
      List<Example> batch = List.of(example(1), example(3));
      compare("with in a formula", model, batch);
      assertThat(model.gradients(batch).names()).isNotEmpty();
    }
  }
}
