package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
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
public abstract sealed class Packing permits Packing.Dense, Packing.Ragged {
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
   * Unpacks a batch; of values that are zero in surplus rows, it is the gradient of {@link #pack}.
   *
   * @param packed [S, F] in consecutive parts, F known
   * @return [T, N, F], zero in the padding
   */
  public abstract Operand<TFloat32> unpack(List<Operand<TFloat32>> packed);

  /** Returns the rows of {@code state} [N, F], longest first. */
  public abstract Operand<TFloat32> sort(Operand<TFloat32> state);

  /** The inverse of {@link #sort}. */
  public abstract Operand<TFloat32> unsort(Operand<TFloat32> sorted);

  /**
   * Returns whether the loop iterates in reverse, from the last step to the first. The packed order
   * is then that of time, not of reading.
   */
  boolean readsBackward() {
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

  /**
   * Lookup tables of a scan loop that is unrolled over {@code unroll} steps of a packed batch. Row
   * k belongs to iteration k, which begins with step k · unroll. Steps past the end, which the last
   * iteration may have, have no rows.
   *
   * <p>The slice arguments of an iteration are one row of numbers, so that one lookup fetches them
   * all. A begin or size is a pair for TensorFlow's slice, of rows and columns:
   *
   * <pre>
   *   begin    2           first of the iteration's rows among the S
   *   size     2           number of the iteration's rows
   *   counts   unroll      number of rows of each step
   *   sizes    2 · unroll  the counts as pairs
   * </pre>
   *
   * @param slices the slice arguments, [iterations, 4 + 3 · unroll]
   * @param growth paddings for {@code tf.pad} that grow the state from the next step's batch size
   *     to this step's, [iterations, unroll, 2, 2]
   */
  public record IterationTables(Operand<TInt32> slices, Operand<TInt32> growth) {
    /**
     * The slice arguments of one iteration.
     *
     * @param begin [2]
     * @param size [2]
     * @param counts [unroll]
     * @param sizes [2] each
     */
    record Slices(
        Operand<TInt32> begin,
        Operand<TInt32> size,
        Operand<TInt32> counts,
        List<Operand<TInt32>> sizes) {

      /**
       * Splits a row of the table.
       *
       * @param row [4 + 3 · unroll]
       */
      static Slices of(Ops tf, Operand<TInt32> row, int unroll) {
        IntStream pairs = IntStream.generate(() -> 2).limit(unroll);
        int[] columns = IntStream.concat(IntStream.of(2, 2, unroll), pairs).toArray();
        List<Operand<TInt32>> all =
            List.copyOf(
                tf.splitV(row, tf.array(columns), tf.constant(0), (long) columns.length).output());
        return new Slices(all.get(0), all.get(1), all.get(2), all.subList(3, 3 + unroll));
      }
    }

    /** Returns the number of columns of {@link #slices}. */
    public static int width(int unroll) {
      return 4 + 3 * unroll;
    }
  }

  /**
   * The vectors of a packed order, in the order in which they are fed: N rows, T steps, S packed
   * steps. The rows are ranked longest first.
   */
  public enum IndexVector {
    /** Number of steps of the longest row, [1]; a scalar in the graph. */
    STEPS,
    /** Row at each rank, [N]. */
    SORTED_INDICES,
    /** Rank of each row, [N]. */
    UNSORTED_INDICES,
    /** Index of each rank's last state among the N + S, [N]. */
    LAST_STATES,
    /** Index of the state before each packed step among the N + S, [S]. */
    STATES_BEFORE,

    /** Rank of each packed step, [S]. */
    RANK,
    /** 1 for a step within the row's length, else 0, [S]. */
    VALID,
    /** Index t·N + n that each packed step reads, [S]; see {@link Packing}. */
    FORWARD,
    /** The same for reverse order, [S]. */
    REVERSE,
    /**
     * For each index t·N + n one more than the packed step that reads it, or 0 in the padding,
     * [T·N].
     */
    FORWARD_SOURCE,
    /** The same for reverse order, [T·N]. */
    REVERSE_SOURCE,
    /** Number of steps of each segment, empty ones last. */
    SEGMENT_STEPS
  }

  /**
   * The packed order of rows of different lengths inside a graph.
   *
   * @param vectors the index vectors
   * @param segments the segments of steps with equal batch size
   */
  public record Indices(Map<IndexVector, Operand<TInt32>> vectors, List<Segment> segments) {

    /** Returns one of the index vectors. */
    Operand<TInt32> get(IndexVector vector) {
      return vectors.get(vector);
    }
  }

  /**
   * A packing in which every step has all rows, in their original order.
   *
   * <p>Without padding it is a reshape. Its reverse order is that of time for loops that can
   * iterate in reverse, so that nothing is moved; for others the steps are reversed.
   *
   * <p>With a {@link Mask} every row continues to the end of the batch, and results in the padding
   * are masked: for rows of similar length, where a few superfluous steps cost less than packing
   * and unpacking. In either order a row's padding comes after its valid steps, so no valid step
   * depends on the padding, and the padding adds nothing to a gradient.
   */
  public static final class Dense extends Packing {
    private final Optional<Mask> mask;
    private final boolean readsBackward;

    /**
     * The padding of a batch.
     *
     * @param lengths length of each row, [N]
     * @param reversal index t·N + n that each position reads in reverse order, [T·N]
     * @param valid whether a row has a step, [T, N, 1]
     */
    public record Mask(Operand<TInt32> lengths, Operand<TInt32> reversal, Operand<TBool> valid) {}

    private Dense(
        Ops tf,
        Operand<TInt32> steps,
        Operand<TInt32> rows,
        Order order,
        Optional<Mask> mask,
        boolean readsBackward) {
      super(tf, steps, rows, order);
      this.mask = mask;
      this.readsBackward = readsBackward;
    }

    /**
     * Prepares the packing of a batch without padding.
     *
     * @param granularity {@link Rows#NEEDED} for a loop over steps, which can start at either end
     */
    public static Dense unpadded(
        Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Order order, Rows granularity) {
      boolean backward = order == Order.REVERSE && granularity == Rows.NEEDED;
      return new Dense(tf, steps, rows, order, Optional.empty(), backward);
    }

    /** Prepares the packing of a batch with padding. */
    public static Dense masked(
        Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Order order, Mask mask) {
      return new Dense(tf, steps, rows, order, Optional.of(mask), false);
    }

    @Override
    public boolean dense() {
      return true;
    }

    @Override
    public boolean unpadded() {
      return mask.isEmpty();
    }

    @Override
    boolean readsBackward() {
      return readsBackward;
    }

    @Override
    public Operand<TInt32> steps() {
      return allSteps;
    }

    @Override
    public Optional<IterationTables> iterationTables(int unroll) {
      return Optional.empty();
    }

    @Override
    public List<Segment> segments() {
      return List.of(Segment.computed(tf, allSteps, allRows, tf.constant(0)));
    }

    @Override
    public Operand<TInt32> ranks() {
      return tf.math.floorMod(range(total()), allRows);
    }

    @Override
    public <T extends TNumber> Operand<T> pack(Operand<T> x) {
      return mask.isPresent() ? inReadingOrder(flat(x)) : flat(inReadingOrder(x));
    }

    @Override
    public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
      return pack(masked(x));
    }

    @Override
    public Operand<TFloat32> unpack(List<Operand<TFloat32>> parts) {
      Operand<TFloat32> packed = concatenated(parts);
      return mask.isPresent()
          ? masked(stepByStep(inReadingOrder(packed))) // a row's NaN spreads into its padding
          : inReadingOrder(stepByStep(packed));
    }

    /** The mask is the same in either order, since a row's padding comes after its valid steps. */
    @Override
    public Operand<TFloat32> maskPadding(Operand<TFloat32> packed) {
      return mask.isPresent() ? flat(masked(stepByStep(packed))) : packed;
    }

    @Override
    public Operand<TFloat32> sort(Operand<TFloat32> state) {
      return state;
    }

    @Override
    public Operand<TFloat32> unsort(Operand<TFloat32> sorted) {
      return sorted;
    }

    @Override
    public Operand<TFloat32> extend(Operand<TFloat32> initial, List<Operand<TFloat32>> packed) {
      return readsBackward
          ? tf.concat(List.of(concatenated(packed), initial), tf.constant(0))
          : super.extend(initial, packed);
    }

    @Override
    public Operand<TFloat32> afterSteps(Operand<TFloat32> extended) {
      return readsBackward ? firstRows(extended, total()) : super.afterSteps(extended);
    }

    /** Read backward, the state before a step is the one after the next step of the batch. */
    @Override
    public Operand<TFloat32> before(Operand<TFloat32> extended) {
      return readsBackward ? super.afterSteps(extended) : firstRows(extended, total());
    }

    /** Read backward, the step read last is the batch's first. */
    @Override
    public Operand<TFloat32> last(Operand<TFloat32> extended) {
      if (mask.isPresent()) {
        return tf.gather(extended, lastStates(mask.get()), tf.constant(0));
      }
      return readsBackward
          ? firstRows(extended, allRows)
          : tf.slice(extended, tf.stack(List.of(total(), tf.constant(0))), tf.array(-1, -1));
    }

    @Override
    public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
      Operand<TInt32> indices =
          mask.map(this::lastStates)
              .orElseGet(
                  () -> readsBackward ? range(allRows) : tf.math.add(total(), range(allRows)));
      return scattered(gradient, indices, tf.math.add(total(), allRows));
    }

    /** Returns the index of each row's last state among the N + S, [N]. */
    private Operand<TInt32> lastStates(Mask padding) {
      return tf.math.add(tf.math.mul(padding.lengths(), allRows), range(allRows));
    }

    /** Returns S, a scalar. */
    private Operand<TInt32> total() {
      return tf.math.mul(allSteps, allRows);
    }

    /** Reshapes {@code x} [T, N, F] to [S, F]. */
    private <T extends TNumber> Operand<T> flat(Operand<T> x) {
      return tf.reshape(x, tf.array(-1, lastSize(x)));
    }

    /** Reshapes {@code packed} [S, F] to [T, N, F]. */
    private Operand<TFloat32> stepByStep(Operand<TFloat32> packed) {
      return tf.reshape(
          packed, tf.stack(List.of(allSteps, allRows, tf.constant(lastSize(packed)))));
    }

    /** Returns {@code x} [T, N, F] with zeros in the padding, even over a NaN. */
    private Operand<TFloat32> masked(Operand<TFloat32> x) {
      return mask.<Operand<TFloat32>>map(m -> tf.select(m.valid(), x, tf.constant(0f))).orElse(x);
    }

    /**
     * Converts to reading order, or back: [S, F] with padding, else [T, N, F], of which whole steps
     * are copied at a time.
     */
    private <T extends TNumber> Operand<T> inReadingOrder(Operand<T> x) {
      if (order == Order.FORWARD || readsBackward) {
        return x;
      }
      Operand<TInt32> reversal =
          mask.map(Mask::reversal)
              .orElseGet(() -> tf.math.sub(tf.math.sub(allSteps, tf.constant(1)), range(allSteps)));
      return tf.gather(x, reversal, tf.constant(0));
    }
  }

