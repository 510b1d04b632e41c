package org.tributary.sequence;

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
 * Where the steps of a padded batch [T, N, F] stand when its rows are ordered longest first and
 * steps that no row has are left out, inside a graph: PyTorch's packed layout [S, F], the first
 * step of every row, then the second step of every row that has one, and so on. Steps are counted
 * in reading order, so that a later step never has more rows than an earlier one.
 *
 * <p>A step may have a few rows more than it needs, see {@link Rows}. Such a row reads its own last
 * valid step again, so that a NaN of one row never reaches another; a row of length 0 reads the
 * longest row's. The results are discarded.
 */
public abstract sealed class Packing permits DensePacking, RaggedPacking {
  /** From which end a row is read. */
  public enum Order {
    /** From the first step to the last. */
    FORWARD,
    /** From each row's last valid step to its first. */
    REVERSE
  }

  /** How many rows a step has. */
  public enum Rows {
    /** Those that are not over, and at least {@link #LEAST}. */
    NEEDED,
    /**
     * One of a few numbers, so that there are as few stretches of steps with one number of rows: as
     * many quarters of the batch as it needs, or, where rows fall away in groups, the half, the
     * quarter, the eighth and so on that is enough. The latter are words of letters, many short and
     * few long. It is for who runs whole stretches and so must be handed steps in the order in
     * which they are read; a loop over steps can begin at either end, see {@link #fromTheEnd}.
     */
    LEVELS
  }

  /**
   * The fewest rows of a step, where the batch has them: a product with one row takes another order
   * of sums than one with more, and a row's numbers shall not depend on its company.
   */
  public static final int LEAST = 2;

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

  /** Whether each step has all rows, in their own order. */
  public abstract boolean steady();

  /** The number of steps that some row has, a scalar. */
  public abstract Operand<TInt32> steps();

  /** N, the number of all rows, a scalar. */
  public Operand<TInt32> allRows() {
    return allRows;
  }

  /**
   * The stretches of steps with one number of rows, in order. Those without steps come last, so
   * that the state before each one is that after the last step of the one before it.
   */
  public abstract List<Stretch> stretches();

  /**
   * What a loop looks up that takes {@code stride} steps in a turn; empty where each step has all
   * rows, so that there is nothing to look up.
   */
  public abstract Optional<IterationTables> turns(int stride);

  /**
   * Steps that follow one another and have one number of rows. Begins and sizes are pairs for
   * TensorFlow's slice, of rows and columns, [2].
   *
   * @param steps how many, a scalar
   * @param shape how many, and how many rows each of them has; both 0 where the batch has fewer
   *     stretches
   * @param begin where they begin among the S
   * @param size how many of the S they are
   * @param stateSize as many of a state as a step has
   * @param lastBegin where the last step begins among them
   */
  public record Stretch(
      Operand<TInt64> steps,
      Operand<TInt32> shape,
      Operand<TInt32> begin,
      Operand<TInt32> size,
      Operand<TInt32> stateSize,
      Operand<TInt32> lastBegin) {

    /**
     * Computes the pairs in the graph.
     *
     * @param steps how many, a scalar
     * @param rows how many each of them has, a scalar
     * @param from where the stretch begins among the S, a scalar
     */
    static Stretch computed(
        Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Operand<TInt32> from) {
      Operand<TInt32> last = tf.math.maximum(tf.math.sub(steps, tf.constant(1)), tf.constant(0));
      return new Stretch(
          tf.dtypes.cast(steps, TInt64.class),
          tf.stack(List.of(steps, rows)),
          pair(tf, from, 0),
          pair(tf, tf.math.mul(steps, rows), -1),
          pair(tf, rows, -1),
          pair(tf, tf.math.mul(last, rows), 0));
    }

    private static Operand<TInt32> pair(Ops tf, Operand<TInt32> row, int column) {
      return tf.stack(List.of(row, tf.constant(column)));
    }
  }

  /** Which row a packed step belongs to, counted from the longest row, [S]. */
  public abstract Operand<TInt32> ranks();

  /**
   * Packs a batch.
   *
   * @param x [T, N, F], F known
   * @return [S, F]
   */
  public abstract <T extends TNumber> Operand<T> pack(Operand<T> x);

