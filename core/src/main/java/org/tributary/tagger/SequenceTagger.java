package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.head.LabelPath;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Closer;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A trained tagger over feature indices. It owns native memory until it is closed. Threads may
 * share it; who predicts when it is closed gets an {@link IllegalStateException}.
 *
 * <p>With one intra-op thread, which is the default, a prediction's bits do not depend on what else
 * is predicted with it.
 */
public final class SequenceTagger implements AutoCloseable {
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final ParameterValues parameters;
  private final Closer closer = new Closer();
  private final TaggerGraph network;
  private final BatchPredictor predictor;
  private final LoadedWeights weights;
  private volatile boolean closed;

  /**
   * Opens a tagger on given parameters.
   *
   * @throws IllegalArgumentException if they are not the parameters of this definition and sizes,
   *     or one of their numbers is none
   */
  public SequenceTagger(
      TaggerDefinition definition, TaggerSizes sizes, ParameterValues parameters) {
    this(definition, sizes, parameters, TensorFlowRuntime::openWithoutGraphOptimizer);
  }

  /**
   * @param opener opens the session once the graph is built
   */
  SequenceTagger(
      TaggerDefinition definition,
      TaggerSizes sizes,
      ParameterValues parameters,
      Function<Graph, Session> opener) {
    this.definition = definition;
    this.sizes = sizes;
    this.parameters = parameters.matching(definition.parameters(sizes));
    parameters.requireFinite();
    AlignedSizes padding = new AlignedSizes(definition);
    ParameterValues padded = padding.parameters(sizes, this.parameters);
    try {
      Graph graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      Ops tf = TensorFlowRuntime.ops(graph);
      this.network = TaggerGraph.fixed(tf, padding.definition(), sizes, padded);
      this.predictor = new BatchPredictor(network);
      Session session = closer.register(opener.apply(graph), Session::close);
      network.variables().assign(session, padded.only(network.variables().specs()));
      this.weights = network.loaded(session, padded);
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
  }

  /** What was defined. */
  public TaggerDefinition definition() {
    return definition;
  }

  /** How many features and labels there are. */
  public TaggerSizes sizes() {
    return sizes;
  }

  /** The trained values. */
  public ParameterValues parameters() {
    return parameters;
  }

  /**
   * The probability of every label of the main column at every step of each sequence, in the order
   * given; with a CRF, the marginals.
   *
   * @throws IllegalArgumentException if a feature is not one of the tagger's
   * @throws NullPointerException if the list or a sequence is null
   * @throws IllegalStateException if this tagger is closed
   */
  public List<LabelDistributions> predict(List<FeatureSequence> sequences) {
    return predictor.distributions(weights, known(sequences));
  }

  /**
   * The best labels of the main column of each sequence, and their probabilities.
   *
   * @throws IllegalArgumentException as {@link #predict}
   * @throws IllegalStateException if this tagger is closed
   */
  public List<DecodedSequence> decode(List<FeatureSequence> sequences) {
    return predictor.decode(weights, known(sequences), 1).stream()
        .map(columns -> columns.get(0))
        .toList();
  }

  /**
   * The best labels of every column of each sequence: for each sequence, by the column's name and
   * in the order of the definition. The encoder runs once for all of them.
   *
   * @throws IllegalArgumentException as {@link #predict}
   * @throws IllegalStateException if this tagger is closed
   */
  public List<Map<String, DecodedSequence>> decodeColumns(List<FeatureSequence> sequences) {
    List<LabelColumn> columns = definition.columns();
    List<Map<String, DecodedSequence>> decoded = new ArrayList<>();
    for (List<DecodedSequence> each : predictor.decode(weights, known(sequences), columns.size())) {
      Map<String, DecodedSequence> byName = new LinkedHashMap<>();
      for (int k = 0; k < each.size(); k++) {
        byName.put(columns.get(k).name(), each.get(k));
      }
      decoded.add(Collections.unmodifiableMap(byName));
    }
    return decoded;
  }

  /**
   * The {@code n} most probable sequences of labels of the main column for each sequence, best
   * first; fewer where there are no more. A path's score is its log-probability.
   *
   * @throws IllegalArgumentException as {@link #predict}, or if n is below 1
   * @throws IllegalStateException if this tagger is closed
   */
  public List<List<LabelPath>> nBest(List<FeatureSequence> sequences, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n best: expected n of at least 1, got %d".formatted(n));
    }
    return predictor.nBest(weights, known(sequences), n);
  }

  /** The main column's best labels, without probabilities: the fastest way to tag. */
  List<int[]> labels(List<FeatureSequence> sequences) {
    return predictor.labels(weights, known(sequences));
  }

  private List<FeatureSequence> known(List<FeatureSequence> sequences) {
    if (closed) {
      throw new IllegalStateException(
          "tagger: expected an open one, got a closed one; train or load it anew");
    }
    NullChecks.requireElements("sequences", "sequence", sequences);
    sequences.forEach(network::require);
    return sequences;
  }

  /** Frees the native memory. To close twice is harmless. */
  @Override
  public void close() {
    closed = true;
    closer.close();
  }
}
