package org.tributary.kernel;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * Upstream gradients: those of a loss with respect to a kernel's outputs. Empty if the loss does
 * not depend on an output.
 *
 * @param <T> the float type
 * @param output to every h, [T, N, P]; values in the padding are ignored
 * @param hidden to the final h, [N, P]
 * @param cell to the final c of an LSTM, [N, H]
 */
public record KernelUpstream<T extends TFloating>(
    Optional<Operand<T>> output, Optional<Operand<T>> hidden, Optional<Operand<T>> cell) {

  /** Checks that at least one gradient is present. */
  public KernelUpstream {
    if (output.isEmpty() && hidden.isEmpty() && cell.isEmpty()) {
      throw new IllegalArgumentException(
          "kernel gradients: expected one to the output or to the final state, got none");
    }
  }

  /** Returns the upstream gradient of a loss that depends on the output only. */
  public static <T extends TFloating> KernelUpstream<T> ofOutput(Operand<T> gradient) {
    return new KernelUpstream<>(Optional.of(gradient), Optional.empty(), Optional.empty());
  }
}
