package org.tributary.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.Packing;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.sequence.PaddingStrategy;

/**
 * The lengths of the rows of a padded, time-major batch [T, N, F], inside a graph. A row's first
 * {@code length} steps are valid, the others are padding; a length may be 0.
 */
public final class SequenceLengths {
  /** Guarantees about the lengths when the graph is built. */
  private enum Guarantee {
    /** Every row has every step: there is no padding. The lengths fit the batch. */
    UNPADDED,
    /** Every row has every step; {@link #checked} checks the numbers of steps and rows. */
    FULL,
    /** The lengths are fed and similar; the padding is finite. */
    MASKED,
    /** The lengths and their packed order are fed. */
    FED,
    /** None: {@link #checked} checks the lengths; execution is masked. */
    NONE
  }

  private final Ops tf;
  private final Guarantee guarantee;
  private final Operand<TInt32> lengths;
  private final Operand<TInt32> steps;
  private final Operand<TInt32> rows;
  private final Operand<TBool> valid;
  private final Operand<TInt32> reversal;
  private final Operand<TInt32> last;
  private final Optional<FedSequenceLengths> fed;
  private final boolean feedFits;
  private final Set<Output<?>> fitting = new HashSet<>(); // batches that fit the lengths
  private final Map<List<Enum<?>>, Packing> packings = new HashMap<>();

  /**
   * Adds lengths that the graph computes, checked against the batch in every run. Execution is
   * {@linkplain PaddingStrategy#MASKED masked}, because the packed order is computed in Java, which
   * does not know these lengths; {@link FedSequenceLengths} are packed, and faster if much of the
   * batch is padding.
   *
   * @param lengths [N], each from 0 to T
   * @param steps T, a scalar
   */
  public SequenceLengths(Ops tf, Operand<TInt32> lengths, Operand<TInt32> steps) {
    this(tf, lengths, steps, Guarantee.NONE, Optional.empty(), false);
  }

  private SequenceLengths(
      Ops tf,
      Operand<TInt32> lengths,
      Operand<TInt32> steps,
      Guarantee guarantee,
      Optional<FedSequenceLengths> fed,
      boolean feedFits) {
    Graphs.of(tf);
    ShapeCheck.require("lengths", lengths, "[N] (one for each row)", -1);
    ShapeCheck.require("steps", steps, "a scalar, the number of steps");
    this.tf = tf;
    this.fed = fed;
    this.feedFits = feedFits;
    this.guarantee = guarantee;
    this.lengths = lengths;
    this.steps = steps;
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    this.rows = tf.gather(tf.shape(lengths), zero, zero); // []
    Operand<TInt32> step = tf.expandDims(tf.range(zero, steps, one), one); // [T, 1]
    Operand<TInt32> row = tf.range(zero, rows, one); // [N]
    this.valid = tf.math.less(step, lengths); // [T, N]
    Operand<TInt32> reversedStep =
        tf.select(valid, tf.math.sub(tf.math.sub(lengths, one), step), step); // [T, N]
    // T may be computed from a value with gradients; TensorFlow would follow the indices to it
    this.reversal =
        tf.stopGradient(
            tf.reshape(tf.math.add(tf.math.mul(reversedStep, rows), row), tf.array(-1))); // [T·N]
    Operand<TInt32> lastStep = tf.math.maximum(tf.math.sub(lengths, one), zero); // [N]
    this.last = tf.math.add(tf.math.mul(lastStep, rows), row); // [N]
  }

  /**
   * Returns the lengths of a batch without padding. {@link #checked} checks them against the batch,
   * while the graph is built if all sizes are known, else in every run.
   *
   * @param steps T, a scalar
   * @param rows N, a scalar
   */
  public static SequenceLengths full(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows) {
    return full(tf, steps, rows, Guarantee.FULL);
  }

  /**
   * Returns the lengths of a batch without padding, never checked.
   *
   * @param steps T, a scalar read from the batch
   * @param rows N, a scalar read from the batch
   */
  public static SequenceLengths fullUnchecked(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows) {
    return full(tf, steps, rows, Guarantee.UNPADDED);
  }

