package org.tributary.internal.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;

/** The operands from which others are computed. */
public final class Dependencies {
  private Dependencies() {}

  /**
   * Returns those of {@code candidates} from which any of {@code operands} is computed, itself
   * included. The search does not continue below a candidate.
   */
  public static Set<Output<?>> of(
      Collection<? extends Operand<?>> operands, Collection<? extends Operand<?>> candidates) {
    Set<Output<?>> wanted = new HashSet<>();
    candidates.forEach(candidate -> wanted.add(candidate.asOutput()));
    Set<Output<?>> found = new HashSet<>();
    Set<Object> visited = new HashSet<>();
    Deque<Output<?>> pending = new ArrayDeque<>();
    operands.forEach(operand -> pending.add(operand.asOutput()));
    while (!pending.isEmpty()) {
      Output<?> next = pending.pop();
      if (wanted.contains(next)) {
        found.add(next);
      } else if (visited.add(next.op())) {
        GraphOperation operation = (GraphOperation) next.op();
        for (int k = 0; k < operation.numInputs(); k++) {
          pending.add(operation.input(k));
        }
      }
    }
    return found;
  }
}
