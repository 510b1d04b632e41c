package org.tributary.graph;

import java.util.Optional;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.layer.KernelName;

/**
 * An implementation of a cell over time. All kernels compute the same numbers and gradients up to
 * rounding.
 */
public abstract sealed class Kernel implements KernelName
    permits BlockKernel, ScanKernel, ReferenceKernel {
  private final String name;

  Kernel(String name) {
    this.name = name;
  }

  /** Returns the kernel's name, one word. */
  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String toString() {
    return name;
  }

  /**
   * Returns whether the graph contains every step, so that the number of steps must be known when
   * it is built.
   */
  boolean unrolls() {
    return false;
  }

  /** Returns the human-readable reason why this kernel cannot run {@code call}; empty if it can. */
  abstract <T extends TFloating> Optional<String> unsupported(KernelCall<T> call);

  /**
   * Returns the human-readable reason why a kernel further down the table is faster for {@code
   * call}; empty if this one is. Called only if the call is not {@link #unsupported}.
   */
  <T extends TFloating> Optional<String> slowerThanOthers(KernelCall<T> call) {
    return Optional.empty();
  }

  /**
   * Adds the forward pass to the graph of {@code tf}.
   *
   * @throws IllegalArgumentException if the call is {@link #unsupported}, with the reason
   */
  abstract <T extends TFloating> KernelForward<T> forward(Ops tf, KernelCall<T> call);

  /**
   * Checks that this kernel can run {@code call}.
   *
   * @throws IllegalArgumentException if the call is {@link #unsupported}, with the reason
   */
  final <T extends TFloating> void require(KernelCall<T> call) {
    unsupported(call)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("kernel " + name() + ": " + why);
            });
  }

  /** Returns the reason why a kernel of float32 cannot run another type; empty if it can. */
  static Optional<String> unlessFloat32(KernelCall<?> call) {
    return call.type().equals(TFloat32.class)
        ? Optional.empty()
        : Optional.of("computes in float32 only, not in " + call.type().getSimpleName());
  }
}