  private static SequenceLengths full(
      Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Guarantee guarantee) {
    Graphs.of(tf);
    ShapeCheck.require("steps", steps, "a scalar, the number of steps");
    ShapeCheck.require("rows", rows, "a scalar, the number of rows");
    Operand<TInt32> all = tf.fill(tf.expandDims(rows, tf.constant(0)), steps); // [N]
    return new SequenceLengths(tf, all, steps, guarantee, Optional.empty(), false);
  }

  /**
   * Returns lengths that {@code fed} feeds.
   *
   * @param feedFits whether the feeds are known to fit the batch
   */
  static SequenceLengths fed(
      Ops tf,
      FedSequenceLengths fed,
      Operand<TInt32> lengths,
      Operand<TInt32> steps,
      boolean feedFits) {
    return new SequenceLengths(tf, lengths, steps, Guarantee.FED, Optional.of(fed), feedFits);
  }

  /**
   * Returns the packing of the valid steps in reading order {@code order}; repeated calls return
   * the same.
   */
  public Packing packing(Packing.Order order, Packing.Rows granularity) {
    List<Enum<?>> key = List.of(order, granularity);
    Packing packing = packings.get(key);
    if (packing == null) {
      packing = build(order, granularity);
      packings.put(key, packing);
    }
    return packing;
  }

  private Packing build(Packing.Order order, Packing.Rows granularity) {
    if (isUnpadded()) {
      return Packing.Dense.unpadded(tf, steps, rows, order, granularity);
    }
    if (fed.isEmpty()) {
      return Packing.Dense.masked(
          tf, steps, rows, order, new Packing.Dense.Mask(lengths, reversal, valid()));
    }
    if (order == Packing.Order.REVERSE) {
      return ((Packing.Ragged) packing(Packing.Order.FORWARD, granularity)).reversed();
    }
    return new Packing.Ragged(
        tf,
        steps,
        rows,
        fed.get().packedIndices(granularity),
        unroll -> fed.get().iterationTables(granularity, unroll));
  }

  /** Returns the same lengths for {@link PaddingStrategy#MASKED}. */
  SequenceLengths withMasking() {
    return new SequenceLengths(tf, lengths, steps, Guarantee.MASKED, Optional.empty(), feedFits);
  }

  /** Returns N, a scalar. */
  public Operand<TInt32> rows() {
    return rows;
  }

  /** Returns T, a scalar. */
  public Operand<TInt32> steps() {
    return steps;
  }

  /** Returns the mask of valid steps, [T, N, 1]: false in the padding. */
  Operand<TBool> valid() {
    return tf.expandDims(valid, tf.constant(2));
  }

  /**
   * Returns the mask of valid steps as numbers, [T, N, 1]: 1 for a valid step, 0 in the padding.
   */
  public <T extends TNumber> Operand<T> valid(Class<T> type) {
    return tf.dtypes.cast(valid(), type);
  }

