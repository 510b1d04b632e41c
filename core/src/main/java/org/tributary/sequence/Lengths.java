package org.tributary.sequence;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * How long each row of a padded, time-major batch [T, N, F] is, inside a graph. A row's first
 * {@code length} steps are valid, the rest is padding; a length may be 0.
 */
public final class Lengths {
  private final Ops tf;
  private final boolean trusted;
  private final Operand<TInt32> lengths;
  private final Operand<TInt32> steps;
  private final Operand<TInt32> rows;
  private final Operand<TBool> valid;
  private final Operand<TInt32> mirror;
  private final Operand<TInt32> last;

  /**
   * Lengths that are checked against the batch whenever the graph runs.
   *
   * @param lengths [N], each from 0 to T
   * @param steps T, a scalar
   */
  public Lengths(Ops tf, Operand<TInt32> lengths, Operand<TInt32> steps) {
    this(tf, lengths, steps, false);
  }

  private Lengths(Ops tf, Operand<TInt32> lengths, Operand<TInt32> steps, boolean trusted) {
    this.tf = tf;
    this.trusted = trusted;
    this.lengths = lengths;
    this.steps = steps;
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    this.rows = tf.gather(tf.shape(lengths), zero, zero); // []
    Operand<TInt32> step = tf.expandDims(tf.range(zero, steps, one), one); // [T, 1]
    Operand<TInt32> row = tf.range(zero, rows, one); // [N]
    this.valid = tf.math.less(step, lengths); // [T, N]
    Operand<TInt32> mirrored =
        tf.select(valid, tf.math.sub(tf.math.sub(lengths, one), step), step); // [T, N]
    this.mirror = flat(tf.math.add(tf.math.mul(mirrored, rows), row)); // [T·N]
    Operand<TInt32> lastStep = tf.math.maximum(tf.math.sub(lengths, one), zero); // [N]
    this.last = tf.math.add(tf.math.mul(lastStep, rows), row); // [N]
  }

  /**
   * Lengths of a batch without padding.
   *
   * @param steps T, a scalar
   * @param rows N, a scalar
   */
  public static Lengths full(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows) {
    return trusted(tf, tf.fill(tf.expandDims(rows, tf.constant(0)), steps), steps);
  }

  /**
   * Lengths that the caller has checked in Java before feeding them, which saves the check when the
   * graph runs.
   *
   * @param lengths [N], each from 0 to T; wrong ones give wrong numbers
   * @param steps T, a scalar
   */
  public static Lengths trusted(Ops tf, Operand<TInt32> lengths, Operand<TInt32> steps) {
    return new Lengths(tf, lengths, steps, true);
  }

  /** N, a scalar. */
  public Operand<TInt32> rows() {
    return rows;
  }

  /** T, a scalar. */
  public Operand<TInt32> steps() {
    return steps;
  }

  /** 1 where a row has a step and 0 where it is over, [T, N, 1]. */
  public Operand<TFloat32> valid() {
    return tf.dtypes.cast(tf.expandDims(valid, tf.constant(2)), TFloat32.class);
  }

  /**
   * {@code x} [T, N, F] itself, of which running the graph checks that it has as many steps and
   * rows as there are steps and lengths, and that every length is from 0 to T. Without this, some
   * wrong lengths would go unnoticed. Trusted lengths are not checked.
   */
  public <T extends TNumber> Operand<T> checked(Operand<T> x) {
    if (trusted) {
      return x;
    }
    Operand<TInt32> given = tf.slice(tf.shape(x), tf.array(0), tf.array(2)); // [2]
    Operand<TInt32> zero = tf.constant(0);
    Operand<TBool> shapeFits =
        tf.reduceAll(tf.math.equal(given, tf.stack(List.of(steps, rows))), zero); // []
    Operand<TBool> lengthsFit =
        tf.reduceAll(
            tf.math.logicalAnd(
                tf.math.greaterEqual(lengths, zero), tf.math.lessEqual(lengths, steps)),
            zero); // []
    Op check =
        tf.assertThat(
            tf.math.logicalAnd(shapeFits, lengthsFit),
            List.of(
                tf.constant(
                    "lengths: expected one for each row, each from 0 to the number of steps; is the"
                        + " input batch-first while the layer is sequence-first, or the other way"
                        + " round? Steps and rows of the input, number of steps, lengths:"),
                given,
                steps,
                lengths));
    return tf.withControlDependencies(List.of(check)).identity(x);
  }

  /** {@code x} [T, N, F] with every padded element 0, whatever stood there, NaN included. */
  public <T extends TNumber> Operand<T> masked(Operand<T> x) {
    return tf.select(tf.expandDims(valid, tf.constant(2)), x, tf.zerosLike(x));
  }

  /**
   * {@code x} [T, N, F] with each row's valid steps in reverse order and its padding in place.
   * Applied twice it changes nothing, so it is its own gradient.
   */
  public <T extends TNumber> Operand<T> reversed(Operand<T> x) {
    return tf.reshape(tf.gather(flatRows(x), mirror, tf.constant(0)), tf.shape(x));
  }

  /**
   * Each row's last valid element.
   *
   * @param x [T, N, F]
   * @param initial [N, F], what a row of length 0 gives
   * @return [N, F]
   */
  public <T extends TNumber> Operand<T> last(Operand<T> x, Operand<T> initial) {
    return tf.select(notEmpty(), tf.gather(flatRows(x), last, tf.constant(0)), initial);
  }

  /**
   * The gradient of {@link #last} to {@code x}.
   *
   * @param gradient [N, F]
   * @param size F
   * @return [T, N, F], zero but at each row's last valid step
   */
  public <T extends TNumber> Operand<T> lastGradient(Operand<T> gradient, int size) {
    Operand<T> kept = tf.select(notEmpty(), gradient, tf.zerosLike(gradient)); // [N, F]
    Operand<TInt32> flatShape = tf.stack(List.of(tf.math.mul(steps, rows), tf.constant(size)));
    return tf.reshape(
        tf.scatterNd(tf.expandDims(last, tf.constant(1)), kept, flatShape),
        tf.stack(List.of(steps, rows, tf.constant(size))));
  }

  /**
   * The gradient of {@link #last} to {@code initial}.
   *
   * @param gradient [N, F]
   * @return [N, F], zero but for rows of length 0
   */
  public <T extends TNumber> Operand<T> emptyRows(Operand<T> gradient) {
    return tf.select(notEmpty(), tf.zerosLike(gradient), gradient);
  }

  private Operand<TBool> notEmpty() {
    return tf.expandDims(tf.math.greater(lengths, tf.constant(0)), tf.constant(1)); // [N, 1]
  }

  private <T extends TNumber> Operand<T> flatRows(Operand<T> x) {
    long size = x.shape().get(2);
    return tf.reshape(x, tf.array(-1, Math.toIntExact(size)));
  }

  private <T extends TNumber> Operand<T> flat(Operand<T> x) {
    return tf.reshape(x, tf.array(-1));
  }
}
