package org.tributary.nn;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.SequenceLengths;
import org.tributary.internal.graph.Axes;

/**
 * The lengths of the sequences along an axis of a value, usually [N, L, ..].
 *
 * @param input the number of the input that the sequences come from
 * @param ofInput the length of a sequence whose input has a given length
 * @param inGraph the lengths in the graph; null where the sequences of each batch have one length
 * @param values [N]; null as well
 * @param isReversed whether the steps are in reverse order
 */
record Lengths(
    Build build,
    int input,
    IntUnaryOperator ofInput,
    SequenceLengths inGraph,
    Operand<TInt32> values,
    boolean isReversed) {

  private Ops tf() {
    return build.tf();
  }

  /** Returns the lengths of an input. */
  static Lengths of(Build build, Input<?> input) {
    return new Lengths(
        build,
        input.number(),
        length -> length,
        input.fedLengths().map(FedSequenceLengths::lengths).orElse(null),
        input.fedLengths().map(FedSequenceLengths::values).orElse(null),
        false);
  }

  /** Returns the lengths of the sequences in reverse order. */
  Lengths reversed() {
    return new Lengths(build, input, ofInput, inGraph, values, !isReversed);
  }

  boolean isUneven() {
    return values != null;
  }

  /** Returns the lengths as the graph that is being built sees them. */
  private Operand<TInt32> visible() {
    return build.visibleLengths(values);
  }

  /** Returns the lengths as numbers, [N, 1, ..] with {@code rank} axes. */
  Operand<TFloat32> asFloat(int rank) {
    return build.withoutGradient(
        tf().reshape(tf().dtypes.cast(visible(), TFloat32.class), column(rank)));
  }

  private Operand<TInt32> column(int rank) {
    int[] shape = new int[rank];
    Arrays.fill(shape, 1);
    shape[0] = -1;
    return tf().array(shape);
  }

  /** Returns whether each step is valid, [N, L]. */
  Operand<TBool> steps(Operand<?> value) {
    return tf().math.less(range(value, 1), tf().expandDims(values, tf().constant(1)));
  }

  /**
   * Returns whether each step along an axis is valid, with axes of size 1 up to the rank of {@code
   * value}.
   */
  Operand<TBool> valid(Operand<?> value, int axis) {
    int rank = value.shape().numDimensions();
    return tf().math.less(places(value, axis), tf().reshape(visible(), column(rank)));
  }

  /** Returns the value of each sequence at a place counted from its end, without the axis. */
  Operand<TFloat32> fromEnd(Operand<TFloat32> value, int axis, int index) {
    int rank = value.shape().numDimensions();
    Operand<TInt32> place =
        tf().reshape(tf().math.add(visible(), tf().constant(index)), column(rank));
    Operand<TBool> wanted = tf().math.equal(places(value, axis), place);
    return tf().reduceSum(tf().select(wanted, value, tf().constant(0f)), tf().constant(axis));
  }

  /** Returns the indices of an axis, [L, 1, ..] with the axes after it. */
  private Operand<TInt32> places(Operand<?> value, int axis) {
    return tf().reshape(range(value, axis), column(value.shape().numDimensions() - axis));
  }

  /** Returns the indices of an axis, [L]. */
  private Operand<TInt32> range(Operand<?> value, int axis) {
    return tf().range(tf().constant(0), Axes.size(tf(), value, axis), tf().constant(1));
  }

  Operand<TFloat32> last(Operand<TFloat32> x) {
    Operand<TFloat32> timeMajor = swapped(x);
    return inGraph.last(timeMajor, tf().zerosLike(Axes.at(tf(), timeMajor, 0)));
  }

  Operand<TFloat32> reversed(Operand<TFloat32> x) {
    return swapped(inGraph.reversed(swapped(x)));
  }

  private Operand<TFloat32> swapped(Operand<TFloat32> x) {
    return tf().linalg.transpose(x, tf().array(1, 0, 2));
  }

  /** Returns the lengths after pooling over windows, of a value [N, L / window, F]. */
  Lengths pooled(Operand<TFloat32> value, int window) {
    IntUnaryOperator after = length -> ofInput.applyAsInt(length) / window;
    return of(value, 1, after, length -> tf().math.floorDiv(length, tf().constant(window)));
  }

  /** Returns the lengths of the range of an axis, of a value after it. */
  Lengths sliced(Operand<TFloat32> value, int axis, int from, int to) {
    IntUnaryOperator after = length -> Math.max(0, Math.min(to, ofInput.applyAsInt(length)) - from);
    return of(
        value,
        axis,
        after,
        length -> {
          Operand<TInt32> end = tf().math.minimum(length, tf().constant(to));
          return tf().math.maximum(tf().math.sub(end, tf().constant(from)), tf().constant(0));
        });
  }

  /**
   * @param after the length of a sequence whose input has a given length; may be 0
   * @param inGraph the same of these lengths in the graph
   */
  private Lengths of(
      Operand<TFloat32> value,
      int axis,
      IntUnaryOperator after,
      UnaryOperator<Operand<TInt32>> inGraph) {
    build.mayBeEmpty(input, after);
    if (!isUneven()) {
      return new Lengths(build, input, after, null, null, isReversed);
    }
    Operand<TInt32> lengths = tf().stopGradient(inGraph.apply(values));
    Operand<TInt32> steps = Axes.size(tf(), value, axis);
    return new Lengths(
        build, input, after, new SequenceLengths(tf(), lengths, steps), lengths, isReversed);
  }

  /** Returns the positions t·N + n of the valid steps, sequence after sequence, [M]. */
  Operand<TInt32> positions(Operand<?> value) {
    Operand<TInt32> places =
        tf().dtypes.cast(tf().where(steps(value)), TInt32.class); // [M, 2], (n, t)
    Operand<TInt32> row = tf().gather(places, tf().constant(0), tf().constant(1));
    Operand<TInt32> step = tf().gather(places, tf().constant(1), tf().constant(1));
    return tf().math.add(tf().math.mul(step, Axes.size(tf(), values, 0)), row);
  }

  /** Returns the rows of the valid steps of a value [N, L, ..], sequence after sequence. */
  <T extends org.tensorflow.types.family.TType> Operand<T> packed(Operand<T> value) {
    return tf().gatherNd(value, tf().where(steps(value)));
  }
}
