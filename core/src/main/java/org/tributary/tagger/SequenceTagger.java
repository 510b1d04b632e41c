package org.tributary.tagger;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A trained tagger over feature indices. It owns native memory until it is closed. Threads may
 * share it.
 *
 * <p>With one intra-op thread, which is the default, a prediction's bits do not depend on what else
 * is predicted with it.
 */
public final class SequenceTagger implements AutoCloseable {
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final ParameterValues parameters;
  private final Graph graph;
  private final Session session;
  private final TaggerPredictor predictor;

  /**
   * Opens a tagger on given parameters.
   *
   * @throws IllegalArgumentException if they are not the parameters of this definition and sizes
   */
  public SequenceTagger(
      TaggerDefinition definition, TaggerSizes sizes, ParameterValues parameters) {
    parameters.requireMatch(definition.parameters(sizes));
    this.definition = definition;
    this.sizes = sizes;
    this.parameters = parameters;
    this.graph = new Graph();
    Ops tf = TensorFlowRuntime.ops(graph);
    HiddenPadding padding = new HiddenPadding(definition);
    ParameterValues padded = padding.parameters(sizes, parameters);
    TaggerNetwork network = TaggerNetwork.fixed(tf, padding.definition(), sizes, padded);
    this.predictor = new TaggerPredictor(tf, network);
    this.session = TensorFlowRuntime.open(graph);
    network.variables().assign(session, padded.only(network.variables().specs()));
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
   * Predicts the labels of each sequence, in the order given.
   *
   * @throws IllegalArgumentException if a feature is not one of the tagger's
   */
  public List<LabelDistributions> predict(List<FeatureSequence> sequences) {
    sequences.forEach(s -> definition.inputs().require(s.columns(), sizes.entries()));
    return predictor.predict(session, sequences);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
