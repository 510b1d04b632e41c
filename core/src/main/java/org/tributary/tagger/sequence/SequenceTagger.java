package org.tributary.tagger.sequence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelPath;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.network.BatchPredictor;
import org.tributary.internal.network.HiddenSizePadding;
import org.tributary.internal.network.LoadedWeights;
import org.tributary.internal.network.LongSequencePredictor;
import org.tributary.internal.network.TaggerGraph;
import org.tributary.internal.runtime.Closer;
import org.tributary.internal.runtime.UsageGuard;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.InterruptedCallException;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * A trained tagger over feature sequences. Thread-safe. Owns native memory until it is closed;
 * predictions of a closed tagger throw {@link IllegalStateException}, and one that an interrupt
 * stops between two batches, or two chunks of a long sequence, throws {@link
 * InterruptedCallException}.
 *
 * <p>With one intra-op thread, the default, the bits of a prediction do not depend on the other
 * sequences of the call. A sequence of more than 8,192 steps is computed in chunks, in bounded
 * native memory.
 */
public final class SequenceTagger implements AutoCloseable {
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final ParameterValues parameters;
  private final Closer closer = new Closer();
  private final TaggerGraph network;
  private final BatchPredictor predictor;
  private final LoadedWeights weights;
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
   *     time if steps repeat, as words do; it may change the last bits of results
   * @throws IllegalArgumentException as {@link #SequenceTagger(TaggerDefinition, TaggerSizes,
   *     ParameterValues)}
   */
  public SequenceTagger(
      TaggerDefinition definition,
      TaggerSizes sizes,
      ParameterValues parameters,
      boolean cachesSteps) {
    this(definition, sizes, parameters, cachesSteps, TensorFlowRuntime::openWithoutGraphOptimizer);
  }

  /**
   * @param opener a factory of the session, called once the graph is built
   */
  SequenceTagger(
      TaggerDefinition definition,
      TaggerSizes sizes,
      ParameterValues parameters,
      boolean cachesSteps,
      Function<Graph, Session> opener) {
    required(definition);
    NullChecks.require("sizes", "those of the definition's data", sizes);
    NullChecks.require("parameters", "trained values", parameters);
    this.definition = definition.resolved(sizes).trained();
    this.sizes = sizes;
    List<ParameterSpec> specs = this.definition.parameters(sizes);
    parameters.requireMatch(specs);
    parameters.requireFinite();
    this.parameters = parameters.only(specs);
    HiddenSizePadding aligned = new HiddenSizePadding(this.definition);
    ParameterValues padded = aligned.parameters(sizes, this.parameters);
    try {
      Graph graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      Ops tf = TensorFlowRuntime.ops(graph);
      this.network = TaggerGraph.frozen(tf, aligned.definition(), sizes, padded, cachesSteps);
      LongSequencePredictor longSequences =
          closer.register(
              new LongSequencePredictor(tf, aligned.definition(), padded, network),
              LongSequencePredictor::close);
      this.predictor = new BatchPredictor(network, Optional.of(longSequences));
      Session session = closer.register(opener.apply(graph), Session::close);
      network.variables().assign(session, padded.only(network.variables().specs()));
      this.weights = network.loaded(session, padded);
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
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
   * Returns the probability of every label of the main column at every step, for each sequence in
   * the given order; for a CRF, the marginals.
   *
   * @throws IllegalArgumentException if a sequence does not match the tagger's inputs
   * @throws NullPointerException if the list or a sequence is null
   * @throws IllegalStateException if this tagger is closed
   */
  public List<LabelDistributions> predict(List<FeatureSequence> sequences) {
    return guard.use(() -> predictor.distributions(weights, checked(sequences)));
  }

  /**
   * Returns the best labels of the main column of each sequence, with their probabilities.
   *
   * @throws IllegalArgumentException as {@link #predict}
   * @throws IllegalStateException if this tagger is closed
   */
  public List<DecodedSequence> decode(List<FeatureSequence> sequences) {
    return decode(sequences, 1).stream().map(columns -> columns.get(0)).toList();
  }

  private List<List<DecodedSequence>> decode(List<FeatureSequence> sequences, int columns) {
    return guard.use(() -> predictor.decode(weights, checked(sequences), columns));
  }

  /**
   * Returns the best labels of every column of each sequence: a map from column name to labels, in
   * the order of the definition. The encoder runs once for all columns.
   *
   * @throws IllegalArgumentException as {@link #predict}
   * @throws IllegalStateException if this tagger is closed
   */
  public List<Map<String, DecodedSequence>> decodeColumns(List<FeatureSequence> sequences) {
    List<LabelColumn> columns = definition.columns();
    List<Map<String, DecodedSequence>> decoded = new ArrayList<>();
    for (List<DecodedSequence> sequence : decode(sequences, columns.size())) {
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
   * @throws IllegalArgumentException as {@link #predict}, or if n is below 1
   * @throws IllegalStateException if this tagger is closed
   */
  public List<List<LabelPath>> nBest(List<FeatureSequence> sequences, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n best: expected n of at least 1, got %d".formatted(n));
    }
    return guard.use(() -> predictor.nBest(weights, checked(sequences), n));
  }

  /**
   * Returns the main column's best labels without probabilities, the fastest decoding.
   *
   * @throws IllegalArgumentException as {@link #predict}
   * @throws IllegalStateException if this tagger is closed
   */
  public List<int[]> labels(List<FeatureSequence> sequences) {
    return guard.use(() -> predictor.labels(weights, checked(sequences)));
  }

  /** Returns the cached input projections; usable after closing too. */
  public TaggerCache cache() {
    return TaggerCache.of(network::cachedProjections, network::clearProjections);
  }

  private List<FeatureSequence> checked(List<FeatureSequence> sequences) {
    NullChecks.requireElements("sequences", "sequence", sequences);
    sequences.forEach(network::require);
    return sequences;
  }

  /**
   * Refuses further calls, waits for those that run, and frees the native memory. Idempotent.
   *
   * @throws IllegalStateException if this thread is within a call of the tagger
   */
  @Override
  public void close() {
    guard.close(closer::close);
  }
}
