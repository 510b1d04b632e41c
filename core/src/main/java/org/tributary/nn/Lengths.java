package org.tributary.nn;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.SequenceLengths;

/**
 * The lengths of the sequences of a value [N, L, ..].
 *
 * @param input the number of the input that the sequences come from
 * @param ofInput the length of a sequence whose input has a given length
 * @param inGraph the lengths in the graph
 * @param values [N]
 */
record Lengths(
    Build build,
    int input,
    IntUnaryOperator ofInput,
    SequenceLengths inGraph,
    Operand<TInt32> values) {

  private Ops tf() {
    return build.tf();
  }

  Operand<TFloat32> asFloat() {
    return build.withoutGradient(tf().dtypes.cast(values, TFloat32.class));
  }

  /** Returns whether each step is valid, [N, L]. */
  Operand<TBool> steps(Operand<?> value) {
    Operand<TInt32> steps = tf().gather(tf().shape(value), tf().constant(1), tf().constant(0));
    Operand<TInt32> each = tf().range(tf().constant(0), steps, tf().constant(1)); // [L]
    return tf().math.less(each, tf().expandDims(values, tf().constant(1)));
  }

  /** Returns whether each step is valid, with axes of size 1 up to the rank of {@code value}. */
  Operand<TBool> valid(Operand<?> value) {
    Operand<TBool> steps = steps(value);
    for (int axis = 2; axis < value.shape().numDimensions(); axis++) {
      steps = tf().expandDims(steps, tf().constant(axis));
    }
    return steps;
  }

  Operand<TFloat32> masked(Operand<TFloat32> x) {
    return tf().select(valid(x), x, tf().constant(0f));
  }

  Operand<TFloat32> last(Operand<TFloat32> x) {
    Operand<TFloat32> timeMajor = swapped(x);
    return inGraph.last(timeMajor, tf().constant(0f));
  }

  Operand<TFloat32> reversed(Operand<TFloat32> x) {
    return swapped(inGraph.reversed(swapped(x)));
  }

  private Operand<TFloat32> swapped(Operand<TFloat32> x) {
    return tf().linalg.transpose(x, tf().array(1, 0, 2));
  }

  /** Returns the lengths after pooling over windows, of a value [N, L / window, F]. */
  Lengths pooled(Operand<TFloat32> value, int window) {
    Operand<TInt32> fewer = tf().math.floorDiv(values, tf().constant(window));
    Operand<TInt32> steps = tf().gather(tf().shape(value), tf().constant(1), tf().constant(0));
    return new Lengths(
        build,
        input,
        length -> ofInput.applyAsInt(length) / window,
        new SequenceLengths(tf(), fewer, steps),
        fewer);
  }

  /** Returns the positions t·N + n of the valid steps, sequence after sequence, [M]. */
  Operand<TInt32> positions(Operand<?> value) {
    Operand<TInt32> places =
        tf().dtypes.cast(tf().where(steps(value)), TInt32.class); // [M, 2], (n, t)
    Operand<TInt32> row = tf().gather(places, tf().constant(0), tf().constant(1));
    Operand<TInt32> step = tf().gather(places, tf().constant(1), tf().constant(1));
    Operand<TInt32> rows = tf().gather(tf().shape(values), tf().constant(0), tf().constant(0));
    return tf().math.add(tf().math.mul(step, rows), row);
  }

  /** Returns the rows of the valid steps of a value [N, L, ..], sequence after sequence. */
  <T extends org.tensorflow.types.family.TType> Operand<T> packed(Operand<T> value) {
    return tf().gatherNd(value, tf().where(steps(value)));
  }

  static List<Operand<TInt32>> sizes(Ops tf, Operand<?> value, int count) {
    return java.util.stream.IntStream.range(0, count)
        .<Operand<TInt32>>mapToObj(k -> tf.gather(tf.shape(value), tf.constant(k), tf.constant(0)))
        .toList();
  }
}
