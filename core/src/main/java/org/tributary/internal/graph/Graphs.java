package org.tributary.internal.graph;

import static java.util.Objects.requireNonNull;

import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/** Access to the graph of operations. */
public final class Graphs {
  private Graphs() {}

  /**
   * Returns the graph of {@code tf}.
   *
   * @throws IllegalArgumentException if {@code tf} is eager
   */
  public static Graph of(Ops tf) {
    requireNonNull(tf, "operations: expected those of a graph, got null");
    if (tf.scope().env() instanceof Graph graph) {
      return graph;
    }
    throw new IllegalArgumentException(
        "operations: expected those of a graph, got eager ones; make them by Ops.create(graph)");
  }
}