  /** A packing of rows of different lengths, longest first; the batch shrinks as sequences end. */
  public static final class Ragged extends Packing {
    private final Indices indices;
    private final IntFunction<IterationTables> tables;
    private final Map<Integer, IterationTables> byUnroll = new HashMap<>();

    /**
     * Prepares the packing in forward order.
     *
     * @param indices indices of the packed steps
     * @param tables returns the lookup tables of a loop by its number of unrolled steps
     */
    public Ragged(
        Ops tf,
        Operand<TInt32> allSteps,
        Operand<TInt32> allRows,
        Indices indices,
        IntFunction<IterationTables> tables) {
      this(tf, allSteps, allRows, Order.FORWARD, indices, tables);
    }

    private Ragged(
        Ops tf,
        Operand<TInt32> allSteps,
        Operand<TInt32> allRows,
        Order order,
        Indices indices,
        IntFunction<IterationTables> tables) {
      super(tf, allSteps, allRows, order);
      this.indices = indices;
      this.tables = tables;
    }

    /** Returns the packing of the same rows in reverse order; it shares the indices. */
    public Ragged reversed() {
      return new Ragged(tf, allSteps, allRows, Order.REVERSE, indices, this::tables);
    }

    @Override
    public boolean dense() {
      return false;
    }

    @Override
    public Operand<TInt32> steps() {
      return indices.get(IndexVector.STEPS);
    }

