package org.tributary.internal.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
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
    return of(operands, candidates, false);
  }

  /**
   * Returns those of {@code candidates} that a run of {@code operands} reads: those of {@link #of},
   * and those that assertions on the operands, their control inputs, read.
   */
  public static Set<Output<?>> ofRun(
      Collection<? extends Operand<?>> operands, Collection<? extends Operand<?>> candidates) {
    return of(operands, candidates, true);
  }

  private static Set<Output<?>> of(
      Collection<? extends Operand<?>> operands,
      Collection<? extends Operand<?>> candidates,
      boolean withControl) {
    Set<Output<?>> wanted = new HashSet<>();
    candidates.forEach(candidate -> wanted.add(candidate.asOutput()));
    Set<Output<?>> found = new HashSet<>();
    operations(
        operands.stream().map(Operand::asOutput).toList(),
        output -> {
          if (wanted.contains(output)) {
            found.add(output);
          }
          return !wanted.contains(output);
        },
        withControl);
    return found;
  }

  /**
   * Returns the operations from which outputs are computed, their own included.
   *
   * @param follows whether the search continues at an output
   */
  public static Set<GraphOperation> operations(
      Collection<? extends Output<?>> outputs, Predicate<Output<?>> follows) {
    return operations(outputs, follows, false);
  }

  private static Set<GraphOperation> operations(
      Collection<? extends Output<?>> outputs, Predicate<Output<?>> follows, boolean withControl) {
    Set<GraphOperation> found = new LinkedHashSet<>();
    Deque<Output<?>> pending = new ArrayDeque<>(outputs);
    while (!pending.isEmpty()) {
      Output<?> next = pending.pop();
      GraphOperation operation = (GraphOperation) next.op();
      if (follows.test(next) && found.add(operation)) {
        for (int k = 0; k < operation.numInputs(); k++) {
          pending.add(operation.input(k));
        }
        for (GraphOperation before :
            withControl ? operation.controlInputs() : Set.<GraphOperation>of()) {
          for (int k = 0; k < before.numInputs(); k++) {
            pending.add(before.input(k));
          }
        }
      }
    }
    return found;
  }
}
