package org.tributary.internal.graph;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tributary.internal.NullChecks;

/** Checks of graphs. */
public final class Graphs {
  private Graphs() {}

  /**
   * Returns the graph of {@code tf}.
   *
   * @throws IllegalArgumentException if {@code tf} is eager
   */
  public static Graph of(Ops tf) {
    NullChecks.require("operations", "those of a graph", tf);
    if (tf.scope().env() instanceof Graph graph) {
      return graph;
    }
    throw new IllegalArgumentException(
        "operations: expected those of a graph, got eager ones; make them by Ops.create(graph)");
  }

  /**
   * Returns the error of a definition, such as a cell or an output head, that is neither of the
   * library nor implements the interface that adds it to a graph.
   *
   * @param what its kind or name
   */
  public static IllegalArgumentException withoutOperations(
      String what, Object definition, String interfaceName) {
    return new IllegalArgumentException(
        "%s: expected a part with operations of a graph, got %s with inference alone; implement %s to train it"
            .formatted(what, definition.getClass().getName(), interfaceName));
  }

  /**
   * Checks that a graph is open.
   *
   * @param what the user of the graph, the start of the message
   * @throws IllegalStateException if it is closed
   */
  public static void requireOpen(Graph graph, String what) {
    try {
      graph.operation(""); // refused by a closed graph
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "%s: expected an open graph, got a closed one; close the graph last".formatted(what), e);
    }
  }

  /**
   * Checks that an operand belongs to a graph. A session would take an operation of the same name
   * for an operand of another graph.
   *
   * @param what the operand's name in the message
   * @throws IllegalArgumentException if it does not
   */
  public static void requireIn(Graph graph, Operand<?> operand, String what) {
    if (operand.asOutput().op().env() != graph) {
      throw new IllegalArgumentException(
          "%s: expected an operand of this graph, got one of another; build it by the same operations"
              .formatted(what));
    }
  }
}
