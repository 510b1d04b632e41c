package org.tributary.internal.packing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The packed order of a padded batch [T, N, F] inside a graph, PyTorch's packed layout [S, F]: rows
 * sorted longest first; the first step of every row, then the second step of every row that has
 * one, and so on. Steps are counted in reading order, so the batch size never grows from step to
 * step.
 *
 * <p>A step may have a few surplus rows, see {@link Rows}. A surplus row reads its own last valid
 * step again, so that a NaN never spreads to another row; a row of length 0 reads the longest
 * row's. The results are discarded.
 */
public abstract sealed class Packing permits DensePacking, RaggedPacking {
  /** The direction in which a row is read. */
  public enum Order {
    /** From the first step to the last. */
    FORWARD,
    /** From each row's last valid step to its first. */
    REVERSE
  }

  /** The rule for the number of rows of a step. */
  public enum Rows {
    /** The rows whose sequences have not ended, at least {@link PackingPlan#MIN_ROWS}. */
    NEEDED,
    /**
     * Batch sizes rounded up to a few buckets, for few segments of equal batch size: quarters of
     * the batch. For kernels that run whole segments and therefore read steps in reading order; a
     * loop over steps can start at either end, see {@link #readsBackward}.
     */
    BUCKETED
  }

  final Ops tf;
  final Operand<TInt32> allSteps;
  final Operand<TInt32> allRows;
  final Order order;

  Packing(Ops tf, Operand<TInt32> allSteps, Operand<TInt32> allRows, Order order) {
    this.tf = tf;
    this.allSteps = allSteps;
    this.allRows = allRows;
    this.order = order;
  }

  /**
   * Returns whether the batch size is constant, including masked padding: every step has all rows,
   * in their original order.
   */
  public abstract boolean dense();

  /** Returns the number of steps of the longest row, a scalar. */
  public abstract Operand<TInt32> steps();

  /** Returns N, the number of rows, a scalar. */
  public Operand<TInt32> allRows() {
    return allRows;
  }

  /**
   * Returns the segments of steps with equal batch size, in order. Empty segments come last. Each
   * segment starts from the final state of the previous one.
   */
  public abstract List<Segment> segments();

  /**
   * Returns the lookup tables of a loop that is unrolled over {@code unroll} steps; empty if every
   * step has all rows and no lookup is needed.
   */
  public abstract Optional<IterationTables> iterationTables(int unroll);

  /**
   * A segment of consecutive steps with equal batch size. Begins and sizes are pairs for
   * TensorFlow's slice, of rows and columns, [2].
   *
   * @param steps number of steps, a scalar
   * @param shape number of steps and number of rows of each; both 0 if the batch has fewer segments
   * @param begin the segment's first row among the S
   * @param size the segment's number of rows among the S
   * @param stateSize the rows of a state in each step
   * @param lastBegin the last step's first row within the segment
   */
  public record Segment(
      Operand<TInt64> steps,
      Operand<TInt32> shape,
      Operand<TInt32> begin,
      Operand<TInt32> size,
      Operand<TInt32> stateSize,
      Operand<TInt32> lastBegin) {

    /**
     * Adds the computation of the pairs to the graph.
     *
     * @param steps number of steps, a scalar
     * @param rows number of rows of each, a scalar
     * @param start the segment's first row among the S, a scalar
     */
    static Segment computed(
        Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Operand<TInt32> start) {
      Operand<TInt32> last = tf.math.maximum(tf.math.sub(steps, tf.constant(1)), tf.constant(0));
      return new Segment(
          tf.dtypes.cast(steps, TInt64.class),
          tf.stack(List.of(steps, rows)),
          pair(tf, start, 0),
          pair(tf, tf.math.mul(steps, rows), -1),
          pair(tf, rows, -1),
          pair(tf, tf.math.mul(last, rows), 0));
    }

    private static Operand<TInt32> pair(Ops tf, Operand<TInt32> row, int column) {
      return tf.stack(List.of(row, tf.constant(column)));
    }
  }

  /** Returns the rank of each packed step's row, 0 for the longest row, [S]. */
  public abstract Operand<TInt32> ranks();

  /**
   * Packs a batch.
   *
   * @param x [T, N, F], F known
   * @return [S, F]
   */
  public abstract <T extends TNumber> Operand<T> pack(Operand<T> x);

