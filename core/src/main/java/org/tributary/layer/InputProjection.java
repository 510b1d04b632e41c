package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.CellParameter;
import org.tributary.internal.check.ShapeCheck;
import org.tributary.kernel.KernelInput;

/**
 * The input projection of the first layer: {@code weight_ih} x of each direction, concatenated,
 * without bias. It depends on x alone, so equal inputs can share a cached projection; {@link
 * RecurrentLayer#forwardProjected} continues from it.
 */
public final class InputProjection {
  private InputProjection() {}

  /** Returns the size of the projection of one x: directions times gates times hidden size. */
  public static int size(Recurrent definition) {
    return definition.directions().count() * sizeOfDirection(definition);
  }

  private static int sizeOfDirection(Recurrent definition) {
    return definition.cell().gates() * definition.cell().hiddenSize();
  }

  /**
   * Adds the projection to the graph.
   *
   * @param weights the definition's parameters by name
   * @param x [M, I], M distinct inputs
   * @return [M, {@link #size}]
   * @throws IllegalArgumentException if x or a weight is known to have another shape
   */
  public static Operand<TFloat32> of(
      Ops tf,
      Recurrent definition,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> x) {
    int inputSize = definition.inputSize();
    ShapeCheck.require("x", x, "[M, %d] (inputs, input size)".formatted(inputSize), -1, inputSize);
    Shape shape = StackedLayers.cell(definition, 0).shape(CellParameter.WEIGHT_INPUT_HIDDEN);
    List<Operand<TFloat32>> perDirection = new ArrayList<>();
    for (int direction = 0; direction < definition.directions().count(); direction++) {
      String name = StackedLayers.name(CellParameter.WEIGHT_INPUT_HIDDEN.torchName(), 0, direction);
      Operand<TFloat32> weight = weights.apply(name);
      ShapeCheck.requireKnown(name, weight, shape.toString(), shape.asArray());
      perDirection.add(tf.linalg.matMul(x, weight, MatMul.transposeB(true))); // [M, G·H]
    }
    return perDirection.size() == 1 ? perDirection.get(0) : tf.concat(perDirection, tf.constant(1));
  }

  /** Returns each direction's input: its part of products [M, {@link #size}], rows [L, N, 1]. */
  static List<KernelInput<TFloat32>> inputs(
      Ops tf, Recurrent definition, Operand<TFloat32> products, Operand<TInt32> rows) {
    int size = sizeOfDirection(definition);
    List<KernelInput<TFloat32>> inputs = new ArrayList<>();
    for (int direction = 0; direction < definition.directions().count(); direction++) {
      inputs.add(
          new KernelInput.Precomputed<>(
              tf.slice(products, tf.array(0, direction * size), tf.array(-1, size)), rows));
    }
    return inputs;
  }
}
