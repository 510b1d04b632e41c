package org.tributary.kernel;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/** The arithmetic of the matrix products outside the loop over the steps. */
enum MatmulPrecision {
  /** 32-bit products. */
  FLOAT32 {
    @Override
    Operand<TFloat32> of(
        Ops tf, Operand<TFloat32> a, Operand<TFloat32> b, MatMul.Options... options) {
      return tf.linalg.matMul(a, b, options);
    }
  },
  /** Factors rounded to bfloat16, 8 bits of precision; sums in 32 bits, then rounded. */
  BFLOAT16 {
    @Override
    Operand<TFloat32> of(
        Ops tf, Operand<TFloat32> a, Operand<TFloat32> b, MatMul.Options... options) {
      return tf.dtypes.cast(
          tf.linalg.matMul(
              tf.dtypes.cast(a, TBfloat16.class), tf.dtypes.cast(b, TBfloat16.class), options),
          TFloat32.class);
    }
  };

  /** Adds the product a·b to the graph, either factor transposed by {@code options}. */
  abstract Operand<TFloat32> of(
      Ops tf, Operand<TFloat32> a, Operand<TFloat32> b, MatMul.Options... options);
}
