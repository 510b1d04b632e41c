package org.tributary.cell;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** The function at the end of a plain recurrent cell, PyTorch's {@code nonlinearity}. */
public enum Nonlinearity {
  /** The hyperbolic tangent. */
  TANH {
    @Override
    public <T extends TFloating> Operand<T> apply(Ops tf, Operand<T> x) {
      return tf.math.tanh(x);
    }
  },
  /** max(0, x): its state may grow without bound. */
  RELU {
    @Override
    public <T extends TFloating> Operand<T> apply(Ops tf, Operand<T> x) {
      return tf.nn.relu(x);
    }
  };

  /** The function of each element of {@code x}. */
  public abstract <T extends TFloating> Operand<T> apply(Ops tf, Operand<T> x);
}