  /** As {@link #pack}, with zeros in the rows that a step has beyond its need. */
  public abstract Operand<TFloat32> packGradient(Operand<TFloat32> x);

  /**
   * {@code packed} [S, F] with zeros in the rows beyond need and in the padding, whatever stood
   * there, NaN included.
   */
  public abstract Operand<TFloat32> needed(Operand<TFloat32> packed);

  /**
   * Unpacks a batch.
   *
   * @param packed [S, F] in pieces that follow one another, F known
   * @return [T, N, F], zero where a row is over
   */
  public abstract Operand<TFloat32> unpack(List<Operand<TFloat32>> packed);

  /** The same of what is zero in the rows beyond need: the gradient of {@link #pack}. */
  public abstract Operand<TFloat32> unpackGradient(Operand<TFloat32> packed);

  /** The rows of {@code state} [N, F], longest first. */
  public abstract Operand<TFloat32> sort(Operand<TFloat32> state);

  /** The inverse of {@link #sort}. */
  public abstract Operand<TFloat32> unsort(Operand<TFloat32> sorted);

  /**
   * Whether steps are read from the last to the first: the only case in which a later step stands
   * before an earlier one.
   */
  public boolean fromTheEnd() {
    return false;
  }

  /** Whether no row is over before the last step. */
  public boolean full() {
    return false;
  }

  /**
   * The states before and after every step in one piece: the initial ones, then the packed ones, or
   * the other way round where steps are read {@linkplain #fromTheEnd from the end}.
   *
   * @param initial [N, F], longest row first
   * @param packed [S, F] in pieces that follow one another
   * @return [N + S, F]
   */
  public Operand<TFloat32> extend(Operand<TFloat32> initial, List<Operand<TFloat32>> packed) {
    return after(initial, packed);
  }

  /** Pieces [., F] that follow one another, as one. */
  public final Operand<TFloat32> joined(List<Operand<TFloat32>> pieces) {
    return pieces.size() == 1 ? pieces.get(0) : tf.concat(pieces, tf.constant(0));
  }

  /** {@code first} and then pieces that follow one another, as one. */
  final Operand<TFloat32> after(Operand<TFloat32> first, List<Operand<TFloat32>> pieces) {
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(first));
    all.addAll(pieces);
    return joined(all);
  }

  /** The part of [N + S, F] that belongs to the steps, [S, F]. */
  public Operand<TFloat32> afterSteps(Operand<TFloat32> extended) {
    return tf.slice(extended, tf.stack(List.of(allRows, tf.constant(0))), tf.array(-1, -1));
  }

  /** The state after each row's last step, longest row first, [N, F] of [N + S, F]. */
  public abstract Operand<TFloat32> last(Operand<TFloat32> extended);

  /** The gradient of {@link #last}: [N + S, F] of [N, F]. */
  public abstract Operand<TFloat32> lastGradient(Operand<TFloat32> gradient);

  /** The states before each step, [S, F] of [N + S, F]. */
  public abstract Operand<TFloat32> before(Operand<TFloat32> extended);

  /** The first {@code count} rows of {@code x} [., F], of which F stays known. */
  final Operand<TFloat32> firstRows(Operand<TFloat32> x, Operand<TInt32> count) {
    return tf.slice(
        x, tf.array(0, 0), tf.stack(List.of(count, tf.constant(lastSize(x))))); // [count, F]
  }

  /** 0, 1 and so on, up to below {@code to}. */
  final Operand<TInt32> range(Operand<TInt32> to) {
    return tf.range(tf.constant(0), to, tf.constant(1));
  }

  /** {@code gradient} [N, F] at {@code places} [N] of {@code all} rows of zeros. */
  final Operand<TFloat32> placed(
      Operand<TFloat32> gradient, Operand<TInt32> places, Operand<TInt32> all) {
    Operand<TInt32> size = tf.constant(lastSize(gradient));
    return tf.scatterNd(
        tf.expandDims(places, tf.constant(1)), gradient, tf.stack(List.of(all, size)));
  }

  /** F of {@code x} [..., F]. */
  static int lastSize(Operand<?> x) {
    return Math.toIntExact(x.shape().get(x.shape().numDimensions() - 1));
  }
}
