package org.tributary.graph.input;

import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.feature.character.CharacterInput;

/** The inputs in a graph. */
public final class InputGraphs {
  private InputGraphs() {}

  /**
   * Adds an input's placeholders to the graph; see {@link GraphInput#build}.
   *
   * @throws IllegalArgumentException if the input is neither of the library nor one for graphs
   */
  public static <C extends InputColumn> FedInput<C> build(
      Input<C> input, InputContext context, int vocabularySize) {
    if (input instanceof GraphInput<C> own) {
      return own.build(context, vocabularySize);
    }
    @SuppressWarnings("unchecked") // the columns are those of the input's class
    FedInput<C> built = (FedInput<C>) ofLibrary(input, context, vocabularySize);
    return built;
  }

  private static FedInput<?> ofLibrary(Input<?> input, InputContext context, int vocabularySize) {
    if (input instanceof EmbeddingInput embedding) {
      return new FedEmbeddings(embedding, context, vocabularySize);
    }
    if (input instanceof VectorInput vectors) {
      return new FedEmbeddings(vectors.embedding(), context, vocabularySize);
    }
    if (input instanceof NumberInput numbers) {
      return new FedNumbers(numbers, context);
    }
    if (input instanceof CharacterInput characters) {
      return new FedCharacters(characters, context, vocabularySize);
    }
    throw new IllegalArgumentException(
        "input %s: expected an input with operations of a graph, got %s with inference alone; implement GraphInput to train it"
            .formatted(input.name(), input.getClass().getName()));
  }
}
