package org.tributary.nn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tributary.graph.Gradients;
import org.tributary.graph.Kernels;
import org.tributary.graph.Variables;
import org.tributary.internal.Closer;
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
  private final Map<PassGraph.Signature, PassGraph> passes = new HashMap<>();

  /** Failures, because a failed build leaves operations that a retry would add again. */
  private final Map<PassGraph.Signature, IllegalArgumentException> failures = new HashMap<>();

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
  }

  /** Runs the layer. */
  RecurrentOutput forward(RecurrentInput input, BatchedInput batch) {
    return pass(batch, input, ExecutionMode.INFERENCE).forward(session, batch, input.dropoutSeed());
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
    boolean unrolls =
        Kernels.unrolls(definition.kernel().map(Kernels::named), definition.cell(), purpose);
    return pass(
        new PassGraph.Signature(
            purpose,
            input.dropoutSeed().isPresent(),
            batch.padding(purpose),
            unrolls ? batch.steps() : Shape.UNKNOWN_SIZE));
  }

  private synchronized PassGraph pass(PassGraph.Signature signature) {
    IllegalArgumentException failure = failures.get(signature);
    if (failure != null) {
      throw new IllegalArgumentException(failure.getMessage(), failure);
    }
    try {
      return passes.computeIfAbsent(signature, s -> new PassGraph(tf, definition, variables, s));
    } catch (IllegalArgumentException e) {
      failures.put(signature, e);
      throw e;
    }
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
