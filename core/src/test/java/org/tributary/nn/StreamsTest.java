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
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.TensorShape;

/**
 * Chunks of sequences: a stepper reads step after step what a prediction of the whole sequence
 * gives at the end, or refuses the model.
 */
class StreamsTest {
  record Example(float[][] steps, float[][] context) {}

  private static final Example WHOLE = new Example(vectors(5, 1), vectors(3, 2));

  private static float[][] vectors(int steps, int seed) {
    Random random = new Random(seed);
    float[][] all = new float[steps][2];
    for (float[] vector : all) {
      vector[0] = (float) random.nextGaussian();
      vector[1] = (float) random.nextGaussian();
    }
    return all;
  }

  private static Floats steps(Network<Example> m) {
    return m.vectors(2, Example::steps);
  }

  private static Floats context(Network<Example> m) {
    return m.vectors(2, Example::context);
  }

  private static RecurrentPart gru(Network<Example> m) {
    return m.recurrent("gru", Recurrent.gru(2).hidden(2));
  }

  private static Floats scan(Network<Example> m, Floats x) {
    Layer hidden = m.linear("hidden", 2, 2);
    return m.scan(x, (input, state) -> List.of(input.plus(hidden.forward(state.get(0))).tanh()), 2)
        .output();
  }

  private static final Map<String, Function<Network<Example>, Floats>> CARRIED =
      new LinkedHashMap<>();

  static {
    CARRIED.put("layer", m -> gru(m).forward(steps(m)).output());
    CARRIED.put("last step of a layer", m -> gru(m).forward(steps(m)).output().last());
    CARRIED.put("select(1, -1)", m -> gru(m).forward(steps(m)).output().select(1, -1));
    CARRIED.put("scan", m -> scan(m, steps(m)));
    CARRIED.put("scan over a layer", m -> scan(m, gru(m).forward(steps(m)).output().tanh()));
    CARRIED.put(
        "attention to a context",
        m -> {
          Floats h = gru(m).forward(steps(m)).output();
          return h.plus(m.dotAttention().forward(h, context(m)));
        });
    CARRIED.put(
        "layer of the mean of a context",
        m -> gru(m).forward(steps(m).plus(context(m).meanOverTime().unsqueeze(1))).output());
    CARRIED.put(
        "attention to a layer of a whole context",
        m -> {
          Floats keys =
              m.recurrent("keys", Recurrent.gru(2).hidden(1).bidirectional())
                  .forward(context(m).reversed())
                  .output();
          Floats h = gru(m).forward(steps(m)).output();
          return h.plus(m.dotAttention().forward(h, keys));
        });
    CARRIED.put(
        "attention in the formula of a scan",
        m -> {
          Floats keys = context(m);
          return m.scan(
                  steps(m),
                  (x, state) ->
                      List.of(x.plus(m.dotAttention().forward(state.get(0), keys)).tanh()),
                  2)
              .output();
        });
  }

  private static final Map<String, Function<Network<Example>, Floats>> CHUNKED_OPERATIONS =
      new LinkedHashMap<>();

  static {
    CHUNKED_OPERATIONS.put(
        "reversed", m -> gru(m).forward(steps(m).reversed()).output().reversed());
    CHUNKED_OPERATIONS.put("reversed ", m -> scan(m, steps(m).reversed()).reversed());
    CHUNKED_OPERATIONS.put(
        "convolution conv",
        m -> gru(m).forward(m.conv1d("conv", 2, 2, 3).forward(steps(m))).last());
    CHUNKED_OPERATIONS.put("max", m -> gru(m).forward(steps(m)).output().maxOverTime());
    CHUNKED_OPERATIONS.put("mean", m -> gru(m).forward(steps(m)).output().meanOverTime());
    CHUNKED_OPERATIONS.put("sum", m -> steps(m).sum(1));
    CHUNKED_OPERATIONS.put("maxPool1d", m -> gru(m).forward(steps(m).maxPool1d(2)).last());
    CHUNKED_OPERATIONS.put("slice", m -> gru(m).forward(steps(m).slice(1, 0, 2)).last());
    CHUNKED_OPERATIONS.put("select", m -> gru(m).forward(steps(m)).output().select(1, 0));
    CHUNKED_OPERATIONS.put(
        "softmax",
        m -> {
          Floats h = gru(m).forward(steps(m)).output();
          return h.weightedOverTime(m.linear("score", 2, 1).forward(h));
        });
    CHUNKED_OPERATIONS.put(
        "mean  ",
        m -> {
          Floats x = steps(m);
          return m.scan(
                  x, (input, state) -> List.of(input.plus(x.mean(1)).plus(state.get(0)).tanh()), 2)
              .output();
        });
    CHUNKED_OPERATIONS.put(
        "mean   ",
        m -> {
          Floats x = steps(m);
          Floats first = m.linear("first", 2, 2).forward(x.meanOverTime());
          return m.scan(
                  x, (input, state) -> List.of(input.plus(state.get(0)).tanh()), List.of(first))
              .output();
        });
    CHUNKED_OPERATIONS.put(
        "max  ", // along sequences that go step by step with the chunks
        m -> {
          Floats other = m.vectors(2, Example::steps);
          Floats h = gru(m).forward(steps(m)).output().plus(other);
          return h.plus(other.max(1).unsqueeze(1));
        });
  }