  /**
   * Returns {@code x} [T, N, F], with a check in every run that its numbers of steps and rows fit
   * the lengths and that every length is from 0 to T. Without it, some wrong lengths would go
   * unnoticed. Full lengths whose sizes are known are checked here instead.
   *
   * @throws IllegalArgumentException if the lengths are known not to fit
   */
  public <T extends TNumber> Operand<T> checked(Operand<T> x) {
    boolean known = isKnownToFit(x);
    boolean fits =
        switch (guarantee) {
          case UNPADDED -> true;
          case FULL -> known;
          case FED, MASKED -> feedFits;
          case NONE -> false;
        };
    if (fits || fitting.contains(x.asOutput())) {
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
    return fits(tf.withControlDependencies(List.of(check)).identity(x));
  }

  /**
   * Returns {@code x} [T, N, F] as {@link #packing} expects it: with zeros in the padding if rows
   * continue into it, so that no other value spreads from there.
   */
  <T extends TNumber> Operand<T> withCleanPadding(Operand<T> x) {
    return fed.isEmpty() ? masked(x) : x;
  }

  /** Returns {@code x} [T, N, F] with zeros in the padding, even over a NaN. */
  public <T extends TNumber> Operand<T> masked(Operand<T> x) {
    if (isUnpadded()) {
      isKnownToFit(x); // refuses another shape
      return x;
    }
    Operand<T> zero = tf.dtypes.cast(tf.constant(0), x.type());
    return fits(tf.select(valid(), checked(x), zero));
  }

  /**
   * Returns {@code x} [T, N, F] with each row's valid steps in reverse order and its padding
   * unchanged. It is its own inverse, and so its own gradient.
   */
  public <T extends TNumber> Operand<T> reversed(Operand<T> x) {
    if (isUnpadded()) {
      isKnownToFit(x); // refuses another shape
      return tf.reverse(x, tf.array(0));
    }
    Operand<T> fitting = checked(x);
    return fits(
        tf.reshape(tf.gather(flatRows(fitting), reversal, tf.constant(0)), tf.shape(fitting)));
  }

  /**
   * Returns each row's last valid element.
   *
   * @param x [T, N, F]
   * @param initial [N, F], the result for rows of length 0
   * @return [N, F]
   */
  public <T extends TNumber> Operand<T> last(Operand<T> x, Operand<T> initial) {
    Operand<T> all = tf.gather(flatRows(checked(x)), last, tf.constant(0)); // [N, F]
    NullChecks.require("initial", "an operand [N, F] (rows, size)", initial);
    ShapeCheck.require(
        "initial", initial.shape(), "the shape of " + all.shape(), all.shape().asArray());
    return replaceEmpty(all, withRows("initial", initial));
  }

  /**
   * Returns {@code x} [N, F] with the rows of length 0 taken from {@code replacement}, even over a
   * NaN.
   *
   * @param replacement [N, F], or a scalar
   */
  <T extends TNumber> Operand<T> replaceEmpty(Operand<T> x, Operand<T> replacement) {
    Operand<TBool> notEmpty =
        tf.expandDims(tf.math.greater(lengths, tf.constant(0)), tf.constant(1)); // [N, 1]
    return tf.select(notEmpty, x, replacement);
  }

  /**
   * Returns {@code x} [N, F], with a check in every run that it has a row for each length:
   * TensorFlow broadcasts a single row. An unknown shape is not checked.
   *
   * @param name the operand's name in the message
   */
  <T extends TType> Operand<T> withRows(String name, Operand<T> x) {
    NullChecks.require("name", "the operand's name", name);
    NullChecks.require(name, "an operand [N, F] (rows, size)", x);
    return feedFits
        ? x
        : new SizeCheck(tf, name, "is there one row for each length?")
            .equal(
                new SizeCheck.Size("lengths", lengths, 0),
                new SizeCheck.Size("rows of " + name, x, 0))
            .guard(x);
  }

  private <T extends TType> Operand<T> fits(Operand<T> x) {
    fitting.add(x.asOutput());
    return x;
  }

  private boolean isUnpadded() {
    return guarantee == Guarantee.UNPADDED || guarantee == Guarantee.FULL;
  }

  private <T extends TNumber> Operand<T> flatRows(Operand<T> x) {
    long size = x.shape().get(2);
    return tf.reshape(x, tf.array(-1, Math.toIntExact(size)));
  }

  /**
   * Returns whether {@code x} [T, N, F] is known to have the steps and rows of the lengths.
   *
   * @throws IllegalArgumentException if it is known not to
   */
  private boolean isKnownToFit(Operand<?> x) {
    ShapeCheck.require("x", x, "[T, N, F] (steps, rows, size)", -1, -1, -1);
    long[] given = {x.shape().get(0), x.shape().get(1)};
    long[] own = {ShapeCheck.size(valid.shape(), 0), ShapeCheck.size(valid.shape(), 1)};
    boolean isKnown = true;
    for (int axis = 0; axis < 2; axis++) {
      if (given[axis] == Shape.UNKNOWN_SIZE || own[axis] == Shape.UNKNOWN_SIZE) {
        isKnown = false;
      } else if (given[axis] != own[axis]) {
        throw new IllegalArgumentException(
            "lengths: expected those of %s steps and %s rows, as in the input, got %s steps and %s rows; are steps and rows swapped, or is the input batch-first while the layer is sequence-first, or the other way round?"
                .formatted(text(given[0]), text(given[1]), text(own[0]), text(own[1])));
      }
    }
    return isKnown;
  }

  private static String text(long size) {
    return size == Shape.UNKNOWN_SIZE ? "any number of" : Long.toString(size);
  }
}
