package org.tributary.sequence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * How long each row of a padded, time-major batch [T, N, F] is, inside a graph. A row's first
 * {@code length} steps are valid, the rest is padding; a length may be 0.
 */
public final class SequenceLengths {
  /** What is known of the lengths when the graph is built. */
  private enum Known {
    /** Every row has every step: there is no padding. */
    FULL,
    /** They fit the batch, and are about as long; the padding is finite. */
    MASKED,
    /** They fit the batch. */
    FITTING,
    /** Nothing. */
    NOTHING
  }

  private final Ops tf;
  private final Known known;
  private final int group;
  private final Operand<TInt32> lengths;
  private final Operand<TInt32> steps;
  private final Operand<TInt32> rows;
  private final Operand<TBool> valid;
  private final Operand<TInt32> mirror;
  private final Operand<TInt32> last;
  private final Optional<FedSequenceLengths> fed;
  private final Map<List<Enum<?>>, Packing> packings = new HashMap<>();

  /**
   * Lengths that are checked against the batch whenever the graph runs.
   *
   * @param lengths [N], each from 0 to T
   * @param steps T, a scalar
   */
  public SequenceLengths(Ops tf, Operand<TInt32> lengths, Operand<TInt32> steps) {
    this(tf, lengths, steps, Known.NOTHING);
  }

  private SequenceLengths(Ops tf, Operand<TInt32> lengths, Operand<TInt32> steps, Known known) {
    this(tf, lengths, steps, known, Packing.LEAST, Optional.empty());
  }

  private SequenceLengths(
      Ops tf,
      Operand<TInt32> lengths,
      Operand<TInt32> steps,
      Known known,
      int group,
      Optional<FedSequenceLengths> fed) {
    this.tf = tf;
    this.fed = fed;
    this.group = group;
    this.known = known;
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
  public static SequenceLengths full(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows) {
    Operand<TInt32> all = tf.fill(tf.expandDims(rows, tf.constant(0)), steps); // [N]
    return new SequenceLengths(tf, all, steps, Known.FULL);
  }

  /** Lengths that {@code fed} feeds. */
  static SequenceLengths fed(
      Ops tf, FedSequenceLengths fed, Operand<TInt32> lengths, Operand<TInt32> steps, int group) {
    return new SequenceLengths(tf, lengths, steps, Known.FITTING, group, Optional.of(fed));
  }

  /**
   * Where the valid steps stand without padding, read in {@code order}. Asked twice it is the same.
   */
  public Packing packing(Packing.Order order, Packing.Rows granularity) {
    List<Enum<?>> key = List.of(order, granularity);
    Packing packing = packings.get(key);
    if (packing == null) {
      packing = place(order, granularity);
      packings.put(key, packing);
    }
    return packing;
  }

  private Packing place(Packing.Order order, Packing.Rows granularity) {
    if (known == Known.FULL) {
      return order == Packing.Order.REVERSE && granularity == Packing.Rows.NEEDED
          ? new ReversedPacking(tf, steps, rows)
          : new UnpaddedPacking(tf, steps, rows, order);
    }
    if (known == Known.MASKED) {
      return new MaskedPacking(
          tf, steps, order, lengths, mirror, tf.expandDims(valid, tf.constant(2)), rows);
    }
    if (order == Packing.Order.REVERSE) {
      return ((RaggedPacking) packing(Packing.Order.FORWARD, granularity)).reversed();
    }
    PackedIndices places =
        fed.map(f -> f.places(granularity))
            .orElseGet(() -> PackedIndices.computed(tf, lengths, steps, rows, granularity, group));
    return new RaggedPacking(
        tf,
        steps,
        rows,
        places,
        stride ->
            fed.map(f -> f.turns(granularity, stride))
                .orElseGet(
                    () -> IterationTables.computed(tf, places.counts(), places.starts(), stride)));
  }

  /**
   * The same lengths of rows that fall away in groups of {@code rows} as they are over, where the
   * batch is a multiple of it: a row's bits then do not depend on its company even where the hidden
   * size is no multiple of the processor's vectors.
   */
  public SequenceLengths inGroupsOf(int rows) {
    return new SequenceLengths(tf, lengths, steps, known, rows, Optional.empty());
  }

  /**
   * The same lengths, which fit, of rows that go on to the end; see {@link PaddingStrategy#MASKED}.
   */
  SequenceLengths even() {
    return new SequenceLengths(tf, lengths, steps, Known.MASKED);
  }

  /** N, a scalar. */
  public Operand<TInt32> rows() {
    return rows;
  }

  /** T, a scalar. */
  public Operand<TInt32> steps() {
    return steps;
  }

  /** The mask of valid steps, [T, N, 1]: false in the padding. */
  public Operand<TBool> valid() {
    return tf.expandDims(valid, tf.constant(2));
  }

  /** The mask of valid steps as numbers, [T, N, 1]: 1 for a valid step, 0 in the padding. */
  public <T extends TNumber> Operand<T> valid(Class<T> type) {
    return tf.dtypes.cast(valid(), type);
  }

  /**
   * {@code x} [T, N, F] itself, of which running the graph checks that it has as many steps and
   * rows as there are steps and lengths, and that every length is from 0 to T. Without this, some
   * wrong lengths would go unnoticed.
   */
  public <T extends TNumber> Operand<T> checked(Operand<T> x) {
    if (known != Known.NOTHING) {
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

  /**
   * {@code x} [T, N, F] as {@link #packing} takes it: where rows go on in their padding, what they
   * read there is 0, so that nothing else can spread from there.
   */
  public <T extends TNumber> Operand<T> readable(Operand<T> x) {
    return known == Known.MASKED ? masked(x) : x;
  }

  /** {@code x} [T, N, F] with every padded element 0, whatever stood there, NaN included. */
  public <T extends TNumber> Operand<T> masked(Operand<T> x) {
    if (known == Known.FULL) {
      return x;
    }
    Operand<T> zero = tf.dtypes.cast(tf.constant(0), x.type());
    return tf.select(valid(), x, zero);
  }

  /**
   * {@code x} [T, N, F] with each row's valid steps in reverse order and its padding in place.
   * Applied twice it changes nothing, so it is its own gradient.
   */
  public <T extends TNumber> Operand<T> reversed(Operand<T> x) {
    if (known == Known.FULL) {
      return tf.reverse(x, tf.array(0));
    }
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
    return replaceEmpty(tf.gather(flatRows(x), last, tf.constant(0)), initial);
  }

  /**
   * {@code x} [N, F] with the rows of length 0 taken from {@code replacement}, whatever {@code x}
   * holds there, NaN included.
   *
   * @param replacement [N, F], or a scalar
   */
  public <T extends TNumber> Operand<T> replaceEmpty(Operand<T> x, Operand<T> replacement) {
    return tf.select(notEmpty(), x, replacement);
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
