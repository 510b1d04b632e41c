package org.tributary.kernel;

import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.param.ShapeCheck;

/**
 * Gradients of a loss to what a kernel made; empty where the loss does not see it.
 *
 * @param <T> the float type
 * @param output [T, N, P]; what stands where a row is over does not matter
 * @param hidden to the final h, [N, P]
 * @param cell to the final c of an LSTM, [N, H]
 */
public record KernelUpstream<T extends TFloating>(
    Optional<Operand<T>> output, Optional<Operand<T>> hidden, Optional<Operand<T>> cell) {

  /** Checks that there is one at all. */
  public KernelUpstream {
    if (output.isEmpty() && hidden.isEmpty() && cell.isEmpty()) {
      throw new IllegalArgumentException(
          "kernel gradients: expected one to the output or to the final state, got none");
    }
  }

  /**
   * The same gradients, checked against {@code formula}, with their last dimensions known to the
   * graph.
   *
   * @throws IllegalArgumentException if one has another known shape, or there is one to the c of a
   *     cell that has none
   */
  KernelUpstream<T> checked(Ops tf, Cell formula) {
    if (cell.isPresent() && formula.stateSizes().size() < 2) {
      throw new IllegalArgumentException(
          "gradients: expected none to c, for a %s has none, got one".formatted(formula.name()));
    }
    return new KernelUpstream<>(
        output.map(g -> sized(tf, "gradient to the output", g, 3, formula.outputSize())),
        hidden.map(g -> sized(tf, "gradient to the final h", g, 2, formula.outputSize())),
        cell.map(g -> sized(tf, "gradient to the final c", g, 2, formula.hiddenSize())));
  }

  private static <T extends TFloating> Operand<T> sized(
      Ops tf, String what, Operand<T> gradient, int rank, int last) {
    Shape shape = gradient.shape();
    ShapeCheck.requireLast(what, shape, rank, last);
    if (!shape.isUnknown() && shape.get(rank - 1) == last) {
      return gradient;
    }
    long[] sizes = new long[rank];
    Arrays.fill(sizes, Shape.UNKNOWN_SIZE);
    sizes[rank - 1] = last;
    return tf.ensureShape(gradient, Shape.of(sizes));
  }

  /** Of a loss that sees the output only. */
  public static <T extends TFloating> KernelUpstream<T> ofOutput(Operand<T> gradient) {
    return new KernelUpstream<>(Optional.of(gradient), Optional.empty(), Optional.empty());
  }
}
