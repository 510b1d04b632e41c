package org.tributary.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint16;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.ShapeCheck;

/**
 * A source of dropout masks: each element is kept with probability 1 - p and scaled by 1/(1 - p),
 * which preserves the mean (Srivastava et al. 2014). Equal seeds yield equal masks. There is no
 * mask if p is 0 or dropout is off. p is rounded to a multiple of 2^-16, and the scale accordingly.
 */
public final class Dropout {
  /** Number of values of 16 bits. */
  private static final int LEVELS = 1 << 16;

  private final Ops tf; // null if dropout is off
  private final Operand<TInt64> seed;
  private long site; // the number of masks drawn before

  private Dropout(Ops tf, Operand<TInt64> seed) {
    this.tf = tf;
    this.seed = seed;
  }

  /** Returns no dropout, for inference. */
  public static Dropout off() {
    return new Dropout(null, null);
  }

  /**
   * Returns dropout with masks determined by {@code seed}, a scalar that the caller changes every
   * training step. Masks of one step are independent of each other.
   */
  public static Dropout seeded(Ops tf, Operand<TInt64> seed) {
    Graphs.of(tf);
    return new Dropout(tf, seed);
  }

  /**
   * Returns a mask of the shape of {@code x} with independent elements.
   *
   * @param probability p, at least 0 and below 1
   * @throws IllegalArgumentException if it is out of range and dropout is not off
   */
  public Optional<Operand<TFloat32>> mask(Operand<TFloat32> x, double probability) {
    return draws(x, probability)
        ? Optional.of(draw(shapeFrom(0, x), probability))
        : Optional.empty();
  }

  /**
   * Returns a mask [1, N, F] for {@code x} [T, N, F], the same in every step of a row (Gal and
   * Ghahramani 2016, "variational" or "locked" dropout).
   *
   * @param probability p, at least 0 and below 1
   * @throws IllegalArgumentException if it is out of range, or x has another number of dimensions,
   *     and dropout is not off
   */
  public Optional<Operand<TFloat32>> lockedMask(Operand<TFloat32> x, double probability) {
    boolean draws = draws(x, probability);
    if (tf != null) {
      ShapeCheck.require("x", x, "[T, N, F] (steps, rows, size)", -1, -1, -1);
    }
    return draws
        ? Optional.of(
            draw(tf.concat(List.of(tf.array(1), shapeFrom(1, x)), tf.constant(0)), probability))
        : Optional.empty();
  }

  /** Returns x times a mask; x itself without one. */
  public static Operand<TFloat32> masked(
      Ops tf, Operand<TFloat32> x, Optional<Operand<TFloat32>> mask) {
    return mask.<Operand<TFloat32>>map(m -> tf.math.mul(x, m)).orElse(x);
  }

  private boolean draws(Operand<TFloat32> x, double probability) {
    if (tf == null) {
      return false;
    }
    NullChecks.require("x", "an operand to mask", x);
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "probability: expected at least 0 and below 1, got %s".formatted(probability));
    }
    return probability > 0;
  }

  /**
   * Returns the sizes of {@code x} starting at {@code axis}. A known last size stays static: a size
   * of 1 could broadcast, so TensorFlow could not infer the shape of x times a mask.
   */
  private Operand<TInt32> shapeFrom(int axis, Operand<TFloat32> x) {
    int rank = x.shape().numDimensions();
    Operand<TInt32> all = tf.shape(x);
    if (x.shape().isUnknown() || x.shape().get(rank - 1) == Shape.UNKNOWN_SIZE) {
      return tf.slice(all, tf.array(axis), tf.array(-1));
    }
    return tf.concat(
        List.of(
            tf.slice(all, tf.array(axis), tf.array(rank - 1 - axis)),
            tf.array(Math.toIntExact(x.shape().get(rank - 1)))),
        tf.constant(0));
  }

  private Operand<TFloat32> draw(Operand<TInt32> shape, double probability) {
    int dropped = (int) Math.min(Math.round(probability * LEVELS), LEVELS - 1);
    Operand<TInt32> count = tf.reduceProd(shape, tf.constant(0));
    Operand<TFloat32> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(
                uniform(count), tf.dtypes.cast(tf.constant(dropped), TUint16.class)),
            TFloat32.class); // [count], or one more
    Operand<TFloat32> scaled = tf.math.mul(kept, tf.constant(LEVELS / (float) (LEVELS - dropped)));
    return tf.reshape(tf.slice(scaled, tf.array(0), tf.expandDims(count, tf.constant(0))), shape);
  }

  /**
   * Returns at least {@code count} integers from 0 to below {@link #LEVELS}. Each drawn 32-bit
   * number yields two, because the draws dominate the cost of a mask.
   */
  private Operand<TUint16> uniform(Operand<TInt32> count) {
    Operand<TInt64> key = tf.stack(List.of(seed, tf.constant(site++))); // [2]
    Operand<TInt32> one = tf.constant(1);
    Operand<TInt32> pairs = tf.math.floorDiv(tf.math.add(count, one), tf.constant(2));
    Operand<TInt32> drawn =
        tf.random.statelessRandomUniformFullInt(
            tf.expandDims(pairs, tf.constant(0)), key, TInt32.class);
    return tf.reshape(tf.bitcast(drawn, TUint16.class), tf.array(-1));
  }
}
