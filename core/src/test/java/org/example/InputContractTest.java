package org.example;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.UnkReplacement;
import org.tributary.feature.WordReader;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.tagger.FedInput;
import org.tributary.graph.tagger.GraphInput;
import org.tributary.graph.tagger.InputContext;
import org.tributary.graph.tagger.InputGraphs;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** The mistakes of a user's input that a tagger refuses. */
class InputContractTest {
  private static final String OWN = "input own: " + Own.class.getName();

  /** The forward pass from the numbers [T, N, 1] and the scale [2]. */
  private interface Pass {
    Forward<ParameterGradients> add(Ops tf, Operand<TFloat32> numbers, Operand<TFloat32> scale);
  }

  private enum Behaviour {
    RIGHT,
    FEEDS_NOTHING,
    BUILDS_NULL,
    SYMBOLS_NULL,
    COLUMN_NULL
  }

  private record Own(Pass pass, Behaviour behaviour, List<String> frozenParameters)
      implements GraphInput<NumberColumn> {
    @Override
    public String name() {
      return "own";
    }

    @Override
    public Class<NumberColumn> columnType() {
      return NumberColumn.class;
    }

    @Override
    public int outputSize() {
      return 2;
    }

    @Override
    public List<ParameterSpec> parameters(int entries) {
      return List.of(new ParameterSpec("own_scale", TensorShape.of(2), Initializer.uniform(1)));
    }

    @Override
    public void require(NumberColumn column, int entries) {}

    @Override
    public FedInput<NumberColumn> build(InputContext context, int entries) {
      if (behaviour == Behaviour.BUILDS_NULL) {
        return null;
      }
      FedInput<NumberColumn> numbers =
          InputGraphs.build(NumberInput.of("own", 1), context, entries);
      return new FedInput<>() {
        @Override
        public Forward<ParameterGradients> forward() {
          return pass.add(
              context.tf(), numbers.forward().output(), context.weights().apply("own_scale"));
        }

        @Override
        public void feed(
            Feed feed, List<NumberColumn> columns, BatchShape shape, UnkReplacement unk) {
          if (behaviour != Behaviour.FEEDS_NOTHING) {
            numbers.feed(feed, columns, shape, unk);
          }
        }
      };
    }

    @Override
    public Optional<WordReader<NumberColumn>> wordReader() {
      return Optional.of(
          new WordReader<>() {
            @Override
            public List<String> symbols(String word) {
              return behaviour == Behaviour.SYMBOLS_NULL ? null : List.of();
            }

            @Override
            public NumberColumn column(List<String> words, ToIntFunction<String> entry) {
              return behaviour == Behaviour.COLUMN_NULL
                  ? null
                  : new NumberColumn(FloatTensor.zeros(words.size(), 1));
            }
          });
    }
  }

  private static final Pass RIGHT =
      (tf, numbers, scale) ->
          Forward.differentiated(tf, tf.math.mul(numbers, scale), Map.of("own_scale", scale));

  private static final Pass FORGETS =
      (tf, numbers, scale) -> Forward.differentiated(tf, tf.math.mul(numbers, scale), Map.of());

  static Stream<Arguments> passes() {
    return Stream.of(
        arguments(
            FORGETS,
            ".backward: expected a gradient for each of the parameters [own_scale], got none; pass each parameter to Forward.differentiated under its full name, or list it in frozenParameters"),
        arguments(
            (Pass)
                (tf, numbers, scale) ->
                    Forward.differentiated(
                        tf,
                        tf.concat(List.of(numbers, numbers, numbers), tf.constant(2)),
                        Map.of()),
            ".forward: expected an output of shape [T, N, S], [-1, -1, 2], got [-1, -1, 3]; S is outputSize()"),
        arguments(
            (Pass)
                (tf, numbers, scale) ->
                    Forward.differentiated(tf, tf.reduceSum(numbers, tf.constant(0)), Map.of()),
            ".forward: expected an output of shape [T, N, S], [-1, -1, 2], got [-1, 1];"),
        arguments(
            (Pass) (tf, numbers, scale) -> null, ".forward: expected a forward pass, got null"),
        arguments(
            (Pass) (tf, numbers, scale) -> new Forward<>(tf.math.mul(numbers, scale), g -> null),
            ".backward: expected gradients, got null"));
  }

  @ParameterizedTest
  @MethodSource("passes")
  void passIsRefused(Pass pass, String message) {
    assertThatThrownBy(() -> train(new Own(pass, Behaviour.RIGHT, List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(OWN + message);
  }

  static Stream<Arguments> behaviours() {
    return Stream.of(
        arguments(
            Behaviour.FEEDS_NOTHING,
            "feed: expected a value for every placeholder that the result depends on, got none for 'Placeholder_"),
        arguments(
            Behaviour.BUILDS_NULL, ".build: expected the input's part of the graph, got null"),
        arguments(
            Behaviour.SYMBOLS_NULL,
            ".symbols: expected the symbols of a word, an empty list for none, got null"),
        arguments(Behaviour.COLUMN_NULL, ".column: expected the column of a sentence, got null"));
  }

  @ParameterizedTest
  @MethodSource("behaviours")
  void behaviourIsRefused(Behaviour behaviour, String message) {
    assertThatThrownBy(() -> train(new Own(RIGHT, behaviour, List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void frozenParameterNeedsNoGradient() {
    assertThatCode(() -> train(new Own(FORGETS, Behaviour.RIGHT, List.of("own_scale"))))
        .doesNotThrowAnyException();
  }

  @Test
  void negativeCountIsRefused() {
    assertThatThrownBy(() -> Frequencies.of(new int[] {3, -1}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("frequencies: expected counts of at least 0, got -1 of entry 1");
  }

  private static void train(Input<?> input) {
    TaggerDefinition definition =
        Tagger.define().inputs(Inputs.of(input)).encoder(size -> Recurrent.gru(size).hidden(4));
    TaggerTrainer.train(
            definition,
            List.of(new TaggedSentence(List.of("a", "b"), List.of("A", "B"))),
            TrainingOptions.defaults().epochs(1))
        .close();
  }
}
