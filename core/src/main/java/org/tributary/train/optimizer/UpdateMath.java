package org.tributary.train.optimizer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Arithmetic of update rules with float32 constants. */
record UpdateMath(Ops tf) {

  /** Returns Σ β^j for j from 1 to k. */
  Operand<TFloat32> geometricSum(double beta, Operand<TFloat32> k) {
    return times(beta / (1 - beta), tf.math.sub(tf.constant(1f), power(beta, k)));
  }

  Operand<TFloat32> power(double beta, Operand<TFloat32> k) {
    return tf.math.pow(tf.constant((float) beta), k);
  }

  /** Returns a x + y. */
  Operand<TFloat32> plus(double a, Operand<TFloat32> x, Operand<TFloat32> y) {
    return tf.math.add(y, times(a, x));
  }

  Operand<TFloat32> times(double a, Operand<TFloat32> x) {
    return tf.math.mul(tf.constant((float) a), x);
  }
}
