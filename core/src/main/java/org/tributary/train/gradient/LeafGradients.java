package org.tributary.train.gradient;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gradients of the loss with respect to each {@linkplain GraphLeaves leaf}, summed over its
 * uses.
 */
final class LeafGradients {
  private static final Pattern NO_GRADIENT = Pattern.compile("No gradient defined for op: (\\w+)");

  private final Ops tf;
  private final GraphLeaves leaves;
  private final Map<Output<?>, List<Operand<TFloat32>>> collected = new LinkedHashMap<>();

  LeafGradients(Ops tf, GraphLeaves leaves) {
    this.tf = tf;
    this.leaves = leaves;
  }

  /**
   * Differentiates some operands with respect to the nearest leaves that they depend on.
   *
   * @param operands the operands to differentiate
   * @param upstream the gradients of the loss with respect to them; null for ones
   * @throws IllegalArgumentException if TensorFlow cannot differentiate an operation in between
   */
  void differentiate(
      Collection<? extends Operand<?>> operands, Collection<? extends Operand<?>> upstream) {
    List<Output<?>> nearest = leaves.nearest(operands);
    if (nearest.isEmpty()) {
      return;
    }
    Output<?>[] gradients;
    try {
      gradients =
          leaves
              .graph()
              .addGradients(
                  null,
                  outputs(operands),
                  nearest.toArray(new Output<?>[0]),
                  upstream == null ? null : outputs(upstream));
    } catch (TensorFlowException e) {
      throw explained(e);
    }
    for (int k = 0; k < gradients.length; k++) {
      // TensorFlow returns none for a leaf of which only the shape is used
      if (gradients[k] != null && gradients[k].op() != null) {
        collected
            .computeIfAbsent(nearest.get(k), leaf -> new ArrayList<>())
            .add(floats(gradients[k]));
      }
    }
  }

  private static RuntimeException explained(TensorFlowException e) {
    Matcher operation = NO_GRADIENT.matcher(String.valueOf(e.getMessage()));
    if (!operation.find()) {
      return e;
    }
    return new IllegalArgumentException(
        "gradients: expected operations that TensorFlow can differentiate, got %s (\"%s\"); if it belongs to a recurrent layer, name its run by through(prefix, run) and let the loss see its output() or finalState(), or run the layer by Kernels.reference()"
            .formatted(operation.group(1), operation.group()),
        e);
  }

  /** Returns the accumulated gradient of a leaf; empty if the loss does not depend on it. */
  Optional<Operand<TFloat32>> sum(Operand<TFloat32> leaf) {
    return sumOf(tf, collected.getOrDefault(leaf.asOutput(), List.of()));
  }

  /** Returns the sum of {@code parts}; empty for no parts. */
  static Optional<Operand<TFloat32>> sumOf(Ops tf, List<Operand<TFloat32>> parts) {
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(parts.size() == 1 ? parts.get(0) : tf.math.addN(parts));
  }

  private static Output<?>[] outputs(Collection<? extends Operand<?>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }

  @SuppressWarnings("unchecked") // a gradient has the type of its source
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) gradient;
  }
}
