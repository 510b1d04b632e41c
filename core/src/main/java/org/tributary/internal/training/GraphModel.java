package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;
import org.tributary.internal.Closer;
import org.tributary.internal.tagger.SequencePredictor;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * A network in a TensorFlow graph, for definitions with parts that have no form on Java arrays. The
 * last bits of a sequence's logits may depend on its batch. Owns native memory.
 */
final class GraphModel extends SequencePredictor {
  private static final int MAX_ROWS = 64;

  private final Closer closer = new Closer();
  private final TaggerGraph network;
  private final Session session;
  private final List<Operand<TFloat32>> logits;

  /**
   * Builds the graph.
   *
   * @param sessions a factory of the session, called once the graph is built
   */
  GraphModel(
      TaggerDefinition definition,
      TaggerSizes sizes,
      ParameterValues values,
      Function<Graph, Session> sessions) {
    super(definition, sizes, values);
    try {
      Graph graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      Ops tf = TensorFlowRuntime.ops(graph);
      network = TaggerGraph.frozen(tf, definition, sizes, values);
      logits = network.logits();
      session = closer.register(sessions.apply(graph), Session::close);
      network.variables().assign(session, values.only(network.variables().specs()));
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
  }

  /** Opens models of definitions with parts that have no form in plain Java. */
  public static final class GraphModelProvider implements SequencePredictor.Provider {
    @Override
    public SequencePredictor open(
        TaggerDefinition definition, TaggerSizes sizes, ParameterValues values) {
      return new GraphModel(
          definition, sizes, values, TensorFlowRuntime::openWithoutGraphOptimizer);
    }
  }

  @Override
  public List<List<float[]>> logits(List<FeatureSequence> sequences, int columns) {
    TaggerBatch batch = TaggerBatch.of(sequences);
    List<float[]> ofTokens;
    try (Feed feed = new Feed(session)) {
      network.feed(feed, batch, PaddingStrategy.PACKED);
      ofTokens =
          feed.fetch(
              logits.subList(0, columns),
              network.cost(batch),
              tensor -> NativeTensors.copyOf(tensor).values());
    }
    List<List<float[]>> ofSequences = new ArrayList<>();
    int token = 0;
    for (FeatureSequence sequence : sequences) {
      List<float[]> ofColumns = new ArrayList<>();
      for (float[] all : ofTokens) {
        int size = all.length / batch.tokens;
        ofColumns.add(Arrays.copyOfRange(all, token * size, (token + sequence.steps()) * size));
      }
      ofSequences.add(ofColumns);
      token += sequence.steps();
    }
    return ofSequences;
  }

  @Override
  protected int maxRows() {
    return MAX_ROWS;
  }

  @Override
  public void require(FeatureSequence sequence) {
    network.require(sequence);
  }

  @Override
  public void close() {
    closer.close();
  }
}