  private static Model.Definition<Example> definition(Function<Network<Example>, Floats> output) {
    return m -> {
      Floats y = output.apply(m);
      m.output(y);
      return y.times(m.parameter("factor", TensorShape.of(1), Initializer.constant(1)))
          .square()
          .mean();
    };
  }

  static Stream<String> carried() {
    return CARRIED.keySet().stream();
  }

  static Stream<String> chunkedOperations() {
    return CHUNKED_OPERATIONS.keySet().stream();
  }

  private static Example chunk(int from, int to) {
    return new Example(Arrays.copyOfRange(WHOLE.steps(), from, to), WHOLE.context());
  }

  @ParameterizedTest
  @MethodSource("carried")
  void stepperMatchesPrediction(String name) {
    try (Model<Example> model = Model.of(definition(CARRIED.get(name)))) {
      for (int size : new int[] {1, 2}) {
        ModelStepper<Example> stepper = model.stepper();
        for (int from = 0; from < 5; from += size) {
          int to = Math.min(5, from + size);
          FloatTensor expected = model.predict(chunk(0, to));
          FloatTensor actual = stepper.step(chunk(from, to));
          float[] last =
              expected.shape().numDimensions() == 1
                  ? expected.values()
                  : expected.at(to - 1).values();
          for (int k = 0; k < last.length; k++) {
            assertThat(actual.values()[k]).as("to %s", to).isCloseTo(last[k], within(1e-6f));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("chunkedOperations")
  void stepperRefusesOperationsOverChunkedSteps(String name) {
    try (Model<Example> model = Model.of(definition(CHUNKED_OPERATIONS.get(name)))) {
      model.predict(WHOLE);
      assertThatThrownBy(model::stepper)
          .hasMessageStartingWith("stepper: expected an output that combines steps only by")
          .hasMessageContaining(
              "got one that applies %s to the steps of input ".formatted(name.strip()));
    }
  }

  /** A layer or scan over reversed chunks begins anew, as a bidirectional layer does. */
  @Test
  void stateIsNotCarriedOverReversedSteps() {
    List<Function<Network<Example>, Floats>> backwards =
        List.of(
            m -> gru(m).forward(steps(m).reversed()).output().reversed(),
            m -> scan(m, steps(m).reversed()).reversed(),
            m -> scan(m, steps(m).tanh().reversed().plus(0.5)));
    List<Function<Network<Example>, Floats>> forwards =
        List.of(
            m -> scan(m, steps(m).reversed().reversed()),
            m -> scan(m, gru(m).whole().forward(steps(m).reversed()).output().reversed()));
    List<Example> chunks = new ArrayList<>(List.of(chunk(0, 2), chunk(2, 4)));
    Fit carried = Fit.epochs(1).batchSize(1).carryState();
    for (Function<Network<Example>, Floats> output : backwards) {
      try (Model<Example> model = Model.of(definition(output))) {
        assertThat(model.evaluate(chunks, carried).get(Model.LOSS))
            .isCloseTo(model.evaluate(chunks).get(Model.LOSS), within(1e-6));
        assertThat(model.fit(chunks, carried).get(0).meanLoss()).isPositive();
      }
    }
    for (Function<Network<Example>, Floats> output : forwards) {
      try (Model<Example> model = Model.of(definition(output))) {
        assertThat(
                Math.abs(
                    model.evaluate(chunks, carried).get(Model.LOSS)
                        - model.evaluate(chunks).get(Model.LOSS)))
            .isGreaterThan(1e-3);
      }
    }
  }

  @Test
  void stepperRefusesOutputWithStepsOnOtherAxes() {
    List<Function<Network<Example>, Floats>> outputs =
        List.of(
            m -> gru(m).forward(steps(m)).output().transpose(1, 2),
            m -> {
              Floats h = gru(m).forward(steps(m)).output();
              return h.matmulTransposed(h).tanh();
            });
    for (Function<Network<Example>, Floats> output : outputs) {
      try (Model<Example> model = Model.of(definition(output))) {
        assertThatThrownBy(model::stepper)
            .hasMessageStartingWith(
                "stepper: expected an output with its steps on axis 1, got shape");
      }
    }
  }

  /** An output without steps is returned whole, also one of three dimensions. */
  @Test
  void stepperReturnsMatrixPerExample() {
    try (Model<Example> model =
        Model.of(definition(m -> gru(m).forward(steps(m)).output().last().reshape(-1, 2, 1)))) {
      ModelStepper<Example> stepper = model.stepper();
      stepper.step(chunk(0, 3));
      assertThat(stepper.step(chunk(3, 5)).shape()).isEqualTo(TensorShape.of(2, 1));
    }
  }
}
