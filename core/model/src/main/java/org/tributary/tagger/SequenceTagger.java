package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.InterruptedCallException;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelPath;
import org.tributary.internal.NullChecks;
import org.tributary.internal.UsageGuard;
import org.tributary.internal.tagger.SequencePredictor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * A trained tagger over feature sequences. Thread-safe. Predictions of a closed tagger throw {@link
 * IllegalStateException}, and one that an interrupt stops between two batches, or within a sequence
 * of more than 8,192 steps, throws {@link InterruptedCallException}.
 *
 * <p>The bits of a prediction do not depend on the other sequences of the call. A definition with a
 * part of your own without {@code inference}, or with a kernel, predicts in a TensorFlow graph
 * instead: the last bits may then depend on the batch, and the tagger owns native memory until it
 * is closed.
 */
public final class SequenceTagger implements AutoCloseable {
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final ParameterValues parameters;
  private final SequencePredictor predictor;
  private final UsageGuard guard =
      new UsageGuard(
          "tagger", "tagger: expected an open one, got a closed one; train or load it again");

  /**
   * Creates a tagger from trained parameters.
   *
   * @throws IllegalArgumentException if the parameters do not match the definition and sizes, or a
   *     value is not finite
   */
  public SequenceTagger(
      TaggerDefinition definition, TaggerSizes sizes, ParameterValues parameters) {
    this(definition, sizes, parameters, required(definition).inputs().cachesSteps());
  }

  private static TaggerDefinition required(TaggerDefinition definition) {
    NullChecks.require("definition", "a tagger's", definition);
    return definition;
  }

  /**
   * Creates a tagger from trained parameters.
   *
   * @param cachesSteps whether to cache the input projection of each distinct step, which saves
   *     time if steps repeat, as words do; without it, beside an input that reads sentences, that
   *     of the leading inputs that read words is cached
   * @throws IllegalArgumentException as {@link #SequenceTagger(TaggerDefinition, TaggerSizes,
   *     ParameterValues)}
   */
  public SequenceTagger(
      TaggerDefinition definition,
      TaggerSizes sizes,
      ParameterValues parameters,
      boolean cachesSteps) {
    required(definition);
    NullChecks.require("sizes", "those of the definition's data", sizes);
    NullChecks.require("parameters", "trained values", parameters);
    this.definition = definition.resolved(sizes).trained();
    this.sizes = sizes;
    List<ParameterSpec> specs = this.definition.parameters(sizes);
    parameters.requireMatch(specs);
    parameters.requireFinite();
    this.parameters = parameters.only(specs);
    this.predictor = SequencePredictor.of(this.definition, sizes, this.parameters, cachesSteps);
  }

  /** Returns the definition. */
  public TaggerDefinition definition() {
    return definition;
  }

  /** Returns the vocabulary sizes and label sets. */
  public TaggerSizes sizes() {
    return sizes;
  }

  /** Returns the trained parameters. */
  public ParameterValues parameters() {
    return parameters;
  }

  /**
   * Returns the best labels of the main column of each sequence, in the given order; their
   * probabilities are computed at their first use.
   *
   * @throws IllegalArgumentException if a sequence does not match the tagger's inputs
   * @throws NullPointerException if the list or a sequence is null
   * @throws IllegalStateException if this tagger is closed
   */
  public List<DecodedSequence> decode(List<FeatureSequence> sequences) {
    return guard.use(() -> predictor.decode(checked(sequences)));
  }

  /**
   * Returns the best labels of every column of each sequence: a map from column name to labels, in
   * the order of the definition. The encoder runs once for all columns.
   *
   * @throws IllegalArgumentException as {@link #decode}
   * @throws IllegalStateException if this tagger is closed
   */
  public List<Map<String, DecodedSequence>> decodeColumns(List<FeatureSequence> sequences) {
    List<LabelColumn> columns = definition.columns();
    List<Map<String, DecodedSequence>> decoded = new ArrayList<>();
    for (List<DecodedSequence> sequence :
        guard.use(() -> predictor.decodeColumns(checked(sequences)))) {
      Map<String, DecodedSequence> byName = new LinkedHashMap<>();
      for (int k = 0; k < sequence.size(); k++) {
        byName.put(columns.get(k).name(), sequence.get(k));
      }
      decoded.add(Collections.unmodifiableMap(byName));
    }
    return decoded;
  }

  /**
   * Returns the {@code n} most probable label sequences of the main column for each sequence, best
   * first; fewer if fewer exist. The score of a path is its log-probability.
   *
   * @throws IllegalArgumentException as {@link #decode}, or if n is below 1
   * @throws IllegalStateException if this tagger is closed
   */
  public List<List<LabelPath>> nBest(List<FeatureSequence> sequences, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n best: expected n of at least 1, got %d".formatted(n));
    }
    return guard.use(() -> predictor.nBest(checked(sequences), n));
  }

  /** Returns the cached contributions of steps to the first layer; usable after closing too. */
  public TaggerCache cache() {
    return TaggerCache.of(predictor::cachedSteps, predictor::clearCache);
  }

  private List<FeatureSequence> checked(List<FeatureSequence> sequences) {
    NullChecks.requireElements("sequences", "sequence", sequences);
    sequences.forEach(predictor::require);
    return sequences;
  }

  /**
   * Refuses further calls, waits for those that run, and frees the memory. Idempotent.
   *
   * @throws IllegalStateException if this thread is within a call of the tagger
   */
  @Override
  public void close() {
    guard.close(predictor::close);
  }
}
