package org.tributary.train;

import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/** The graph that operations are placed in. */
final class Graphs {
  private Graphs() {}

  /**
   * The graph of {@code tf}.
   *
   * @throws IllegalArgumentException if {@code tf} runs operations at once
   */
  static Graph of(Ops tf) {
    if (tf.scope().env() instanceof Graph graph) {
      return graph;
    }
    throw new IllegalArgumentException(
        "operations: expected those of a graph, got eager ones; make them by Ops.create(graph)");
  }
}
