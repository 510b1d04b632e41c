package org.tributary.input;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Gradients by TensorFlow, through operations that it knows the way back of. */
final class PlacedGradients {
  private PlacedGradients() {}

  /**
   * Places the gradients to {@code reached}, each of its own shape, in its order.
   *
   * @param gradient of the loss to {@code output}, of its shape
   */
  @SuppressWarnings("unchecked") // a gradient has the type of what it is the gradient to
  static List<Operand<TFloat32>> of(
      Ops tf,
      Operand<TFloat32> output,
      Operand<TFloat32> gradient,
      List<? extends Operand<TFloat32>> reached) {
    Output<?>[] found =
        ((Graph) tf.scope().env())
            .addGradients(
                null,
                new Output<?>[] {output.asOutput()},
                reached.stream().map(Operand::asOutput).toArray(Output<?>[]::new),
                new Output<?>[] {gradient.asOutput()});
    return Arrays.stream(found).<Operand<TFloat32>>map(g -> (Output<TFloat32>) g).toList();
  }
}
