package org.tributary.module;

import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tributary.internal.runtime.UsageGuard;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.param.Variables;
import org.tributary.runtime.ExecutionMode;

/**
 * The subgraphs of a module, each built at its first use, and the guard of the module's native
 * memory. All other methods but {@link #close} are called within {@link #use}. Thread-safe.
 */
final class ModuleGraphs {
  private final Ops tf;
  private final Recurrent definition;
  private final Variables variables;
  private final GraphCache<PassGraph.Signature, PassGraph> passes;
  private final GraphCache<ChunkPass.Signature, ChunkPass> chunkPasses;
  private final GraphCache<Integer, ConnectionPass> connectionPasses;
  private Optional<StepGraph> stepGraph = Optional.empty();
  private final UsageGuard guard =
      new UsageGuard(
          "recurrent module", "recurrent module: expected an open one, got a closed one");

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
    return cache.get(key);
  }

  synchronized StepGraph stepGraph() {
    StepGraph graph = stepGraph.orElseGet(() -> new StepGraph(tf, definition, variables, guard));
    stepGraph = Optional.of(graph);
    return graph;
  }

  /**
   * Runs {@code use} while the module stays open.
   *
   * @throws IllegalStateException if the module is closed
   */
  <R> R use(Supplier<R> use) {
    return guard.use(use);
  }

  /** Runs {@code use} like {@link #use}. */
  void run(Runnable use) {
    guard.use(
        () -> {
          use.run();
          return null;
        });
  }

  /** Waits for the uses that run, and runs {@code free} at the first call. */
  void close(Runnable free) {
    guard.close(free);
  }
}
