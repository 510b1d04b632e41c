package org.tributary.kernel;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/** In which arithmetic the large products outside the loop over the steps are computed. */
enum MatmulPrecision {
  /** In 32-bit numbers. */
  FLOAT32 {
    @Override
    Operand<TFloat32> of(
        Ops tf, Operand<TFloat32> a, Operand<TFloat32> b, MatMul.Options... turned) {
      return tf.linalg.matMul(a, b, turned);
    }
  },
  /**
   * Factors are rounded to bfloat16, 8 bits of precision; sums are kept in 32 bits, then rounded.
   */
  BFLOAT16 {
    @Override
    Operand<TFloat32> of(
        Ops tf, Operand<TFloat32> a, Operand<TFloat32> b, MatMul.Options... turned) {
      return tf.dtypes.cast(
          tf.linalg.matMul(
              tf.dtypes.cast(a, TBfloat16.class), tf.dtypes.cast(b, TBfloat16.class), turned),
          TFloat32.class);
    }
  };

  /** a·b, either turned if {@code turned} says so. */
  abstract Operand<TFloat32> of(
      Ops tf, Operand<TFloat32> a, Operand<TFloat32> b, MatMul.Options... turned);
}
