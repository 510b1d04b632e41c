package org.tributary.internal.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.tributary.head.DecodedSequence;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelPath;
import org.tributary.head.LabelSet;
import org.tributary.internal.LongestFirst;
import org.tributary.internal.ResultCheck;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * A trained network and its predictions: sequences of similar length share a batch, batches run in
 * parallel, and the head of each column decodes its logits sequence by sequence. Thread-safe.
 * Subclasses compute the logits, in plain Java or in a graph.
 */
public abstract class SequencePredictor implements AutoCloseable {
  /** The maximum number of steps of a batch of several sequences. */
  private static final int MAX_STEPS = 8192;

  private final List<ColumnDecoder> decoders;

  /** Opens networks with parts that have no form in plain Java; the core library has one. */
  public interface Provider {
    /** Opens the network of a definition in a graph. */
    SequencePredictor open(TaggerDefinition definition, TaggerSizes sizes, ParameterValues values);
  }

  /**
   * Creates a predictor.
   *
   * @param values at least the heads' own parameters
   */
  protected SequencePredictor(
      TaggerDefinition definition, TaggerSizes sizes, ParameterValues values) {
    this.decoders =
        IntStream.range(0, definition.columns().size())
            .mapToObj(
                k -> ColumnDecoder.of(definition.columns().get(k), sizes.columns().get(k), values))
            .toList();
  }

  /**
   * Opens a network in plain Java or, if a part of the definition has no {@code inference}, in a
   * graph of the core library.
   *
   * @param cachesSteps whether to keep the products of words with the first layer's weights;
   *     without it, beside an input that reads sentences, those of the leading inputs that read
   *     words
   * @throws IllegalStateException if a part has none, and the core library is absent
   */
  public static SequencePredictor of(
      TaggerDefinition definition, TaggerSizes sizes, ParameterValues values, boolean cachesSteps) {
    return ArrayModel.inPlainJava(definition, sizes, values, cachesSteps)
        .<SequencePredictor>map(model -> model)
        .orElseGet(
            () ->
                ServiceLoader.load(Provider.class, SequencePredictor.class.getClassLoader())
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalStateException(
                                "tagger: expected parts with inference in plain Java, got a definition with others (%s); add the artifact tributary-core, which runs them in a graph"
                                    .formatted(definition)))
                    .open(definition, sizes, values));
  }

  /**
   * Computes the logits of sequences.
   *
   * @param sequences at most {@link #maxRows}
   * @param columns the number of label columns, from the first
   * @return the logits of each column for each sequence, [T, S] each
   * @throws IllegalArgumentException if a sequence does not match the inputs
   */
  public abstract List<List<float[]>> logits(List<FeatureSequence> sequences, int columns);

  /** Returns the maximum number of sequences of a batch; larger batches are no faster. */
  protected abstract int maxRows();

  /**
   * Checks {@code sequence} against the inputs. A network that caches all inputs checks steps when
   * it first reads them.
   *
   * @throws IllegalArgumentException if the sequence does not match the inputs
   */
  public abstract void require(FeatureSequence sequence);

  /** Returns the number of cached steps. */
  public long cachedSteps() {
    return 0;
  }

  /** Removes all cached steps. */
  public void clearCache() {}

  /** Frees the memory. Idempotent. */
  @Override
  public void close() {}

  /** Returns the main column's {@code n} best label sequences with their log-probabilities. */
  public List<List<LabelPath>> nBest(List<FeatureSequence> sequences, int n) {
    return main(sequences, (column, logits) -> column.decoder().nBest(logits, n));
  }

  /** Returns the main column's best labels of each sequence, without holding its logits. */
  public List<int[]> labels(List<FeatureSequence> sequences) {
    return main(sequences, (column, logits) -> column.decode(logits).labels());
  }

  /** Returns the main column's best labels of each sequence with their probabilities. */
  public List<DecodedSequence> decode(List<FeatureSequence> sequences) {
    return main(sequences, ColumnDecoder::decode);
  }

  /** Returns the best labels of every column of each sequence with their probabilities. */
  public List<List<DecodedSequence>> decodeColumns(List<FeatureSequence> sequences) {
    return predict(sequences, decoders.size(), ColumnDecoder::decode);
  }

  private <R> List<R> main(
      List<FeatureSequence> sequences, BiFunction<ColumnDecoder, float[], R> decode) {
    return predict(sequences, 1, decode).stream().map(columns -> columns.get(0)).toList();
  }

  private <R> List<List<R>> predict(
      List<FeatureSequence> sequences, int columns, BiFunction<ColumnDecoder, float[], R> decode) {
    return LongestFirst.map(
        batches(sequences),
        batch ->
            logits(batch.stream().map(sequences::get).toList(), columns).stream()
                .map(logits -> decoded(logits, decode))
                .toList());
  }

  private <R> List<R> decoded(List<float[]> logits, BiFunction<ColumnDecoder, float[], R> decode) {
    return IntStream.range(0, logits.size())
        .mapToObj(k -> decode.apply(decoders.get(k), logits.get(k)))
        .toList();
  }

  /** Returns the places of the sequences of each batch, the longest sequences first. */
  private List<List<Integer>> batches(List<FeatureSequence> sequences) {
    List<Integer> byLength = LongestFirst.of(sequences.size(), k -> sequences.get(k).steps());
    List<List<Integer>> batches = new ArrayList<>();
    int to;
    for (int from = 0; from < byLength.size(); from = to) {
      int longest = sequences.get(byLength.get(from)).steps();
      int rows = Math.max(1, Math.min(maxRows(), MAX_STEPS / longest));
      to = Math.min(from + rows, byLength.size());
      batches.add(byLength.subList(from, to));
    }
    return batches;
  }

  /**
   * The decoder of a label column.
   *
   * @param name the column's name
   * @param decoder the head's decoder
   * @param labels K, the number of labels
   * @param logitCount S, the number of values of a step that the decoder reads
   */
  private record ColumnDecoder(String name, HeadDecoder decoder, int labels, int logitCount) {
    static ColumnDecoder of(LabelColumn column, LabelSet labels, ParameterValues values) {
      HeadDecoder decoder =
          column.head().decoder(labels, name -> values.values(column.headName() + "." + name));
      return new ColumnDecoder(
          column.name(),
          new ResultCheck(
                  "column %s: %s.decoder"
                      .formatted(column.name(), column.head().getClass().getName()))
              .present("a decoder", decoder),
          labels.size(),
          column.head().logitCount(labels));
    }

    DecodedSequence decode(float[] logits) {
      try {
        return DecodedSequence.of(decoder, logits, logits.length / logitCount, labels);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("column %s: %s".formatted(name, e.getMessage()), e);
      }
    }
  }
}
