package org.tributary.graph.layer;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.cell.CellState;
import org.tributary.graph.cell.CellWeights;
import org.tributary.graph.sequence.SequenceLengths;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.KernelCall;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * An explanation of the choice of kernels in a graph: the lowest layer at inference, and the upper
 * layers and gradients if their kernel differs.
 */
public final class KernelReport {
  private KernelReport() {}

  public static String of(Recurrent definition) {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      KernelCall<TFloat32> training = call(tf, definition, 0);
      KernelCall<TFloat32> inference = training.purpose(ExecutionMode.INFERENCE);
      String lowest = report(definition, inference);
      StringBuilder text = new StringBuilder("at inference: ").append(lowest);
      if (definition.layers() > 1) {
        String above = report(definition, call(tf, definition, 1).purpose(ExecutionMode.INFERENCE));
        text.append(ifDifferent("at inference, above the lowest layer: ", above, lowest));
      }
      text.append(ifDifferent("for gradients: ", report(definition, training), lowest));
      if (definition.dropout().recurrent() > 0) {
        String masked = report(definition, masked(tf, inference));
        text.append("at inference with recurrent dropout: ").append(masked);
        String gradients = report(definition, masked(tf, training));
        text.append(ifDifferent("for gradients with recurrent dropout: ", gradients, masked));
      }
      return text.toString();
    }
  }

  /** Returns {@code report} if its kernel, the first line, differs from that of {@code known}. */
  private static String ifDifferent(String title, String report, String known) {
    return firstLine(report).equals(firstLine(known)) ? "" : title + report;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElseThrow();
  }

  private static String report(Recurrent definition, KernelCall<TFloat32> call) {
    return definition
            .kernel()
            .map(name -> forced(Kernels.named(name), call))
            .orElseGet(() -> fastest(call))
        + Kernels.explain(call).indent(2);
  }

  private static String forced(Kernel kernel, KernelCall<TFloat32> call) {
    return kernel.unsupported(call).isEmpty()
        ? kernel.name() + ", set in the definition\n"
        : "none: the definition sets " + kernel.name() + ", which is not supported\n";
  }

  private static String fastest(KernelCall<TFloat32> call) {
    return Kernels.choose(call).name() + ", the fastest supported kernel\n";
  }

  /**
   * Returns the call of a module; the number of steps is static if only an unrolled loop can run.
   */
  private static KernelCall<TFloat32> call(Ops tf, Recurrent definition, int layer) {
    Cell cell = StackedLayers.cell(definition, layer);
    long steps =
        Kernels.unrolls(
                definition.kernel().map(Kernels::named), definition.cell(), ExecutionMode.TRAINING)
            ? 1
            : -1;
    return KernelCall.of(
        cell,
        TFloat32.class,
        placeholder(tf, Shape.of(steps, -1, cell.inputSize())),
        SequenceLengths.full(tf, tf.constant(1), tf.constant(1)),
        CellState.of(
            cell,
            cell.stateSizes().stream()
                .<Operand<TFloat32>>map(size -> placeholder(tf, Shape.of(-1, size)))
                .toList()),
        CellWeights.of(cell, kind -> placeholder(tf, NativeTensors.shape(cell.shape(kind)))));
  }

  private static KernelCall<TFloat32> masked(Ops tf, KernelCall<TFloat32> call) {
    return call.hiddenMask(placeholder(tf, Shape.of(-1, call.cell().outputSize())));
  }

  private static Operand<TFloat32> placeholder(Ops tf, Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }
}
