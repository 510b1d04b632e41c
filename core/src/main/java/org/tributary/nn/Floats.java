package org.tributary.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.layer.LinearLayer;
import org.tributary.internal.NullChecks;
import org.tributary.internal.operand.ShapeCheck;

/**
 * Numbers of a model in its graph: PyTorch's tensor of float32. Batch-first: [N, ..], or [N, L, ..]
 * for sequences. A value that comes from sequences of uneven lengths knows the lengths; methods
 * that keep N and L keep them. Letters: N examples, L steps, F features.
 *
 * <p>It is an operand of TensorFlow, so that any operation of {@link Network#tf} takes it; {@link
 * #with} makes a value of the result. Negative axes count from the end.
 */
public final class Floats implements Operand<TFloat32> {
  private final Build build;
  private final Output<TFloat32> output;
  private final Optional<Lengths> lengths;

  Floats(Build build, Operand<TFloat32> operand, Optional<Lengths> lengths) {
    this.build = build;
    this.output = operand.asOutput();
    this.lengths = lengths;
  }

  /** Returns the operand in the graph, or in that of the formula of a scan. */
  @Override
  public Output<TFloat32> asOutput() {
    return build.visible(output);
  }

  @Override
  public Operation op() {
    return asOutput().op();
  }

  Build build() {
    return build;
  }

  Optional<Lengths> lengths() {
    return lengths;
  }

  private Ops tf() {
    return build.tf();
  }

  /**
   * Returns the result of an operation of {@link Network#tf} as a value with the lengths of this
   * one.
   *
   * @param operand [N, L, ..] where this value is [N, L, ..]
   */
  public Floats with(Operand<TFloat32> operand) {
    NullChecks.require("operand", "the result of an operation", operand);
    return new Floats(build, operand, lengths);
  }

  private Floats withoutLengths(Operand<TFloat32> operand) {
    return new Floats(build, operand, Optional.empty());
  }

  /** Returns the result of an operation on two values, with the lengths of either. */
  private Floats both(Floats other, BinaryOperator<Operand<TFloat32>> operation) {
    NullChecks.require("other", "a value", other);
    return new Floats(build, operation.apply(this, other), lengths.or(() -> other.lengths));
  }

  private Operand<TFloat32> scalar(double value) {
    return tf().constant((float) value);
  }

  /** Returns the number of dimensions. */
  int dimensions() {
    Shape shape = shape();
    if (shape.isUnknown()) {
      throw new IllegalArgumentException(
          "value: expected a known number of dimensions, got none; reshape it");
    }
    return shape.numDimensions();
  }

  /** Returns the size of an axis, which must be known. */
  int size(int axis) {
    long size = shape().get(axis(axis));
    if (size == Shape.UNKNOWN_SIZE) {
      throw new IllegalArgumentException(
          "value: expected a known size of axis %d, got shape %s; reshape it"
              .formatted(axis, shape()));
    }
    return Math.toIntExact(size);
  }

