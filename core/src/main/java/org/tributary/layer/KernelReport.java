package org.tributary.layer;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.KernelCall;
import org.tributary.kernel.Kernels;
import org.tributary.sequence.Lengths;

/**
 * Which kernel runs a layer in a module, and why. Asked of the lowest layer, for those above differ
 * in the input size alone, which is all the same to a kernel that may have to find the way back.
 */
final class KernelReport {
  private KernelReport() {}

  static String of(Recurrent definition) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      KernelCall<TFloat32> call = call(tf, definition);
      String inference = "at inference: " + report(definition, call);
      return definition.dropout().recurrent() > 0
          ? inference + "with dropout: " + report(definition, masked(tf, call))
          : inference;
    }
  }

  private static String report(Recurrent definition, KernelCall<TFloat32> call) {
    return definition.kernel().map(forced -> forced(forced, call)).orElseGet(() -> fastest(call))
        + Kernels.explain(call).indent(2);
  }

  private static String forced(Kernel kernel, KernelCall<TFloat32> call) {
    return kernel.refusal(call).isEmpty()
        ? kernel.name() + ", as the definition asks\n"
        : "none, for the definition asks for " + kernel.name() + "\n";
  }

  private static String fastest(KernelCall<TFloat32> call) {
    return Kernels.choose(call).name() + ", the fastest that can serve\n";
  }

  /** As a module places it: with the number of steps known where the kernel asked for unrolls. */
  private static KernelCall<TFloat32> call(Ops tf, Recurrent definition) {
    Cell cell = definition.cell();
    long steps = definition.kernel().filter(Kernel::unrolls).isPresent() ? 1 : -1;
    return KernelCall.of(
        cell,
        TFloat32.class,
        open(tf, Shape.of(steps, -1, cell.inputSize())),
        Lengths.full(tf, tf.constant(1), tf.constant(1)),
        CellState.of(
            cell.stateSizes().stream()
                .<Operand<TFloat32>>map(size -> open(tf, Shape.of(-1, size)))
                .toList()),
        CellWeights.of(cell, kind -> open(tf, cell.shape(kind))));
  }

  private static KernelCall<TFloat32> masked(Ops tf, KernelCall<TFloat32> call) {
    return call.hiddenMask(open(tf, Shape.of(-1, call.cell().outputSize())));
  }

  private static Operand<TFloat32> open(Ops tf, Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }
}
