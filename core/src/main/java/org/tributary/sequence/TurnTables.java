package org.tributary.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TInt32;

/**
 * What a loop looks up that takes {@code stride} steps of a packed batch in a turn: in row t, what
 * the turn needs whose first step is t.
 *
 * <p>Everything a turn cuts with stands in one row of numbers, to be looked up at once. A begin or
 * size is a pair for TensorFlow's slice, of rows and columns:
 *
 * <pre>
 *   begin    2           where the turn's rows begin among the S
 *   size     2           how many they are, all together
 *   counts   stride      how many each step has
 *   sizes    2 · stride  the same as pairs
 *   before   2 · stride  where the states before each step begin among the N + S
 * </pre>
 *
 * @param cuts these, [T, 4 + 5 · stride]
 * @param growth how many rows each step has more than the one after it, as padding, [T, stride, 2,
 *     2], or [T, 2, 2] where the stride is 1
 */
public record TurnTables(Operand<TInt32> cuts, Operand<TInt32> growth) {

  /**
   * A row of {@link #cuts}, taken apart.
   *
   * @param begin [2]
   * @param size [2]
   * @param counts [stride]
   * @param sizes [2] each
   * @param before [2] each, none where they were not asked for
   */
  public record Cuts(
      Operand<TInt32> begin,
      Operand<TInt32> size,
      Operand<TInt32> counts,
      List<Operand<TInt32>> sizes,
      List<Operand<TInt32>> before) {

    /**
     * Takes a row apart.
     *
     * @param row [4 + 5 · stride]
     * @param before whether states before steps are cut too
     */
    public static Cuts of(Ops tf, Operand<TInt32> row, int stride, boolean before) {
      IntStream pairs = IntStream.generate(() -> 2).limit(before ? 2L * stride : stride);
      IntStream rest = before ? IntStream.empty() : IntStream.of(2 * stride);
      int[] pieces =
          Stream.of(IntStream.of(2, 2, stride), pairs, rest).flatMapToInt(sizes -> sizes).toArray();
      List<Operand<TInt32>> all =
          List.copyOf(
              tf.splitV(row, tf.array(pieces), tf.constant(0), (long) pieces.length).output());
      return new Cuts(
          all.get(0),
          all.get(1),
          all.get(2),
          all.subList(3, 3 + stride),
          before ? all.subList(3 + stride, 3 + 2 * stride) : List.of());
    }
  }

  /** How many numbers a row of {@link #cuts} has. */
  static int width(int stride) {
    return 4 + 5 * stride;
  }

  /** Computes them in the graph, of what {@link Packing} has under the same names. */
  static TurnTables computed(
      Ops tf,
      Operand<TInt32> counts,
      Operand<TInt32> starts,
      Operand<TInt32> startsBefore,
      int stride) {
    UnaryOperator<Operand<TInt32>> steps = stride == 1 ? x -> x : following(tf, counts, stride);
    Operand<TInt32> each = steps.apply(counts);
    Operand<TInt32> inTurn = stride == 1 ? each : tf.reduceSum(each, tf.constant(1)); // [T]
    List<Operand<TInt32>> columns = new ArrayList<>();
    columns.add(pairs(tf, starts, 0));
    columns.add(pairs(tf, inTurn, -1));
    columns.add(tf.reshape(each, tf.array(-1, stride)));
    for (Operand<TInt32> pairs : List.of(pairs(tf, counts, -1), pairs(tf, startsBefore, 0))) {
      columns.add(tf.reshape(steps.apply(pairs), tf.array(-1, 2 * stride)));
    }
    return new TurnTables(tf.concat(columns, tf.constant(1)), steps.apply(growth(tf, counts)));
  }

  /**
   * [T, ...] as [T, stride, ...]: beside each step's own those of the steps that follow. For the
   * last ones, which no turn looks up, the last comes again.
   */
  private static UnaryOperator<Operand<TInt32>> following(
      Ops tf, Operand<TInt32> counts, int stride) {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    Operand<TInt32> count = tf.gather(tf.shape(counts), zero, zero);
    Operand<TInt32> index =
        tf.math.minimum(
            tf.math.add(
                tf.expandDims(tf.range(zero, count, one), one),
                tf.constant(IntStream.range(0, stride).toArray())),
            tf.math.sub(count, one)); // [T, stride]
    return each -> tf.gather(each, index, zero);
  }

  private static Operand<TInt32> pairs(Ops tf, Operand<TInt32> values, int column) {
    return tf.stack(
        List.of(values, tf.fill(tf.shape(values), tf.constant(column))), Stack.axis(1L)); // [T, 2]
  }

  private static Operand<TInt32> growth(Ops tf, Operand<TInt32> counts) {
    Operand<TInt32> after =
        tf.slice(
            tf.concat(List.of(counts, tf.array(0)), tf.constant(0)),
            tf.array(1),
            tf.shape(counts)); // [T]
    Operand<TInt32> none = tf.zerosLike(counts);
    return tf.reshape(
        tf.stack(List.of(none, tf.math.sub(counts, after), none, none), Stack.axis(1L)),
        tf.array(-1, 2, 2));
  }
}
