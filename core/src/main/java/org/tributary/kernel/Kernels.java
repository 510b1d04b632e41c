package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.runtime.ExecutionMode;

/** The table of kernels, fastest first unless {@link Kernel#slowerThanOthers} applies. */
public final class Kernels {
  private static final List<Kernel> TABLE =
      List.of(new BlockKernel(), new ScanKernel(MatmulPrecision.FLOAT32), new ReferenceKernel());

  private static final Kernel BFLOAT16 = new ScanKernel(MatmulPrecision.BFLOAT16);

  private Kernels() {}

  /**
   * Returns the kernels that are chosen automatically, fastest first; without {@link #bfloat16}.
   */
  public static List<Kernel> all() {
    return TABLE;
  }

  /**
   * Returns the scan kernel with bfloat16 matrix products outside the loop, {@code scan-bfloat16}.
   * On a processor with bfloat16 instructions it is faster than the float32 scan, and for large
   * layers faster than the kernel that would be chosen; an LSTM of 128 units over 32 steps of 100
   * features is slower than with the block kernel ({@code docs/design/0012-bfloat16.md}). Factors
   * keep 8 bits of precision: with weights up to 1/√H, as PyTorch initializes them, and inputs of
   * unit variance, outputs stay within 0.01 of the float32 kernel's and gradients within 2 % of the
   * largest gradient (measured, up to 256 units). The error grows with the weights and inputs: each
   * factor is rounded by up to 2⁻⁸ of its value. It is never chosen automatically.
   */
  public static Kernel bfloat16() {
    return BFLOAT16;
  }

  /** Returns the reference kernel, which every other kernel is tested against. */
  public static Kernel reference() {
    return new ReferenceKernel();
  }

  /**
   * Returns the kernel with the given {@link Kernel#name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Kernel named(String name) {
    return named()
        .filter(kernel -> kernel.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "kernel: expected one of %s, got \"%s\"; is it misspelt?"
                        .formatted(named().map(Kernel::name).toList(), name)));
  }

  private static Stream<Kernel> named() {
    return Stream.concat(TABLE.stream(), Stream.of(BFLOAT16));
  }

  /**
   * Returns the fastest kernel that can run {@code call}.
   *
   * @throws IllegalArgumentException with every kernel's reason if there is none
   */
  public static <T extends TFloating> Kernel choose(KernelCall<T> call) {
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
                            CellImplementations.remedy(call.cell()))));
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
        .orElseGet(() -> CellImplementations.unsupportedInScan(cell, purpose).isPresent());
  }

  /**
   * Returns whether the block kernel is chosen for inference of {@code cell} in float32 without
   * dropout.
   */
  public static boolean choosesBlock(Cell cell) {
    return BlockKernel.isChosenForInference(cell);
  }

  /** Returns each kernel's answer to {@code call}, one line each. */
  public static <T extends TFloating> String explain(KernelCall<T> call) {
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
