package org.tributary.kernel;

import java.util.Optional;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * One way to run a cell over time. All kernels give the same numbers but for rounding, gradients
 * included; {@link Kernels#bfloat16} rounds the most.
 */
public sealed interface Kernel permits BlockKernel, ScanKernel, ReferenceKernel {

  /** The kernel's name, one word. */
  String name();

  /** Whether each step is placed for itself, so that the graph must know how many there are. */
  default boolean unrolls() {
    return false;
  }

  /** Why this kernel cannot serve {@code call}, in words a person can read; empty if it can. */
  <T extends TFloating> Optional<String> refusal(KernelCall<T> call);

  /**
   * Why a kernel further down the table, which can serve {@code call} as well, is faster for it, in
   * words a person can read; empty if this one is. Asked where there is no {@link #refusal}.
   */
  default <T extends TFloating> Optional<String> slowness(KernelCall<T> call) {
    return Optional.empty();
  }

  /**
   * Places the forward pass in the graph of {@code tf}.
   *
   * @throws IllegalArgumentException with the {@link #refusal} if there is one
   */
  <T extends TFloating> KernelRun<T> run(Ops tf, KernelCall<T> call);

  /**
   * Checks that this kernel can serve {@code call}.
   *
   * @throws IllegalArgumentException with the {@link #refusal} if it cannot
   */
  default <T extends TFloating> void require(KernelCall<T> call) {
    refusal(call)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("kernel " + name() + ": " + why);
            });
  }
}
