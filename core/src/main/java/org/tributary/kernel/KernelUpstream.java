package org.tributary.kernel;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

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

  /** Of a loss that sees the output only. */
  public static <T extends TFloating> KernelUpstream<T> ofOutput(Operand<T> gradient) {
    return new KernelUpstream<>(Optional.of(gradient), Optional.empty(), Optional.empty());
  }
}