    @Override
    public Optional<IterationTables> iterationTables(int unroll) {
      return Optional.of(tables(unroll));
    }

    private IterationTables tables(int unroll) {
      return byUnroll.computeIfAbsent(unroll, tables::apply);
    }

    @Override
    public List<Segment> segments() {
      return indices.segments();
    }

    @Override
    public Operand<TInt32> ranks() {
      return indices.get(IndexVector.RANK);
    }

    @Override
    public <T extends TNumber> Operand<T> pack(Operand<T> x) {
      return tf.gather(tf.reshape(x, tf.array(-1, lastSize(x))), readIndices(), tf.constant(0));
    }

    @Override
    public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
      return tf.math.mul(
          pack(x),
          tf.expandDims(
              tf.dtypes.cast(indices.get(IndexVector.VALID), TFloat32.class), tf.constant(1)));
    }

    @Override
    public Operand<TFloat32> maskPadding(Operand<TFloat32> packed) {
      Operand<TBool> valid = tf.math.greater(indices.get(IndexVector.VALID), tf.constant(0)); // [S]
      return tf.select(tf.expandDims(valid, tf.constant(1)), packed, tf.constant(0f));
    }

    @Override
    public Operand<TFloat32> unpack(List<Operand<TFloat32>> packed) {
      // not tf.zeros, which reads the names of all operations of the graph
      Operand<TFloat32> padding = tf.fill(tf.array(1, lastSize(packed.get(0))), tf.constant(0f));
      Operand<TInt32> source =
          order == Order.FORWARD
              ? indices.get(IndexVector.FORWARD_SOURCE)
              : indices.get(IndexVector.REVERSE_SOURCE); // [T·N]
      return tf.gather(
          prepend(padding, packed),
          tf.reshape(source, tf.stack(List.of(allSteps, allRows))),
          tf.constant(0));
    }

    @Override
    public Operand<TFloat32> sort(Operand<TFloat32> state) {
      return tf.gather(state, indices.get(IndexVector.SORTED_INDICES), tf.constant(0));
    }

    @Override
    public Operand<TFloat32> unsort(Operand<TFloat32> sorted) {
      return tf.gather(sorted, indices.get(IndexVector.UNSORTED_INDICES), tf.constant(0));
    }

    @Override
    public Operand<TFloat32> last(Operand<TFloat32> extended) {
      return tf.gather(extended, indices.get(IndexVector.LAST_STATES), tf.constant(0));
    }

    @Override
    public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
      return scattered(
          gradient,
          indices.get(IndexVector.LAST_STATES),
          tf.math.add(allRows, tf.size(indices.get(IndexVector.RANK))));
    }

    @Override
    public Operand<TFloat32> before(Operand<TFloat32> extended) {
      return tf.gather(extended, indices.get(IndexVector.STATES_BEFORE), tf.constant(0));
    }

    /** Returns the index that each packed step reads, [S]. */
    private Operand<TInt32> readIndices() {
      return order == Order.FORWARD
          ? indices.get(IndexVector.FORWARD)
          : indices.get(IndexVector.REVERSE);
    }
  }
}
