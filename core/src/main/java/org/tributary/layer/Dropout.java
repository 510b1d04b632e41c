package org.tributary.layer;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Draws dropout masks: each element is kept with probability 1 - p and then scaled by 1/(1 - p), so
 * that its mean stays (Srivastava et al. 2014). The same seed gives the same masks.
 */
public final class Dropout {
  private final Ops tf;
  private final Operand<TInt64> seed;
  private long site;

  private Dropout(Ops tf, Operand<TInt64> seed) {
    this.tf = tf;
    this.seed = seed;
  }

  /** No dropout: for inference. */
  public static Dropout off() {
    return new Dropout(null, null);
  }

  /**
   * Dropout whose masks follow from {@code seed}, a scalar that the caller changes every step; each
   * call of {@link #mask} and {@link #lockedMask} draws its own.
   */
  public static Dropout seeded(Ops tf, Operand<TInt64> seed) {
    return new Dropout(tf, seed);
  }

  /** Whether masks of {@code probability} would change anything. */
  public boolean drops(double probability) {
    return seed != null && probability > 0;
  }

  /** A mask of the shape of {@code x}: every element for itself. */
  public Operand<TFloat32> mask(Operand<TFloat32> x, double probability) {
    return draw(tf.shape(x), probability);
  }

  /**
   * A mask [1, N, F] for {@code x} [T, N, F]: the same elements in every step of a row (Gal and
   * Ghahramani 2016, "variational" or "locked" dropout).
   */
  public Operand<TFloat32> lockedMask(Operand<TFloat32> x, double probability) {
    Operand<TInt32> shape = tf.shape(x); // [3]
    Operand<TInt32> tail = tf.slice(shape, tf.array(1), tf.array(2)); // [2]
    return draw(tf.concat(List.of(tf.array(1), tail), tf.constant(0)), probability);
  }

  private Operand<TFloat32> draw(Operand<TInt32> shape, double probability) {
    Operand<TInt64> key = tf.stack(List.of(seed, tf.constant(site++))); // [2]
    Operand<TFloat32> uniform = tf.random.statelessRandomUniform(shape, key, TFloat32.class);
    Operand<TFloat32> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(uniform, tf.constant((float) probability)), TFloat32.class);
    return tf.math.mul(kept, tf.constant((float) (1 / (1 - probability))));
  }
}