  /** Packs a gradient: as {@link #pack}, with zeros in surplus rows. */
  public abstract Operand<TFloat32> packGradient(Operand<TFloat32> x);

  /** Replaces surplus rows and padding in {@code packed} [S, F] by zeros, even if they are NaN. */
  public abstract Operand<TFloat32> maskPadding(Operand<TFloat32> packed);

  /**
   * Unpacks a batch.
   *
   * @param packed [S, F] in consecutive parts, F known
   * @return [T, N, F], zero in the padding
   */
  public abstract Operand<TFloat32> unpack(List<Operand<TFloat32>> packed);

  /** Unpacks values that are zero in surplus rows: the gradient of {@link #pack}. */
  public abstract Operand<TFloat32> unpackGradient(Operand<TFloat32> packed);

  /** Returns the rows of {@code state} [N, F], longest first. */
  public abstract Operand<TFloat32> sort(Operand<TFloat32> state);

  /** The inverse of {@link #sort}. */
  public abstract Operand<TFloat32> unsort(Operand<TFloat32> sorted);

  /**
   * Returns whether the loop iterates in reverse, from the last step to the first. The packed order
   * is then that of time, not of reading.
   */
  public boolean readsBackward() {
    return false;
  }

  /** Returns whether all lengths equal T. */
  public boolean unpadded() {
    return false;
  }

  /**
   * Concatenates the states before and after every step: the initial states, then the packed ones;
   * the other way round if steps are {@linkplain #readsBackward read backward}.
   *
   * @param initial [N, F], longest row first
   * @param packed [S, F] in consecutive parts
   * @return [N + S, F]
   */
  public Operand<TFloat32> extend(Operand<TFloat32> initial, List<Operand<TFloat32>> packed) {
    return prepend(initial, packed);
  }

  /** Concatenates consecutive parts [., F]. */
  public final Operand<TFloat32> concatenated(List<Operand<TFloat32>> parts) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(0));
  }

  /** Concatenates {@code first} and consecutive parts. */
  final Operand<TFloat32> prepend(Operand<TFloat32> first, List<Operand<TFloat32>> parts) {
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(first));
    all.addAll(parts);
    return concatenated(all);
  }

  /** Returns the states after the steps, [S, F], from [N + S, F]. */
  public Operand<TFloat32> afterSteps(Operand<TFloat32> extended) {
    return tf.slice(extended, tf.stack(List.of(allRows, tf.constant(0))), tf.array(-1, -1));
  }

  /** Returns the state after each row's last step, longest row first, [N, F], from [N + S, F]. */
  public abstract Operand<TFloat32> last(Operand<TFloat32> extended);

  /** Returns the gradient of {@link #last}: [N + S, F] from [N, F]. */
  public abstract Operand<TFloat32> lastGradient(Operand<TFloat32> gradient);

  /** Returns the states before each step, [S, F], from [N + S, F]. */
  public abstract Operand<TFloat32> before(Operand<TFloat32> extended);

  /** Returns the first {@code count} rows of {@code x} [., F] with static size F. */
  final Operand<TFloat32> firstRows(Operand<TFloat32> x, Operand<TInt32> count) {
    return tf.slice(
        x, tf.array(0, 0), tf.stack(List.of(count, tf.constant(lastSize(x))))); // [count, F]
  }

  /** Returns the integers from 0 to below {@code end}. */
  final Operand<TInt32> range(Operand<TInt32> end) {
    return tf.range(tf.constant(0), end, tf.constant(1));
  }

  /** Scatters {@code gradient} [N, F] to {@code indices} [N] of {@code all} rows of zeros. */
  final Operand<TFloat32> scattered(
      Operand<TFloat32> gradient, Operand<TInt32> indices, Operand<TInt32> all) {
    Operand<TInt32> size = tf.constant(lastSize(gradient));
    return tf.scatterNd(
        tf.expandDims(indices, tf.constant(1)), gradient, tf.stack(List.of(all, size)));
  }

  /** Returns F of {@code x} [..., F]. */
  static int lastSize(Operand<?> x) {
    return Math.toIntExact(x.shape().get(x.shape().numDimensions() - 1));
  }
}
