package org.tributary.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.types.family.TFloating;
import org.tributary.layer.Cell;
import org.tributary.runtime.ExecutionMode;

/** The table of kernels, fastest first for most layers. */
public final class Kernels {
  private static final Kernel REFERENCE = new ReferenceKernel();
  private static final List<Kernel> TABLE = List.of(new BlockKernel(), new ScanKernel(), REFERENCE);

  private Kernels() {}

  /** Returns all kernels, fastest first. */
  public static List<Kernel> all() {
    return TABLE;
  }

  /** Returns the reference kernel, which every other kernel is tested against. */
  public static Kernel reference() {
    return REFERENCE;
  }

  /**
   * Returns the kernel with the given {@link Kernel#name}.
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
   * Returns the fastest kernel that can run {@code call}.
   *
   * @throws IllegalArgumentException with every kernel's reason if there is none
   */
  static <T extends TFloating> Kernel choose(KernelCall<T> call) {
    return TABLE.stream()
        .filter(
            kernel -> kernel.unsupported(call).isEmpty() && kernel.slowerThanOthers(call).isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "kernel: expected one that runs the cell %s, got none:\n%s%s"
                        .formatted(
                            call.cell().getClass().getName(),
                            explain(call).indent(2),
                            ScanKernel.remedy(call.cell()))));
  }

  /**
   * Returns whether the number of steps must be known when the graph is built: if the chosen kernel
   * unrolls, or no kernel is chosen and the scan kernel does not support the cell.
   *
   * @param chosen the kernel set by the user; empty for the fastest supported kernel
   */
  public static boolean unrolls(Optional<Kernel> chosen, Cell cell, ExecutionMode purpose) {
    return chosen
        .map(Kernel::unrolls)
        .orElseGet(() -> ScanKernel.unsupported(cell, purpose).isPresent());
  }

  /** Returns each kernel's answer to {@code call}, one line each. */
  static <T extends TFloating> String explain(KernelCall<T> call) {
    StringBuilder text = new StringBuilder();
    for (Kernel kernel : TABLE) {
      String answer =
          kernel
              .unsupported(call)
              .map(why -> "not supported: " + why)
              .orElseGet(
                  () ->
                      kernel
                          .slowerThanOthers(call)
                          .map(why -> "supported, but " + why)
                          .orElse("supported"));
      text.append(kernel.name()).append(": ").append(answer).append('\n');
    }
    return text.toString();
  }
}
