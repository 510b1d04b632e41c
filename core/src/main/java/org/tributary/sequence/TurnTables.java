package org.tributary.sequence;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TInt32;

/**
 * What a loop looks up that takes {@code stride} steps of a packed batch in a turn: in row t, what
 * the turn needs whose first step is t. A begin or size is a pair for TensorFlow's slice, of rows
 * and columns. Where the stride is 1, the dimension of that size is not there.
 *
 * @param starts where the turn's rows begin among the S, [T, 2]
 * @param sizes how many they are, all together, [T, 2]
 * @param counts how many each step has, [T, stride]
 * @param stepSizes the same as pairs, [T, stride, 2]
 * @param startsBefore where the states before each step begin among the N + S, [T, stride, 2]
 * @param growth how many rows each step has more than the one after it, as padding, [T, stride, 2,
 *     2]
 */
public record TurnTables(
    Operand<TInt32> starts,
    Operand<TInt32> sizes,
    Operand<TInt32> counts,
    Operand<TInt32> stepSizes,
    Operand<TInt32> startsBefore,
    Operand<TInt32> growth) {

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
    return new TurnTables(
        pairs(tf, starts, 0),
        pairs(tf, inTurn, -1),
        each,
        steps.apply(pairs(tf, counts, -1)),
        steps.apply(pairs(tf, startsBefore, 0)),
        steps.apply(growth(tf, counts)));
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
