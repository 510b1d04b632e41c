package org.tributary.graph.tagger;

import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.internal.graph.Graphs;

/** The inputs in a graph. */
public final class InputGraphs {
  private InputGraphs() {}

  /**
   * Adds an input's placeholders to the graph; see {@link GraphInput#build}.
   *
   * @throws IllegalArgumentException if the input is neither of the library nor one for graphs
   */
  @SuppressWarnings("unchecked") // the columns are those of the input's class
  public static <C extends InputColumn> FedInput<C> build(
      Input<C> input, InputContext context, int vocabularySize) {
    return (FedInput<C>) built(input, context, vocabularySize);
  }

  private static FedInput<?> built(Input<?> input, InputContext context, int vocabularySize) {
    if (input instanceof GraphInput<?> own) {
      return own.build(context, vocabularySize);
    }
    if (input instanceof EmbeddingInput table) {
      return new FedEmbeddings(table, context, vocabularySize);
    }
    if (input instanceof VectorInput vectors) {
      return new FedEmbeddings(vectors.embedding(), context, vocabularySize);
    }
    if (input instanceof GazetteerInput gazetteer) {
      return new FedEmbeddings(gazetteer.embedding(), context, vocabularySize);
    }
    if (input instanceof NumberInput numbers) {
      return new FedNumbers(numbers, context);
    }
    if (input instanceof CharacterInput characters) {
      return new FedCharacters(characters, context, vocabularySize);
    }
    throw Graphs.withoutOperations("input " + input.name(), input, "GraphInput");
  }
}
