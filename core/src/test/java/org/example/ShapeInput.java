package org.example;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.UnkReplacement;
import org.tributary.feature.WordReader;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.tagger.FedInput;
import org.tributary.graph.tagger.GraphInput;
import org.tributary.graph.tagger.InputContext;
import org.tributary.graph.tagger.InputGraphs;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/**
 * A user's input: the shape of a word ({@code Xxx}, {@code dd}), hashed into the rows of an
 * embedding table. It needs no vocabulary.
 *
 * @param size the size of a shape's vector
 * @param buckets the number of rows
 */
record ShapeInput(String name, int size, int buckets) implements GraphInput<FeatureColumn> {
  private EmbeddingInput table() {
    return EmbeddingInput.of(name, size).standardDeviation(0.5);
  }

  @Override
  public Class<FeatureColumn> columnType() {
    return FeatureColumn.class;
  }

  @Override
  public int outputSize() {
    return size;
  }

  @Override
  public List<ParameterSpec> parameters(int entries) {
    return table().parameters(buckets);
  }

  @Override
  public List<String> tables() {
    return table().tables();
  }

  @Override
  public void require(FeatureColumn column, int entries) {
    table().require(column, buckets);
  }

  @Override
  public FedInput<FeatureColumn> build(InputContext context, int entries) {
    FedInput<FeatureColumn> inTable = InputGraphs.build(table(), context, buckets);
    return new FedInput<>() {
      @Override
      public Forward<ParameterGradients> forward() {
        return inTable.forward();
      }

      @Override
      public void feed(
          Feed feed, List<FeatureColumn> columns, BatchShape shape, UnkReplacement replacement) {
        inTable.feed(feed, columns, shape, UnkReplacement.none()); // a bucket is never unknown
      }
    };
  }

  @Override
  public Optional<WordReader<FeatureColumn>> wordReader() {
    return Optional.of(
        new WordReader<>() {
          @Override
          public List<String> symbols(String word) {
            return List.of();
          }

          @Override
          public FeatureColumn column(List<String> words, ToIntFunction<String> entry) {
            return FeatureColumn.ofWords(
                words.stream()
                    .mapToInt(word -> Math.floorMod(shape(word).hashCode(), buckets))
                    .toArray());
          }
        });
  }

  private static String shape(String word) {
    return word.replaceAll("\\p{Lu}", "X").replaceAll("\\p{Ll}+", "x").replaceAll("\\d+", "d");
  }
}
