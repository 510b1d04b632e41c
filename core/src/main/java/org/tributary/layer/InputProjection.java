package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.CellParameter;
import org.tributary.kernel.KernelInput;

/**
 * What a layer makes of an input before anything else: {@code weight_ih} x of its first level,
 * without a bias, of each direction side by side. It depends on x alone, so where steps read the
 * same x time and again, as those of texts do, it can be made once and kept; {@link
 * RecurrentLayer#runOn} goes on from there.
 */
public final class InputProjection {
  private InputProjection() {}

  /** How many products there are of one x: directions times gates times hidden size. */
  public static int size(Recurrent definition) {
    return definition.directions().count() * sizeOfDirection(definition);
  }

  private static int sizeOfDirection(Recurrent definition) {
    return definition.cell().gates() * definition.cell().hiddenSize();
  }

  /**
   * Places the products.
   *
   * @param weights gives each of the definition's parameters by its name
   * @param x [M, I], M distinct inputs
   * @return [M, {@link #size}]
   */
  public static Operand<TFloat32> of(
      Ops tf,
      Recurrent definition,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> x) {
    List<Operand<TFloat32>> each = new ArrayList<>();
    for (int direction = 0; direction < definition.directions().count(); direction++) {
      String name = Recurrent.name(CellParameter.WEIGHT_INPUT_HIDDEN.torchName(), 0, direction);
      each.add(tf.linalg.matMul(x, weights.apply(name), MatMul.transposeB(true))); // [M, G·H]
    }
    return each.size() == 1 ? each.get(0) : tf.concat(each, tf.constant(1));
  }

  /** What each direction reads of products [M, {@link #size}] in rows [L, N, 1]. */
  static List<KernelInput<TFloat32>> inputs(
      Ops tf, Recurrent definition, Operand<TFloat32> products, Operand<TInt32> rows) {
    int size = sizeOfDirection(definition);
    List<KernelInput<TFloat32>> inputs = new ArrayList<>();
    for (int direction = 0; direction < definition.directions().count(); direction++) {
      inputs.add(
          new KernelInput.Multiplied<>(
              tf.slice(products, tf.array(0, direction * size), tf.array(-1, size)), rows));
    }
    return inputs;
  }
}
