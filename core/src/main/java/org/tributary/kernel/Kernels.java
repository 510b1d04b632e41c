package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.types.family.TFloating;

/** The table of kernels, fastest first. */
public final class Kernels {
  private static final List<Kernel> TABLE =
      List.of(new BlockKernel(), new ScanKernel(), new ReferenceKernel());

  private Kernels() {}

  /** All kernels, fastest first. */
  public static List<Kernel> all() {
    return TABLE;
  }

  /** The plain kernel that every other one is held against. */
  public static Kernel reference() {
    return new ReferenceKernel();
  }

  /**
   * The kernel of that {@link Kernel#name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Kernel named(String name) {
    return TABLE.stream()
        .filter(kernel -> kernel.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "kernel: expected one of %s, got \"%s\"; is it misspelt?"
                        .formatted(TABLE.stream().map(Kernel::name).toList(), name)));
  }

  /**
   * The fastest kernel that can serve {@code call}.
   *
   * @throws IllegalArgumentException with every kernel's reason if there is none
   */
  public static <T extends TFloating> Kernel choose(KernelCall<T> call) {
    return TABLE.stream()
        .filter(kernel -> kernel.refusal(call).isEmpty())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(explain(call)));
  }

  /** What each kernel says to {@code call}, a line each. */
  public static <T extends TFloating> String explain(KernelCall<T> call) {
    StringBuilder text = new StringBuilder();
    for (Kernel kernel : TABLE) {
      Optional<String> refusal = kernel.refusal(call);
      text.append(kernel.name()).append(": ").append(refusal.orElse("can serve")).append('\n');
    }
    return text.toString();
  }
}
