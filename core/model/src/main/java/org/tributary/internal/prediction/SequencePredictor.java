package org.tributary.internal.prediction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.tributary.concurrent.TaskPool;
import org.tributary.head.DecodedSequence;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelPath;
import org.tributary.head.LabelSet;
import org.tributary.internal.check.ResultCheck;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * Predictions of a trained tagger: sequences of similar length share a batch, batches run in
 * parallel, and the head of each column decodes its logits sequence by sequence. Thread-safe.
 */
public final class SequencePredictor implements AutoCloseable {
  /** The maximum number of steps of a batch of several sequences. */
  private static final int MAX_STEPS = 8192;

  private final LogitsModel model;
  private final List<HeadDecoder> decoders;

  /**
   * Creates a predictor.
   *
   * @param model the network, which {@link #close} closes
   * @param values at least the heads' own parameters
   */
  public SequencePredictor(
      TaggerDefinition definition, TaggerSizes sizes, ParameterValues values, LogitsModel model) {
    this.model = model;
    this.decoders =
        IntStream.range(0, definition.columns().size())
            .<HeadDecoder>mapToObj(
                k -> decoder(definition.columns().get(k), sizes.columns().get(k), values))
            .toList();
  }

  private static HeadDecoder decoder(LabelColumn column, LabelSet labels, ParameterValues values) {
    HeadDecoder decoder =
        column.head().decoder(labels, name -> values.values(column.headName() + "." + name));
    return new CheckedDecoder(
        new ResultCheck(
                "column %s: %s.decoder"
                    .formatted(column.name(), column.head().getClass().getName()))
            .present("a decoder", decoder),
        column.name(),
        labels.size(),
        column.head().logitCount(labels));
  }

  /** Returns the network. */
  public LogitsModel model() {
    return model;
  }

  /** Returns the main column's label distributions of each sequence, in the given order. */
  public List<LabelDistributions> distributions(List<FeatureSequence> sequences) {
    return main(sequences, HeadDecoder::distributions);
  }

  /** Returns the main column's best labels of each sequence. */
  public List<int[]> labels(List<FeatureSequence> sequences) {
    return main(sequences, HeadDecoder::best);
  }

  /** Returns the main column's {@code n} best label sequences with their log-probabilities. */
  public List<List<LabelPath>> nBest(List<FeatureSequence> sequences, int n) {
    return main(sequences, (decoder, logits) -> decoder.nBest(logits, n));
  }

  /** Returns the main column's best labels of each sequence with their probabilities. */
  public List<DecodedSequence> decode(List<FeatureSequence> sequences) {
    return main(sequences, HeadDecoder::decode);
  }

  /** Returns the best labels of every column of each sequence with their probabilities. */
  public List<List<DecodedSequence>> decodeColumns(List<FeatureSequence> sequences) {
    return predict(sequences, decoders.size(), HeadDecoder::decode);
  }

  private <R> List<R> main(
      List<FeatureSequence> sequences, BiFunction<HeadDecoder, float[], R> decode) {
    return predict(sequences, 1, decode).stream().map(columns -> columns.get(0)).toList();
  }

  private <R> List<List<R>> predict(
      List<FeatureSequence> sequences, int columns, BiFunction<HeadDecoder, float[], R> decode) {
    List<List<Integer>> batches = batches(sequences);
    List<List<List<R>>> results =
        TaskPool.map(
            batches,
            batch ->
                model.logits(batch.stream().map(sequences::get).toList(), columns).stream()
                    .map(logits -> decoded(logits, decode))
                    .toList());
    List<List<R>> predicted = new ArrayList<>(Collections.nCopies(sequences.size(), null));
    for (int b = 0; b < batches.size(); b++) {
      for (int k = 0; k < batches.get(b).size(); k++) {
        predicted.set(batches.get(b).get(k), results.get(b).get(k));
      }
    }
    return predicted;
  }

  private <R> List<R> decoded(List<float[]> logits, BiFunction<HeadDecoder, float[], R> decode) {
    return IntStream.range(0, logits.size())
        .mapToObj(k -> decode.apply(decoders.get(k), logits.get(k)))
        .toList();
  }

  /** Returns the places of the sequences of each batch, the longest sequences first. */
  private List<List<Integer>> batches(List<FeatureSequence> sequences) {
    List<Integer> byLength =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparingInt(k -> -sequences.get(k).steps()))
            .toList();
    List<List<Integer>> batches = new ArrayList<>();
    int to;
    for (int from = 0; from < byLength.size(); from = to) {
      int longest = sequences.get(byLength.get(from)).steps();
      int rows = Math.max(1, Math.min(model.maxRows(), MAX_STEPS / longest));
      to = Math.min(from + rows, byLength.size());
      batches.add(byLength.subList(from, to));
    }
    return batches;
  }

  /** Closes the network. */
  @Override
  public void close() {
    model.close();
  }
}
