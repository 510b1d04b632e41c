package org.tributary.cell;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.inference.FloatMath;

/** The activation function of a plain recurrent cell, PyTorch's {@code nonlinearity}. */
public enum Nonlinearity {
  /** The hyperbolic tangent. */
  TANH {
    @Override
    public <T extends TFloating> Operand<T> apply(Ops tf, Operand<T> x) {
      return tf.math.tanh(x);
    }

    @Override
    void apply(float[] x, int count) {
      FloatMath.tanh(x, count);
    }
  },
  /**
   * max(0, x); NaN stays NaN. The state may grow without bound. The gradient is 0 where x ≤ 0 and
   * passes everywhere else, including at a NaN as in PyTorch; TensorFlow's own relu stops it there.
   */
  RELU {
    @Override
    public <T extends TFloating> Operand<T> apply(Ops tf, Operand<T> x) {
      Operand<T> zero = tf.dtypes.cast(tf.constant(0), x.type());
      return tf.select(tf.math.lessEqual(x, zero), zero, x);
    }

    @Override
    void apply(float[] x, int count) {
      for (int j = 0; j < count; j++) {
        x[j] = Math.max(x[j], 0f);
      }
    }
  };

  /** Returns the function applied to each element of {@code x}. */
  public abstract <T extends TFloating> Operand<T> apply(Ops tf, Operand<T> x);

  /** Replaces the first {@code count} values by those of the function. */
  abstract void apply(float[] x, int count);
}
