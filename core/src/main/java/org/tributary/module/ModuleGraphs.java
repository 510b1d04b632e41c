package org.tributary.module;

import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.param.Variables;
import org.tributary.runtime.ExecutionMode;

/**
 * The subgraphs of a module, each built at its first use. None is built after the module closed.
 */
final class ModuleGraphs {
  private final Ops tf;
  private final Recurrent definition;
  private final Variables variables;
  private final GraphCache<PassGraph.Signature, PassGraph> passes;
  private final GraphCache<ChunkPass.Signature, ChunkPass> chunkPasses;
  private final GraphCache<Integer, ConnectionPass> connectionPasses;
  private Optional<StepGraph> stepGraph = Optional.empty();
  private volatile boolean closed;

  ModuleGraphs(Ops tf, Recurrent definition, Variables variables) {
    this.tf = tf;
    this.definition = definition;
    this.variables = variables;
    this.passes = new GraphCache<>(s -> new PassGraph(tf, definition, variables, s));
    this.chunkPasses = new GraphCache<>(s -> new ChunkPass(tf, definition, variables, s));
    this.connectionPasses =
        new GraphCache<>(layer -> new ConnectionPass(tf, definition, variables, layer));
  }

  PassGraph pass(BatchedInput batch, RecurrentInput input, ExecutionMode purpose) {
    return built(
        passes,
        new PassGraph.Signature(
            purpose,
            input.dropoutSeed().isPresent(),
            batch.padding(purpose),
            Kernels.unrolls(definition.kernel(), definition.cell(), purpose)
                ? batch.steps()
                : Shape.UNKNOWN_SIZE));
  }

  ChunkPass chunkPass(ChunkPass.Signature signature) {
    return built(chunkPasses, signature);
  }

  ConnectionPass connectionPass(int layer) {
    return built(connectionPasses, layer);
  }

  private synchronized <K, V> V built(GraphCache<K, V> cache, K key) {
    requireOpen();
    return cache.get(key);
  }

  synchronized StepGraph stepGraph() {
    requireOpen();
    StepGraph graph =
        stepGraph.orElseGet(() -> new StepGraph(tf, definition, variables, this::requireOpen));
    stepGraph = Optional.of(graph);
    return graph;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("recurrent module: expected an open one, got a closed one");
    }
  }

  /** Runs {@code free} at the first call; later calls have no effect. */
  synchronized void close(Runnable free) {
    if (!closed) {
      closed = true;
      free.run();
    }
  }
}
