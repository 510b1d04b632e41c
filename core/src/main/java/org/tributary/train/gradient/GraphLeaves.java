package org.tributary.train.gradient;

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

/**
 * The leaves of a graph: the operands at which differentiation stops. These are parameters,
 * looked-up rows and the outputs of recurrent layers.
 */
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
   * @param what a description, for messages
   */
  void add(Operand<TFloat32> leaf, String what) {
    if (leaf.asOutput().op().env() != graph) {
      throw new IllegalArgumentException(
          "%s: expected an operand of the loss's graph, got one of another".formatted(what));
    }
    leaves.put(leaf.asOutput(), what);
  }

  /**
   * Returns the leaves that {@code operands} depend on without another leaf in between.
   *
   * @throws IllegalArgumentException if {@code operands} also depend on one of them through another
   */
  List<Output<?>> nearest(Collection<? extends Operand<?>> operands) {
    Set<Output<?>> found = dependencies(outputs(operands), true);
    for (Output<?> leaf : found) {
      Set<Output<?>> indirect = dependencies(inputs(leaf), false);
      indirect.retainAll(found);
      indirect.remove(leaf);
      if (!indirect.isEmpty()) {
        throw new IllegalArgumentException(
            "gradients: expected each operand to reach the loss through %s or past it, but %s does both; TensorFlow cannot differentiate past a fast kernel; read a parameter a second time by Variables.readAgain, or run that layer by Kernels.reference() and leave it out of through"
                .formatted(leaves.get(leaf), leaves.get(indirect.iterator().next())));
      }
    }
    return List.copyOf(found);
  }

  /** Returns whether any of {@code operands} depends on any of {@code others}, which are leaves. */
  boolean dependsOn(
      Collection<? extends Operand<?>> operands, Collection<? extends Operand<?>> others) {
    Set<Output<?>> found = dependencies(outputs(operands), false);
    return others.stream().anyMatch(operand -> found.contains(operand.asOutput()));
  }

  /** Returns the leaves among {@code outputs} and the operands that they depend on. */
  private Set<Output<?>> dependencies(Set<Output<?>> outputs, boolean stopAtLeaves) {
    Set<Output<?>> found = new LinkedHashSet<>();
    Set<Object> visited = new HashSet<>();
    Deque<Output<?>> pending = new ArrayDeque<>(outputs);
    while (!pending.isEmpty()) {
      Output<?> next = pending.pop();
      if (leaves.containsKey(next) && (!found.add(next) || stopAtLeaves)) {
        continue;
      }
      if (visited.add(next.op())) {
        pending.addAll(inputs(next));
      }
    }
    return found;
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
