package org.tributary.train;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;

/** The operands at which differentiation stops, and how they depend on one another. */
final class GraphLeaves {
  private final Graph graph;
  private final Map<Output<?>, String> leaves = new LinkedHashMap<>();

  GraphLeaves(Graph graph) {
    this.graph = graph;
  }

  Graph graph() {
    return graph;
  }

  /**
   * Adds a leaf.
   *
   * @param what it is, for messages
   */
  void add(Operand<TFloat32> leaf, String what) {
    if (leaf.asOutput().op().env() != graph) {
      throw new IllegalArgumentException(
          "%s: expected an operand of the loss's graph, got one of another".formatted(what));
    }
    leaves.put(leaf.asOutput(), what);
  }

  /**
   * The leaves that {@code from} is computed from without another leaf in between.
   *
   * @throws IllegalArgumentException if one of them reaches {@code from} through another as well
   */
  List<Output<?>> below(Collection<? extends Operand<?>> from) {
    Set<Output<?>> met = walk(outputs(from), true);
    for (Output<?> leaf : met) {
      Set<Output<?>> behind = walk(inputs(leaf), false);
      behind.retainAll(met);
      behind.remove(leaf);
      if (!behind.isEmpty()) {
        throw new IllegalArgumentException(
            "gradients: expected each operand to reach the loss through %s or past it, but %s does both; TensorFlow cannot differentiate past a fast kernel; read a parameter a second time by Variables.readAgain, or run that layer by Kernels.reference() and leave it out of through"
                .formatted(leaves.get(leaf), leaves.get(behind.iterator().next())));
      }
    }
    return List.copyOf(met);
  }

  /** Whether any of {@code to} is computed from any of {@code from}. */
  boolean reach(Collection<? extends Operand<?>> from, Collection<? extends Operand<?>> to) {
    Set<Output<?>> met = walk(outputs(to), false);
    return from.stream().anyMatch(operand -> met.contains(operand.asOutput()));
  }

  private Set<Output<?>> walk(Set<Output<?>> from, boolean stopAtLeaves) {
    Set<Output<?>> met = new LinkedHashSet<>();
    Set<Object> visited = new HashSet<>();
    Deque<Output<?>> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      Output<?> next = open.pop();
      if (leaves.containsKey(next) && (!met.add(next) || stopAtLeaves)) {
        continue;
      }
      if (visited.add(next.op())) {
        open.addAll(inputs(next));
      }
    }
    return met;
  }

  private static Set<Output<?>> outputs(Collection<? extends Operand<?>> operands) {
    Set<Output<?>> outputs = new LinkedHashSet<>();
    operands.forEach(operand -> outputs.add(operand.asOutput()));
    return outputs;
  }

  private static Set<Output<?>> inputs(Output<?> output) {
    GraphOperation operation = (GraphOperation) output.op();
    Set<Output<?>> inputs = new LinkedHashSet<>();
    for (int k = 0; k < operation.numInputs(); k++) {
      inputs.add(operation.input(k));
    }
    return inputs;
  }
}