  private int axis(int axis) {
    int rank = dimensions();
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException(
          "axis: expected one from %d to %d of shape %s, got %d"
              .formatted(-rank, rank - 1, shape(), axis));
    }
    return axis < 0 ? axis + rank : axis;
  }

  /** Returns x + y, with broadcasting. */
  public Floats plus(Floats other) {
    return both(other, (x, y) -> tf().math.add(x, y));
  }

  /** Returns x + y. */
  public Floats plus(double other) {
    return with(tf().math.add(this, scalar(other)));
  }

  /** Returns x − y, with broadcasting. */
  public Floats minus(Floats other) {
    return both(other, (x, y) -> tf().math.sub(x, y));
  }

  /** Returns x − y. */
  public Floats minus(double other) {
    return with(tf().math.sub(this, scalar(other)));
  }

  /** Returns x · y for each element, with broadcasting. */
  public Floats times(Floats other) {
    return both(other, (x, y) -> tf().math.mul(x, y));
  }

  /** Returns x · y. */
  public Floats times(double other) {
    return with(tf().math.mul(this, scalar(other)));
  }

  /** Returns x / y for each element, with broadcasting. */
  public Floats dividedBy(Floats other) {
    return both(other, (x, y) -> tf().math.div(x, y));
  }

  /** Returns the larger of x and y for each element, with broadcasting. */
  public Floats maximum(Floats other) {
    return both(other, (x, y) -> tf().math.maximum(x, y));
  }

  /** Returns the smaller of x and y for each element, with broadcasting. */
  public Floats minimum(Floats other) {
    return both(other, (x, y) -> tf().math.minimum(x, y));
  }

  /** Returns −x. */
  public Floats negated() {
    return with(tf().math.neg(this));
  }

  /** Returns |x|. */
  public Floats abs() {
    return with(tf().math.abs(this));
  }

  /** Returns x². */
  public Floats square() {
    return with(tf().math.square(this));
  }

  /** Returns √x. */
  public Floats sqrt() {
    return with(tf().math.sqrt(this));
  }

  /** Returns eˣ. */
  public Floats exp() {
    return with(tf().math.exp(this));
  }

  /** Returns ln x. */
  public Floats log() {
    return with(tf().math.log(this));
  }

  /** Returns tanh x. */
  public Floats tanh() {
    return with(tf().math.tanh(this));
  }

  /** Returns 1 / (1 + e⁻ˣ). */
  public Floats sigmoid() {
    return with(tf().math.sigmoid(this));
  }

  /** Returns max(x, 0). */
  public Floats relu() {
    return with(tf().nn.relu(this));
  }

  /** Returns ln(1 + eˣ). */
  public Floats softplus() {
    return with(tf().math.softplus(this));
  }

  /** Returns x Φ(x), PyTorch's {@code gelu} without approximation. */
  public Floats gelu() {
    return times(with(tf().math.erf(times(Math.sqrt(0.5)))).plus(1).times(0.5));
  }

  /** Returns the softmax over the last axis. */
  public Floats softmax() {
    return with(tf().nn.softmax(this));
  }

  /** Returns the logarithm of the softmax over the last axis. */
  public Floats logSoftmax() {
    // TensorFlow's gradient of its own operation is that of two dimensions alone
    Floats shifted = minus(max(-1).unsqueeze(-1).detach());
    return shifted.minus(shifted.exp().sum(-1).unsqueeze(-1).log());
  }

  /**
   * Drops each element with a probability in training, and scales the others by 1/(1 − p):
   * PyTorch's {@code dropout}.
   *
   * @param probability p, at least 0 and below 1
   */
  public Floats dropout(double probability) {
    return with(build.dropout(this, probability));
  }

  /** Returns the value without a gradient: PyTorch's {@code detach}. */
  public Floats detach() {
    return with(tf().stopGradient(this));
  }

  /**
   * Returns 1 for each number and 0 for each NaN, for targets that may be missing: an input of
   * numbers may then have NaNs, and losses take the result as their weights.
   */
  public Floats notNaN() {
    build.allowNaN(output);
    Operand<TBool> isNumber = tf().math.logicalNot(tf().math.isNan(this));
    return with(build.withoutGradient(tf().dtypes.cast(isNumber, TFloat32.class)));
  }

  /** Returns the sum over an axis, which is removed. In the padding of sequences values count. */
  public Floats sum(int axis) {
    return reduced(axis, tf().reduceSum(this, tf().constant(axis(axis))));
  }

  /** Returns the mean over an axis, which is removed; for sequences see {@link #meanOverTime}. */
  public Floats mean(int axis) {
    return reduced(axis, tf().math.mean(this, tf().constant(axis(axis))));
  }

  /** Returns the maximum over an axis, which is removed; for sequences see {@link #maxOverTime}. */
  public Floats max(int axis) {
    return reduced(axis, tf().reduceMax(this, tf().constant(axis(axis))));
  }

  /** Returns the mean of all elements but those in the padding, a scalar. */
  public Floats mean() {
    return new Losses(build, "mean").mean(this, Optional.empty(), this);
  }

  /** Returns the sum of all elements but those in the padding, a scalar. */
  public Floats sum() {
    return withoutLengths(tf().reduceSum(masked(), allAxes()));
  }

  private Operand<TInt32> allAxes() {
    return tf().constant(IntStream.range(0, dimensions()).toArray());
  }

  private Floats reduced(int axis, Operand<TFloat32> result) {
    return axis(axis) > 1 ? with(result) : withoutLengths(result);
  }

  /** Returns the index of the largest element along the last axis, one dimension less. */
  public Ints argMax() {
    int last = dimensions() - 1;
    return new Ints(
        build,
        tf().math.argMax(this, tf().constant(last), TInt32.class),
        last > 1 ? lengths : Optional.empty());
  }

  /**
   * Returns the product of matrices, [.., A, B] · [.., B, C] = [.., A, C]: PyTorch's {@code
   * matmul}. Both have the same number of dimensions.
   */
  public Floats matmul(Floats other) {
    NullChecks.require("other", "a value", other);
    return with(tf().train.batchMatMul(this, other, TFloat32.class));
  }

  /** Returns the product with a transposed matrix, [.., A, B] · [.., C, B]ᵀ = [.., A, C]. */
  public Floats matmulTransposed(Floats other) {
    NullChecks.require("other", "a value", other);
    return with(tf().train.batchMatMul(this, other, TFloat32.class, BatchMatMul.adjY(true)));
  }

  /**
   * Returns x Wᵀ: PyTorch's {@code F.linear}, for instance with the weight of an embedding.
   *
   * @param weight [out, in], where the last axis of this value is in
   * @return [.., out]
   */
  public Floats linear(Floats weight) {
    ShapeCheck.require("weight", weight, "[out, in]", -1, -1);
    return with(
        new LinearLayer(weight.size(1), weight.size(0)).forward(tf(), this, weight.asOutput()));
  }

  /** Returns this value and others side by side along the last axis. */
  public Floats concat(Floats... others) {
    NullChecks.requireElements("others", "value", Arrays.asList(others));
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(this));
    all.addAll(Arrays.asList(others));
    Optional<Lengths> known = lengths;
    for (Floats other : others) {
      known = known.isPresent() ? known : other.lengths;
    }
    return new Floats(build, tf().concat(all, tf().constant(dimensions() - 1)), known);
  }

  /** Returns {@code count} equal parts of the last axis: PyTorch's {@code chunk}. */
  public List<Floats> chunk(int count) {
    return tf().split(tf().constant(dimensions() - 1), this, (long) count).output().stream()
        .map(this::with)
        .toList();
  }

  /**
   * Returns a range of an axis.
   *
   * @param from the first index
   * @param to the index after the last
   */
  public Floats slice(int axis, int from, int to) {
    int[] begin = new int[dimensions()];
    int[] size = new int[dimensions()];
    Arrays.fill(size, -1);
    begin[axis(axis)] = from;
    size[axis(axis)] = to - from;
    Operand<TFloat32> result = tf().slice(this, tf().array(begin), tf().array(size));
    return axis(axis) > 1 ? with(result) : withoutLengths(result);
  }

  /** Returns the values of one index of an axis, which is removed: PyTorch's {@code select}. */
  public Floats select(int axis, int index) {
    return reduced(axis, tf().gather(this, tf().constant(index), tf().constant(axis(axis))));
  }

  /** Returns the value with a further axis of size 1. */
  public Floats unsqueeze(int axis) {
    int at = axis < 0 ? axis + dimensions() + 1 : axis;
    Operand<TFloat32> result = tf().expandDims(this, tf().constant(at));
    return at > 1 ? with(result) : withoutLengths(result);
  }

  /** Returns the value without an axis of size 1. */
  public Floats squeeze(int axis) {
    ShapeCheck.require("squeeze", Shape.of(shape().get(axis(axis))), "size 1 of axis " + axis, 1);
    return reduced(axis, tf().squeeze(this, Squeeze.axis(List.of((long) axis(axis)))));
  }

  /** Returns the value with two axes exchanged: PyTorch's {@code transpose}. */
  public Floats transpose(int first, int second) {
    int[] order = IntStream.range(0, dimensions()).toArray();
    order[axis(first)] = axis(second);
    order[axis(second)] = axis(first);
    Operand<TFloat32> result = tf().linalg.transpose(this, tf().array(order));
    return axis(first) > 1 && axis(second) > 1 ? with(result) : withoutLengths(result);
  }

  /** Returns the same numbers in another shape; one size may be −1. The lengths are lost. */
  public Floats reshape(int... shape) {
    NullChecks.require("shape", "sizes", shape);
    return withoutLengths(tf().reshape(this, tf().array(shape)));
  }

  /** Returns the value repeated along a new axis 1, [N, F] to [N, L, F] for the L of a sequence. */
  public Floats repeatedAlong(Floats sequence) {
    ShapeCheck.require("sequence", sequence, "[N, L, F] (examples, steps, features)", -1, -1, -1);
    Operand<TFloat32> ones =
        build.ones(tf().slice(sequence.asOutput(), tf().array(0, 0, 0), tf().array(-1, -1, 1)));
    return new Floats(build, tf().math.mul(unsqueeze(1), ones), sequence.lengths);
  }

  /** Returns the values with zeros in the padding of sequences, even over NaN. */
  public Floats masked() {
    return lengths.map(l -> with(l.masked(this))).orElse(this);
  }

  /** Returns the mean over the steps of each sequence, [N, F]; 0 for one without steps. */
  public Floats meanOverTime() {
    requireSequence("meanOverTime");
    return lengths
        .map(
            l ->
                withoutLengths(
                    tf().math
                        .divNoNan(masked().sum(1), tf().expandDims(l.asFloat(), tf().constant(1)))))
        .orElseGet(() -> mean(1));
  }

  /**
   * Returns the maximum over the steps of each sequence, [N, F]; the least number of float32 for
   * one without steps.
   */
  public Floats maxOverTime() {
    requireSequence("maxOverTime");
    return withLowPadding().max(1);
  }

  private Floats withLowPadding() {
    return lengths
        .map(l -> with(tf().select(l.valid(this), this, scalar(-Float.MAX_VALUE))))
        .orElse(this);
  }

  /**
   * Returns the maximum of every {@code window} steps, [N, L / window, F]; steps that do not fill a
   * window are left out: PyTorch's {@code max_pool1d}.
   */
  public Floats maxPool1d(int window) {
    requireSequence("maxPool1d");
    Operand<TInt32> size = tf().array(1, 1, window, 1);
    Operand<TFloat32> pooled = tf().nn.maxPool(withLowPadding().unsqueeze(1), size, size, "VALID");
    Floats result = withoutLengths(pooled).squeeze(1);
    return lengths
        .map(l -> new Floats(build, result, Optional.of(l.pooled(result, window))))
        .orElse(result);
  }

  /** Returns the step at the end of each sequence, [N, F]; 0 for one without steps. */
  public Floats last() {
    requireSequence("last");
    return lengths
        .map(l -> withoutLengths(l.last(this)))
        .orElseGet(
            () -> {
              Operand<TInt32> steps = tf().slice(tf().shape(this), tf().array(1), tf().array(1));
              Operand<TInt32> last = tf().math.sub(steps, tf().array(1)); // [1]
              return withoutLengths(tf().gather(this, last, tf().constant(1))).squeeze(1);
            });
  }

  /** Returns each sequence in reverse order; its padding stays at the end. */
  public Floats reversed() {
    requireSequence("reversed");
    return with(
        lengths.map(l -> l.reversed(this)).orElseGet(() -> tf().reverse(this, tf().array(1))));
  }

  /**
   * Returns Σ softmax(scores) · x over the steps of each sequence, [N, F]: attention pooling.
   *
   * @param scores [N, L, 1], one for each step of this value
   */
  public Floats weightedOverTime(Floats scores) {
    requireSequence("weightedOverTime");
    ShapeCheck.require("scores", scores, "[N, L, 1] (one for each step)", -1, -1, 1);
    Floats row = scores.transpose(1, 2); // [N, 1, L]
    Optional<Lengths> known = lengths.or(() -> scores.lengths);
    return withoutLengths(Attention.weights(row, known).matmul(this)).squeeze(1);
  }

  private void requireSequence(String what) {
    ShapeCheck.require(what, this, "[N, L, F] (examples, steps, features)", -1, -1, -1);
  }

  /** Returns {@code this} where a condition holds and {@code other} elsewhere. */
  Floats where(Operand<TBool> condition, Floats other) {
    return both(other, (x, y) -> tf().select(condition, x, y));
  }
}
