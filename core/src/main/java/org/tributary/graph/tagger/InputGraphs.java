package org.tributary.graph.tagger;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.feature.character.CharacterInput;
import org.tributary.internal.graph.GraphForms;

/** The inputs in a graph. */
public final class InputGraphs {
  private static final GraphForms<Input<?>, Form> FORMS =
      new GraphForms<Input<?>, Form>(
              "GraphInput",
              input ->
                  input instanceof GraphInput<?> own ? Optional.of(own::build) : Optional.empty())
          .with(EmbeddingInput.class, input -> (c, size) -> new FedEmbeddings(input, c, size))
          .with(
              VectorInput.class,
              input -> (c, size) -> new FedEmbeddings(input.embedding(), c, size))
          .with(NumberInput.class, input -> (c, size) -> new FedNumbers(input, c))
          .with(CharacterInput.class, input -> (c, size) -> new FedCharacters(input, c, size));

  private InputGraphs() {}

  private interface Form {
    FedInput<?> build(InputContext context, int vocabularySize);
  }

  /**
   * Adds an input's placeholders to the graph; see {@link GraphInput#build}.
   *
   * @throws IllegalArgumentException if the input is neither of the library nor one for graphs
   */
  public static <C extends InputColumn> FedInput<C> build(
      Input<C> input, InputContext context, int vocabularySize) {
    @SuppressWarnings("unchecked") // the columns are those of the input's class
    FedInput<C> built =
        (FedInput<C>) FORMS.of("input " + input.name(), input).build(context, vocabularySize);
    return built;
  }

  /** Returns vectors of all positions, [T·N, size], as [T, N, size]. */
  static Operand<TFloat32> inSteps(InputContext context, Operand<TFloat32> flat, int size) {
    Ops tf = context.tf();
    return tf.reshape(
        flat,
        tf.stack(List.of(context.lengths().steps(), context.lengths().rows(), tf.constant(size))));
  }
}
