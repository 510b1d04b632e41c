package org.tributary.nn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Indices of a model in its graph, such as words or labels: [N], or [N, L] for sequences, which
 * know their lengths if these are uneven. It is an operand of TensorFlow.
 */
public final class Ints implements Operand<TInt32> {
  private final Build build;
  private final Output<TInt32> output;
  private final Map<Integer, Lengths> axes;

  Ints(Build build, Operand<TInt32> operand, Map<Integer, Lengths> axes) {
    this.build = build;
    this.output = operand.asOutput();
    this.axes = Map.copyOf(axes);
  }

  /** Returns the operand in the graph, or in that of the formula of a scan. */
  @Override
  public Output<TInt32> asOutput() {
    return build.visible(output);
  }

  @Override
  public Operation op() {
    return asOutput().op();
  }

  Map<Integer, Lengths> axes() {
    return axes;
  }

  /** Returns the lengths along axis 1, if they are uneven. */
  Optional<Lengths> lengths() {
    return Optional.ofNullable(axes.get(1)).filter(Lengths::isUneven);
  }

  /** Requires, of the indices of an input, that each of them is in a range. */
  void require(Build.Range range) {
    build.require(output, range);
  }

  /** Returns the indices as numbers. */
  public Floats toFloats() {
    return new Floats(
        build, build.withoutGradient(build.tf().dtypes.cast(this, TFloat32.class)), axes);
  }

  /**
   * Returns a vector with a 1 at each index and zeros elsewhere, [.., size]: PyTorch's {@code
   * one_hot}. As there, an index out of range is refused, including a negative one.
   *
   * @param size the size of the vector, at least 1
   */
  public Floats oneHot(int size) {
    Network.requirePositive("oneHot", size);
    require(
        new Build.Range(
            "oneHot",
            "indices",
            0,
            size - 1,
            false,
            false,
            "is the size too small? Map missing values, such as -1 from indexOf, to an index of their own"));
    Ops tf = build.tf();
    return new Floats(
        build,
        build.withoutGradient(
            tf.oneHot(checked(tf, size), tf.constant(size), tf.constant(1f), tf.constant(0f))),
        axes);
  }

  /** Returns the indices; computed ones with a check in every run that none is too large. */
  private Operand<TInt32> checked(Ops tf, int size) {
    if (build.isInput(output)) {
      return this; // checked before it is fed
    }
    int[] all = IntStream.range(0, shape().numDimensions()).toArray();
    Operand<TInt32> largest = tf.reduceMax(this, tf.constant(all));
    Op check =
        tf.assertThat(
            tf.math.less(largest, tf.constant(size)),
            List.of(
                tf.constant(
                    "oneHot: expected indices from 0 to %d, got a larger one from argMax; is the size too small? Largest index:"
                        .formatted(size - 1)),
                largest));
    return tf.withControlDependencies(List.of(check)).identity(this);
  }
}
