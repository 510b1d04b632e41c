package org.tributary.module;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tributary.graph.Variables;
import org.tributary.internal.runtime.Closer;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A module in TensorFlow: a graph with its variables and session, and subgraphs that are built at
 * their first use. It owns native memory and must be closed, after all other calls. Thread-safe.
 */
final class ModuleGraphs implements AutoCloseable {
  private final Recurrent definition;
  private final Closer closer = new Closer();
  private final Ops tf;
  private final Variables variables;
  private final Session session;
  private final GraphCache<PassGraph.Signature, PassGraph> passes;
  private final GraphCache<ChunkPass.Signature, ChunkPass> chunkPasses;
  private final GraphCache<Integer, ConnectionPass> connectionPasses;
  private Optional<StepGraph> stepGraph = Optional.empty();

  /**
   * @param opener opens the session of the graph
   */
  ModuleGraphs(Recurrent definition, ParameterValues values, Function<Graph, Session> opener) {
    this.definition = definition;
    try {
      Graph graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      tf = TensorFlowRuntime.ops(graph);
      variables = new Variables(tf, definition.parameters());
      session = closer.register(opener.apply(graph), Session::close);
      variables.assign(session, values);
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
    passes = new GraphCache<>(s -> new PassGraph(tf, definition, variables, s));
    chunkPasses = new GraphCache<>(s -> new ChunkPass(tf, definition, variables, s));
    connectionPasses =
        new GraphCache<>(layer -> new ConnectionPass(tf, definition, variables, layer));
  }

  /** Runs the layer, in chunks if the batch is large. */
  RecurrentOutput forward(RecurrentInput input, BatchedInput batch) {
    boolean drops = input.dropoutSeed().isPresent() && definition.dropout().any();
    return !drops && ChunkSize.isRequired(definition, batch)
        ? forwardInChunks(batch, ChunkSize.of(definition, batch.rows()))
        : pass(batch, input, ExecutionMode.INFERENCE).forward(session, batch, input.dropoutSeed());
  }

  /** Runs the layer in chunks, without dropout. */
  RecurrentOutput forwardInChunks(BatchedInput batch, ChunkSize size) {
    return new ChunkedForward(
            definition,
            session,
            signature -> built(chunkPasses, signature),
            layer -> built(connectionPasses, layer),
            batch,
            size)
        .output();
  }

  /**
   * Runs the forward and the backward pass.
   *
   * @param upstream those of {@link BatchedInput#gradients}
   */
  Gradients<FloatTensor> backward(
      RecurrentInput input, BatchedInput batch, List<FloatTensor> upstream, Set<String> frozen) {
    return pass(batch, input, ExecutionMode.TRAINING)
        .backward(session, batch, input.dropoutSeed(), upstream, frozen);
  }

  private PassGraph pass(BatchedInput batch, RecurrentInput input, ExecutionMode purpose) {
    return built(
        passes,
        new PassGraph.Signature(
            purpose,
            input.dropoutSeed().isPresent(),
            batch.padding(purpose),
            Kernels.unrolls(definition.kernel().map(Kernels::named), definition.cell(), purpose)
                ? batch.steps()
                : Shape.UNKNOWN_SIZE));
  }

  private synchronized <K, V> V built(GraphCache<K, V> cache, K key) {
    return cache.get(key);
  }

  /** Runs one step; see {@link StepGraph#step}. */
  List<FloatTensor> step(FloatTensor x, List<FloatTensor> state) {
    return stepGraph().step(session, x, state);
  }

  private synchronized StepGraph stepGraph() {
    StepGraph graph = stepGraph.orElseGet(() -> new StepGraph(tf, definition, variables));
    stepGraph = Optional.of(graph);
    return graph;
  }

  /** Sets the value of one parameter. */
  void assign(String name, FloatTensor value) {
    variables.assign(session, name, value);
  }

  /** Sets the values of all parameters. */
  void assign(ParameterValues values) {
    variables.assign(session, values);
  }

  @Override
  public void close() {
    closer.close();
  }
}
