package org.tributary.layer;

/** The activation function of a plain recurrent cell, PyTorch's {@code nonlinearity}. */
public enum Nonlinearity {
  /** The hyperbolic tangent. */
  TANH {
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
    void apply(float[] x, int count) {
      for (int j = 0; j < count; j++) {
        x[j] = Math.max(x[j], 0f);
      }
    }
  };

  /** Replaces the first {@code count} values by those of the function. */
  abstract void apply(float[] x, int count);
}
