package org.tributary.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.tributary.graph.LinearLayer;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.graph.SizeCheck;

/**
 * Numbers of a model in its graph: PyTorch's tensor of float32. Batch-first: [N, ..], or [N, L, ..]
 * for sequences. A value that comes from sequences knows their lengths, also where L is another
 * axis: softmax, reductions and products over the steps leave the padding out, values whose
 * sequences differ in length cannot be combined, and what would lose the lengths is refused; {@link
 * Network#value} drops them. Letters: N examples, L steps, F features.
 *
 * <p>It is an operand of TensorFlow, so that any operation of {@link Network#tf} takes it; {@link
 * #with} makes a value of the result. Negative axes count from the end.
 */
public final class Floats implements Operand<TFloat32> {
  /** The score of a masked step, whose softmax is 0. */
  static final float MASKED_SCORE = -1e9f;

  private final Build build;
  private final Output<TFloat32> output;

  /** The lengths along each axis of sequences, also where those of a batch are equal. */
  private final Map<Integer, Lengths> axes;

  Floats(Build build, Operand<TFloat32> operand, Map<Integer, Lengths> axes) {
    this.build = build;
    this.output = operand.asOutput();
    this.axes = Map.copyOf(axes);
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

  Map<Integer, Lengths> axes() {
    return axes;
  }

  /** Returns the lengths along axis 1, if they are uneven. */
  Optional<Lengths> lengths() {
    return uneven(1);
  }

  private Optional<Lengths> uneven(int axis) {
    return Optional.ofNullable(axes.get(axis)).filter(Lengths::isUneven);
  }

  private Ops tf() {
    return build.tf();
  }

  /**
   * Returns the result of an operation of {@link Network#tf} as a value with the lengths of this
   * one. Of a value of sequences, the result must have the same examples and steps on the same
   * axes; sizes that are not known now are checked in every run. {@link Network#value} takes a
   * result of any shape, without lengths.
   *
   * @param operand [N, L, ..] where this value is [N, L, ..]
   */
  public Floats with(Operand<TFloat32> operand) {
    NullChecks.require("operand", "the result of an operation", operand);
    if (axes.isEmpty()) {
      return sameAxes(operand);
    }
    Shape given = operand.shape();
    List<Integer> own = Stream.concat(Stream.of(0), axes.keySet().stream().sorted()).toList();
    boolean mayFit =
        !given.isUnknown()
            && given.numDimensions() > own.get(own.size() - 1)
            && own.stream()
                .allMatch(
                    axis ->
                        given.get(axis) == Shape.UNKNOWN_SIZE
                            || given.get(axis) == shape().get(axis));
    if (!mayFit) {
      throw new IllegalArgumentException(
          "with: expected an operand with the batch and step axes of this value, shape %s, got %s; use m.value(operand) for one without steps, or tf.ensureShape for one of unknown shape"
              .formatted(shape(), given));
    }
    SizeCheck check =
        new SizeCheck(
            tf(),
            "with",
            "does the operand have the batch and step axes of this value? Use m.value(operand) for one without them.");
    for (int axis : own) {
      check.equal(
          new SizeCheck.Size("size %d of this value".formatted(axis), this, axis),
          new SizeCheck.Size("size %d of the result".formatted(axis), operand, axis));
    }
    return sameAxes(check.guard(operand));
  }

  /** Returns a result that has the axes of this value. */
  Floats sameAxes(Operand<TFloat32> operand) {
    return new Floats(build, operand, axes);
  }

  /** Registers that this combines several steps of sequences, which may be null. */
  Floats combining(String name, Lengths steps) {
    build.combines(name, output, steps);
    return this;
  }

  private Floats withoutLengths(Operand<TFloat32> operand) {
    return new Floats(build, operand, Map.of());
  }

  /** Returns the result of an operation on two values, with the lengths of both. */
  private Floats binary(String name, Floats other, BinaryOperator<Operand<TFloat32>> operation) {
    NullChecks.require("other", "a value", other);
    requirePairs(name, other.shape(), other.axes, 0);
    return new Floats(build, operation.apply(this, other), mergedLengths(name, other));
  }

  /**
   * Refuses broadcasting whose result would depend on the sizes of a batch: of examples or steps
   * with another axis, which TensorFlow accepts if the sizes happen to be equal, or one is 1.
   *
   * @param other the shape of the other operand
   * @param otherAxes its lengths
   * @param matrix the number of last axes that do not broadcast
   */
  private void requirePairs(String name, Shape other, Map<Integer, Lengths> otherAxes, int matrix) {
    Shape own = shape();
    if (own.isUnknown() || other.isUnknown()) {
      return;
    }
    int rank = own.numDimensions();
    int otherRank = other.numDimensions();
    Shape shorter = rank < otherRank ? own : other;
    Map<Integer, Lengths> ofShorter = rank < otherRank ? axes : otherAxes;
    boolean hasExamples =
        shorter.numDimensions() > 0
            && (shorter.get(0) == Shape.UNKNOWN_SIZE || !ofShorter.isEmpty());
    if (rank != otherRank && hasExamples) {
      throw new IllegalArgumentException(
          "%s: expected values with equally many dimensions, got %s and %s, which would broadcast examples or steps with another axis; use unsqueeze(-1) to add a last axis, or unsqueeze(0) to add a first one to a value without examples"
              .formatted(name, own, other));
    }
    int most = Math.max(rank, otherRank);
    for (int at = 0; at < most - matrix; at++) {
      int ownAxis = at - most + rank;
      int otherAxis = at - most + otherRank;
      if (ownAxis >= 0 && otherAxis >= 0) {
        requirePair(name, own, axes.get(ownAxis), ownAxis, other, otherAxis);
        requirePair(name, other, otherAxes.get(otherAxis), otherAxis, own, ownAxis);
      }
    }
  }

  /**
   * Refuses broadcasting of the batch axis, or of a step axis of any length, with an axis of a
   * known size.
   */
  private void requirePair(
      String name, Shape shape, Lengths steps, int axis, Shape other, int otherAxis) {
    long size = other.get(otherAxis);
    if (shape.get(axis) != Shape.UNKNOWN_SIZE || size == Shape.UNKNOWN_SIZE || size == 1) {
      return;
    }
    if (axis == 0) {
      throw new IllegalArgumentException(
          "%s: expected values with equally many examples, got %s and %s, which would broadcast an axis of size %d with the examples; use transpose, or unsqueeze(0) to add an axis of size 1"
              .formatted(name, shape, other, size));
    }
    if (steps != null) {
      build.requireExactSteps(
          steps, "%s of shapes %s and %s".formatted(name, shape, other), Math.toIntExact(size));
    }
  }

  /** Returns the lengths of both values, which must agree where both have some. */
  private Map<Integer, Lengths> mergedLengths(String name, Floats other) {
    return mergedLengths(name, other, Integer.MAX_VALUE);
  }

  /**
   * @param end the axis after the last that must agree
   */
  private Map<Integer, Lengths> mergedLengths(String name, Floats other, int end) {
    Map<Integer, Lengths> all = new HashMap<>(axes);
    other.axes.forEach(
        (axis, lengths) -> {
          Lengths own = all.putIfAbsent(axis, lengths);
          if (own != null && axis < end) {
            build.requireEqual(own, name + ": first value", lengths, "second value");
          }
        });
    return all;
  }

  /** Returns the lengths of a result in which each axis is moved, or removed by a −1. */
  private Map<Integer, Lengths> remappedLengths(IntUnaryOperator to) {
    Map<Integer, Lengths> all = new HashMap<>();
    axes.forEach(
        (axis, lengths) -> {
          int at = to.applyAsInt(axis);
          if (at >= 0) {
            all.put(at, lengths);
          }
        });
    return all;
  }

  /** Refuses an operation on the axis of the examples, whose sequences have their own lengths. */
  private int exampleAxis(String name, int axis) {
    int at = axis(axis);
    if (at == 0 && !axes.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected an axis within each example, got axis 0 of sequences of shape %s, which have lengths of their own; reduce the steps first, or use m.value(x.masked()), a value without lengths"
              .formatted(name, shape()));
    }
    return at;
  }

  /** Requires that the last axis has features, not the steps of sequences. */
  void requireFeatures(String name) {
    if (!shape().isUnknown() && axes.containsKey(dimensions() - 1)) {
      throw new IllegalArgumentException(
          "%s: expected features on the last axis, got the steps of sequences, shape %s; unsqueeze(-1) adds an axis of one feature, transpose(1, 2) exchanges axes, and m.vector takes vectors of a fixed size"
              .formatted(name, shape()));
    }
  }

  /**
   * Returns this value with a number in the padding along an axis: PyTorch's {@code masked_fill}.
   */
  private Floats maskedFill(int axis, float number) {
    return uneven(axis)
        .map(l -> sameAxes(tf().select(l.valid(this, axis), this, scalar(number))))
        .orElse(this);
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
    if (rank == 0) {
      throw new IllegalArgumentException(
          "axis: expected a value of at least 1 dimension, got a scalar; is it reduced by mean() or sum() already?");
    }
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException(
          "axis: expected one from %d to %d of shape %s, got %d"
              .formatted(-rank, rank - 1, shape(), axis));
    }
    return axis < 0 ? axis + rank : axis;
  }

  /** Returns x + y, with broadcasting. */
  public Floats plus(Floats other) {
    return binary("plus", other, (x, y) -> tf().math.add(x, y));
  }

  /** Returns x + y. */
  public Floats plus(double other) {
    return sameAxes(tf().math.add(this, scalar(other)));
  }

  /** Returns x − y, with broadcasting. */
  public Floats minus(Floats other) {
    return binary("minus", other, (x, y) -> tf().math.sub(x, y));
  }

  /** Returns x − y. */
  public Floats minus(double other) {
    return sameAxes(tf().math.sub(this, scalar(other)));
  }

  /** Returns x · y for each element, with broadcasting. */
  public Floats times(Floats other) {
    return binary("times", other, (x, y) -> tf().math.mul(x, y));
  }

  /** Returns x · y. */
  public Floats times(double other) {
    return sameAxes(tf().math.mul(this, scalar(other)));
  }

  /** Returns x / y for each element, with broadcasting. */
  public Floats dividedBy(Floats other) {
    return binary("dividedBy", other, (x, y) -> tf().math.div(x, y));
  }

  /** Returns the larger of x and y for each element, with broadcasting. */
  public Floats maximum(Floats other) {
    return binary("maximum", other, (x, y) -> tf().math.maximum(x, y));
  }

  /** Returns the smaller of x and y for each element, with broadcasting. */
  public Floats minimum(Floats other) {
    return binary("minimum", other, (x, y) -> tf().math.minimum(x, y));
  }

  /** Returns −x. */
  public Floats negated() {
    return sameAxes(tf().math.neg(this));
  }

  /** Returns |x|. */
  public Floats abs() {
    return sameAxes(tf().math.abs(this));
  }

  /** Returns x². */
  public Floats square() {
    return sameAxes(tf().math.square(this));
  }

  /** Returns √x. */
  public Floats sqrt() {
    return sameAxes(tf().math.sqrt(this));
  }

  /** Returns eˣ. */
  public Floats exp() {
    return sameAxes(tf().math.exp(this));
  }

  /** Returns ln x. */
  public Floats log() {
    return sameAxes(tf().math.log(this));
  }

  /** Returns tanh x. */
  public Floats tanh() {
    return sameAxes(tf().math.tanh(this));
  }

  /** Returns 1 / (1 + e⁻ˣ). */
  public Floats sigmoid() {
    return sameAxes(tf().math.sigmoid(this));
  }

  /** Returns max(x, 0). */
  public Floats relu() {
    return sameAxes(tf().nn.relu(this));
  }

  /** Returns ln(1 + eˣ). */
  public Floats softplus() {
    return sameAxes(tf().math.softplus(this));
  }

  /** Returns x Φ(x), PyTorch's {@code gelu} without approximation. */
  public Floats gelu() {
    return times(sameAxes(tf().math.erf(times(Math.sqrt(0.5)))).plus(1).times(0.5));
  }

  /** Returns the softmax over the last axis; 0 in the padding of steps. */
  public Floats softmax() {
    int last = axis(-1);
    return sameAxes(tf().nn.softmax(maskedFill(last, MASKED_SCORE)))
        .maskedFill(last, 0)
        .combining("softmax", axes.get(last));
  }

  /** Returns the logarithm of the softmax over the last axis; the padding of steps is masked. */
  public Floats logSoftmax() {
    // TensorFlow's gradient of its own operation is that of two dimensions alone
    Floats x = withoutLengths(maskedFill(axis(-1), MASKED_SCORE));
    Floats shifted = x.minus(x.max(-1).unsqueeze(-1).detach());
    return sameAxes(shifted.minus(shifted.exp().sum(-1).unsqueeze(-1).log()));
  }

  /**
   * Drops each element with a probability in training, and scales the others by 1/(1 − p):
   * PyTorch's {@code dropout}.
   *
   * @param probability p, at least 0 and below 1
   */
  public Floats dropout(double probability) {
    return sameAxes(build.dropout(this, probability));
  }

  /** Returns the value without a gradient: PyTorch's {@code detach}. */
  public Floats detach() {
    return sameAxes(tf().stopGradient(this));
  }

  /**
   * Returns 1 for each number and 0 for each NaN, for targets that may be missing: an input of
   * numbers may then have NaNs, and losses take the result as their weights.
   */
  public Floats notNaN() {
    build.allowNaN(output);
    Operand<TBool> isNumber = tf().math.logicalNot(tf().math.isNan(this));
    return sameAxes(build.withoutGradient(tf().dtypes.cast(isNumber, TFloat32.class)));
  }

  /** Returns the sum over an axis, which is removed; over the steps without the padding. */
  public Floats sum(int axis) {
    int at = exampleAxis("sum", axis);
    Operand<TFloat32> sum = tf().reduceSum(maskedFill(at, 0), tf().constant(at));
    return withoutAxis(at, isOfExamples(at, sum) ? build.sum(sum) : sum)
        .combining("sum", axes.get(at));
  }

  /**
   * Returns the mean over an axis, which is removed; over the steps without the padding, and 0 for
   * a sequence without steps.
   */
  public Floats mean(int axis) {
    int at = exampleAxis("mean", axis);
    return uneven(at)
        .map(
            l -> {
              Floats sum = sum(at);
              return sum.sameAxes(tf().math.divNoNan(sum, l.asFloat(dimensions() - 1)));
            })
        .orElseGet(
            () -> {
              Operand<TFloat32> mean = tf().math.mean(this, tf().constant(at));
              Build.Divisor examples = Build.Divisor.ofSteps(List.of());
              return withoutAxis(at, isOfExamples(at, mean) ? build.mean(mean, examples) : mean)
                  .combining("mean", axes.get(at));
            });
  }

  /** Returns whether an axis is the batch axis, over which a reduction is registered. */
  private boolean isOfExamples(int axis, Operand<TFloat32> reduced) {
    return axis == 0 && shape().get(0) < 0 && !reduced.shape().hasUnknownDimension();
  }

  /**
   * Returns the maximum over an axis, which is removed; over the steps without the padding, and
   * {@code -Float.MAX_VALUE} for a sequence without steps.
   */
  public Floats max(int axis) {
    int at = exampleAxis("max", axis);
    return withoutAxis(at, tf().reduceMax(maskedFill(at, -Float.MAX_VALUE), tf().constant(at)))
        .combining("max", axes.get(at));
  }

  /** Returns the mean of all elements but those in the padding, a scalar. */
  public Floats mean() {
    return new Losses(build, "mean").mean(this, Optional.empty(), this);
  }

  /** Returns the sum of all elements but those in the padding, a scalar. */
  public Floats sum() {
    Operand<TFloat32> sum = tf().reduceSum(masked(), allAxes());
    return withoutLengths(shape().hasUnknownDimension() ? build.sum(sum) : sum);
  }

  private Operand<TInt32> allAxes() {
    return tf().constant(IntStream.range(0, dimensions()).toArray());
  }

  private Floats withoutAxis(int axis, Operand<TFloat32> result) {
    return new Floats(build, result, without(axis));
  }

  private Map<Integer, Lengths> without(int axis) {
    return remappedLengths(k -> k == axis ? -1 : k < axis ? k : k - 1);
  }

  /**
   * Returns the index of the largest element along the last axis, one dimension less; of steps
   * without the padding.
   */
  public Ints argMax() {
    int last = axis(-1);
    Floats x = maskedFill(last, -Float.MAX_VALUE);
    Operand<TInt32> best = tf().math.argMax(x, tf().constant(last), TInt32.class);
    build.combines("argMax", best, axes.get(last));
    return new Ints(build, best, without(last));
  }

  /**
   * Returns the product of matrices, [.., A, B] · [.., B, C] = [.., A, C]: PyTorch's {@code
   * matmul}. Both have the same number of dimensions. If B are steps, their padding is masked.
   */
  public Floats matmul(Floats other) {
    return product("matmul", other, false, true);
  }

  /** Returns the product with a transposed matrix, [.., A, B] · [.., C, B]ᵀ = [.., A, C]. */
  public Floats matmulTransposed(Floats other) {
    return product("matmulTransposed", other, true, true);
  }

  /**
   * Returns the sums of values weighted by this value, attention weights that are 0 in the padding.
   */
  Floats weightedSum(Floats values) {
    return product("attention", values, false, false);
  }

  private Floats product(String name, Floats other, boolean isTransposed, boolean masks) {
    NullChecks.require("other", "a value", other);
    int rank = dimensions();
    int otherRank = other.dimensions();
    int summed = isTransposed ? otherRank - 1 : otherRank - 2;
    int columns = isTransposed ? otherRank - 2 : otherRank - 1;
    if (rank < 2 || otherRank < 2 || !isEqual(shape().get(rank - 1), other.shape().get(summed))) {
      throw new IllegalArgumentException(
          "%s: expected [.., A, B] and [.., %s], got %s and %s; transpose exchanges axes, unsqueeze adds one"
              .formatted(name, isTransposed ? "C, B" : "B, C", shape(), other.shape()));
    }
    Lengths own = axes.get(rank - 1);
    Lengths others = other.axes.get(summed);
    if (own != null && others != null) {
      build.requireEqual(own, name + ": first value", others, "second value");
    }
    requirePairs(name, other.shape(), other.axes, 2);
    requireSummed(name, rank - 1, other, summed);
    Floats x = masks ? maskedFill(rank - 1, 0) : this;
    Floats y = masks && x == this ? other.maskedFill(summed, 0) : other;
    int most = Math.max(rank, otherRank); // that of the result
    Map<Integer, Lengths> all = new HashMap<>();
    Map<Integer, Lengths> shared =
        rank == otherRank
            ? mergedLengths(name, other, rank - 2)
            : rank > otherRank ? axes : other.axes;
    shared.forEach(
        (axis, lengths) -> {
          if (axis < most - 2) {
            all.put(axis, lengths);
          }
        });
    if (axes.containsKey(rank - 2)) {
      all.put(most - 2, axes.get(rank - 2));
    }
    if (other.axes.containsKey(columns)) {
      all.put(most - 1, other.axes.get(columns));
    }
    return new Floats(
            build,
            tf().train.batchMatMul(x, y, TFloat32.class, BatchMatMul.adjY(isTransposed)),
            all)
        .combining(name, own == null ? others : own);
  }

  /** Refuses a product that sums over examples or steps against an axis of a known size. */
  private void requireSummed(String name, int axis, Floats other, int otherAxis) {
    long size = shape().get(axis);
    long otherSize = other.shape().get(otherAxis);
    String what = "%s of shapes %s and %s".formatted(name, shape(), other.shape());
    if (axes.containsKey(axis) && otherSize != Shape.UNKNOWN_SIZE) {
      build.requireExactSteps(axes.get(axis), what, Math.toIntExact(otherSize));
    }
    if (other.axes.containsKey(otherAxis) && size != Shape.UNKNOWN_SIZE) {
      build.requireExactSteps(other.axes.get(otherAxis), what, Math.toIntExact(size));
    }
    boolean sumsExamples = otherAxis == 0 && otherSize == Shape.UNKNOWN_SIZE;
    if (sumsExamples && (size != Shape.UNKNOWN_SIZE || axes.containsKey(axis))) {
      throw new IllegalArgumentException(
          "%s: expected a second value whose batch axis is not summed over, got %s and %s; use unsqueeze to add an axis, and pass a weight without examples second"
              .formatted(name, shape(), other.shape()));
    }
  }

  /** Returns whether two sizes are equal, as far as they are known. */
  private static boolean isEqual(long size, long other) {
    return size == other || size == Shape.UNKNOWN_SIZE || other == Shape.UNKNOWN_SIZE;
  }

  /**
   * Returns x Wᵀ: PyTorch's {@code F.linear}, for instance with the weight of an embedding.
   *
   * @param weight [out, in], where the last axis of this value is in
   * @return [.., out]
   */
  public Floats linear(Floats weight) {
    ShapeCheck.require("weight", weight, "[out, in]", -1, -1);
    requireFeatures("linear");
    long in = shape().get(dimensions() - 1);
    if (in != Shape.UNKNOWN_SIZE && in != weight.size(1)) {
      throw new IllegalArgumentException(
          "linear: expected [.., %d] (the last as that of the weight), got %s with a weight of %s"
              .formatted(weight.size(1), shape(), weight.shape()));
    }
    return sameAxes(
        new LinearLayer(weight.size(1), weight.size(0)).forward(tf(), this, weight.asOutput()));
  }

  /** Returns this value and others concatenated along the last axis, which must not be of steps. */
  public Floats concat(Floats... others) {
    NullChecks.requireElements("others", "value", Arrays.asList(others));
    requireFeatures("concat");
    if (others.length == 0) {
      return this;
    }
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(this));
    Floats known = this;
    int last = axis(-1);
    for (Floats other : others) {
      other.requireFeatures("concat");
      if (other.dimensions() != dimensions()) {
        throw new IllegalArgumentException(
            "concat: expected values with equally many dimensions, got %s and %s; unsqueeze adds an axis"
                .formatted(shape(), other.shape()));
      }
      all.add(other);
      known = new Floats(build, this, known.mergedLengths("concat", other));
    }
    return known.sameAxes(tf().concat(all, tf().constant(last)));
  }

  /** Returns {@code count} equal parts of the last axis: PyTorch's {@code chunk}. */
  public List<Floats> chunk(int count) {
    requireFeatures("chunk");
    int last = axis(-1);
    long size = shape().get(last);
    if (count < 1 || (size != Shape.UNKNOWN_SIZE && size % count != 0)) {
      throw new IllegalArgumentException(
          "chunk: expected a number of parts that divides the last axis of shape %s, got %d"
              .formatted(shape(), count));
    }
    return tf().split(tf().constant(last), this, (long) count).output().stream()
        .map(this::sameAxes)
        .toList();
  }

  /**
   * Returns a range of an axis. Of a range of steps a shorter sequence has fewer, or none. The last
   * steps are {@code x.reversed().slice(1, 0, n).reversed()}.
   *
   * @param from the first index, at least 0
   * @param to the index after the last, above {@code from}
   */
  public Floats slice(int axis, int from, int to) {
    int at = exampleAxis("slice", axis);
    long known = shape().get(at);
    if (known != Shape.UNKNOWN_SIZE && to > known) {
      throw new IllegalArgumentException(
          "slice: expected a range within axis %d of shape %s, got %d to %d"
              .formatted(axis, shape(), from, to));
    }
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "slice: expected a range of at least 1 index, from at least 0, got %d to %d; for the last steps slice reversed()"
              .formatted(from, to));
    }
    Lengths lengths = axes.get(at);
    if (lengths == null) {
      int[] begin = new int[dimensions()];
      int[] size = new int[dimensions()];
      Arrays.fill(size, -1);
      begin[at] = from;
      size[at] = to - from;
      return sameAxes(tf().slice(this, tf().array(begin), tf().array(size)));
    }
    // TensorFlow has no gradient of ensureShape; gather keeps the known sizes
    Operand<TInt32> size = sizeInGraph(at);
    Operand<TInt32> one = tf().constant(1);
    // one step of padding at least, as an input of empty sequences has
    Operand<TInt32> first = tf().math.minimum(tf().constant(from), tf().math.sub(size, one));
    Operand<TInt32> end =
        tf().math.maximum(tf().math.minimum(tf().constant(to), size), tf().math.add(first, one));
    Operand<TInt32> steps = tf().stopGradient(tf().range(first, end, one));
    Floats result = withoutLengths(tf().gather(this, steps, tf().constant(at)));
    Map<Integer, Lengths> all = new HashMap<>(axes);
    all.put(at, lengths.sliced(result, at, from, to));
    return new Floats(build, result, all).combining("slice", lengths);
  }

  /**
   * Returns the values of one index of an axis, which is removed: PyTorch's {@code select}. A
   * negative index counts from the end, of steps from that of each sequence; a sequence without the
   * step is refused.
   */
  public Floats select(int axis, int index) {
    int at = exampleAxis("select", axis);
    Lengths lengths = axes.get(at);
    long size = shape().get(at);
    if (size != Shape.UNKNOWN_SIZE && (index < -size || index >= size)) {
      throw new IllegalArgumentException(
          "select: expected an index from %d to %d of axis %d of shape %s, got %d"
              .formatted(-size, size - 1, axis, shape(), index));
    }
    if (lengths != null) {
      build.requireSteps(lengths, "select(%d, %d)".formatted(axis, index), index);
    }
    Floats selected;
    if (index < 0 && lengths != null && lengths.isUneven()) {
      selected = withoutAxis(at, lengths.fromEnd(this, at, index));
    } else {
      Operand<TInt32> place =
          index >= 0
              ? tf().constant(index)
              : tf().stopGradient(tf().math.add(sizeInGraph(at), tf().constant(index)));
      selected = withoutAxis(at, tf().gather(this, place, tf().constant(at)));
    }
    return index == -1 ? selected : selected.combining("select", lengths);
  }

  private Operand<TInt32> sizeInGraph(int axis) {
    return Axes.size(tf(), this, axis);
  }

  /** Returns the value with a further axis of size 1. */
  public Floats unsqueeze(int axis) {
    int at = axis < 0 ? axis + dimensions() + 1 : axis;
    if (at < 0 || at > dimensions()) {
      throw new IllegalArgumentException(
          "unsqueeze: expected an axis from %d to %d for shape %s, got %d"
              .formatted(-dimensions() - 1, dimensions(), shape(), axis));
    }
    if (at == 0) {
      exampleAxis("unsqueeze", 0);
    }
    return new Floats(
        build, tf().expandDims(this, tf().constant(at)), remappedLengths(k -> k < at ? k : k + 1));
  }

  /** Returns the value without an axis of size 1. */
  public Floats squeeze(int axis) {
    int at = exampleAxis("squeeze", axis);
    ShapeCheck.require("squeeze", Shape.of(shape().get(at)), "size 1 of axis " + axis, 1);
    if (axes.containsKey(at)) {
      throw new IllegalArgumentException(
          "squeeze: expected an axis of size 1, got axis %d of the steps of sequences; select(%d, 0) takes their first step"
              .formatted(axis, axis));
    }
    return withoutAxis(at, tf().squeeze(this, Squeeze.axis(List.of((long) at))));
  }

  /** Returns the value with two axes exchanged, and their lengths: PyTorch's {@code transpose}. */
  public Floats transpose(int first, int second) {
    int one = exampleAxis("transpose", first);
    int other = exampleAxis("transpose", second);
    int[] order = IntStream.range(0, dimensions()).toArray();
    order[one] = other;
    order[other] = one;
    return new Floats(
        build,
        tf().linalg.transpose(this, tf().array(order)),
        remappedLengths(axis -> order[axis]));
  }

  /**
   * Returns the same numbers in another shape; one size may be −1. A value of sequences is refused,
   * since their lengths would be lost.
   */
  public Floats reshape(int... shape) {
    NullChecks.require("shape", "sizes", shape);
    if (!axes.isEmpty()) {
      throw new IllegalArgumentException(
          "reshape: expected a value without sequences, got one of shape %s, whose lengths would be lost; use squeeze, unsqueeze or transpose, or m.value(x.masked()), a value without lengths"
              .formatted(shape()));
    }
    if (Arrays.stream(shape).anyMatch(size -> size < 1 && size != -1)
        || Arrays.stream(shape).filter(size -> size == -1).count() > 1) {
      throw new IllegalArgumentException(
          "reshape: expected sizes of at least 1, one of which may be -1 for the rest, got %s"
              .formatted(Arrays.toString(shape)));
    }
    return withoutLengths(tf().reshape(this, tf().array(shape)));
  }

  /** Returns the value repeated along a new axis 1, [N, F] to [N, L, F] for the L of a sequence. */
  public Floats repeatedAlong(Floats sequence) {
    ShapeCheck.require("repeatedAlong", this, "[N, F] (examples, features)", -1, -1);
    ShapeCheck.require("sequence", sequence, "[N, L, F] (examples, steps, features)", -1, -1, -1);
    Operand<TFloat32> ones =
        build.ones(tf().slice(sequence.asOutput(), tf().array(0, 0, 0), tf().array(-1, -1, 1)));
    return sequence.sameAxes(tf().math.mul(unsqueeze(1), ones));
  }

  /** Returns the values with zeros in the padding of sequences, even over NaN. */
  public Floats masked() {
    Floats masked = this;
    for (int axis : axes.keySet()) {
      masked = masked.maskedFill(axis, 0);
    }
    return masked;
  }

  /** Returns the mean over the steps of each sequence, [N, F]; 0 for one without steps. */
  public Floats meanOverTime() {
    requireSequence("meanOverTime");
    return mean(1);
  }

  /**
   * Returns the maximum over the steps of each sequence, [N, F]; {@code -Float.MAX_VALUE} for one
   * without steps.
   */
  public Floats maxOverTime() {
    requireSequence("maxOverTime");
    return max(1);
  }

  /**
   * Returns the maximum of every {@code window} steps, [N, L / window, F]; steps that do not fill a
   * window are left out: PyTorch's {@code max_pool1d}.
   */
  public Floats maxPool1d(int window) {
    requireSequence("maxPool1d");
    if (window < 1) {
      throw new IllegalArgumentException(
          "maxPool1d: expected a window of at least 1 step, got %d".formatted(window));
    }
    Operand<TInt32> size = tf().array(1, 1, window, 1);
    Operand<TFloat32> pooled =
        tf().nn
            .maxPool(
                withSteps(maskedFill(1, -Float.MAX_VALUE), window).unsqueeze(1),
                size,
                size,
                "VALID");
    Floats result = withoutLengths(pooled).squeeze(1);
    return axes.isEmpty()
        ? result
        : new Floats(build, result, Map.of(1, axes.get(1).pooled(result, window)))
            .maskedFill(1, 0)
            .combining("maxPool1d", axes.get(1));
  }

  /** Returns sequences padded to a minimum number of steps by repeating the last. */
  private Floats withSteps(Floats x, int least) {
    if (axes.isEmpty() || least == 1) {
      return x;
    }
    Operand<TInt32> size = sizeInGraph(1);
    Operand<TInt32> all =
        tf().range(
                tf().constant(0), tf().math.maximum(size, tf().constant(least)), tf().constant(1));
    Operand<TInt32> places = tf().math.minimum(all, tf().math.sub(size, tf().constant(1)));
    return x.sameAxes(tf().gather(x, tf().stopGradient(places), tf().constant(1)));
  }

  /** Returns the step at the end of each sequence, [N, F]; 0 for one without steps. */
  public Floats last() {
    requireSequence("last");
    return lengths()
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
    Operand<TFloat32> reversed =
        lengths().map(l -> l.reversed(this)).orElseGet(() -> tf().reverse(this, tf().array(1)));
    Map<Integer, Lengths> all = new HashMap<>(axes);
    all.computeIfPresent(1, (axis, lengths) -> lengths.reversed());
    return new Floats(build, reversed, all).combining("reversed", axes.get(1));
  }

  /**
   * Returns Σ softmax(scores) · x over the steps of each sequence, [N, F]: attention pooling; 0 for
   * one without steps.
   *
   * @param scores [N, L, 1], one for each step of this value
   */
  public Floats weightedOverTime(Floats scores) {
    requireSequence("weightedOverTime");
    ShapeCheck.require("scores", scores, "[N, L, 1] (one for each step)", -1, -1, 1);
    Floats known = new Floats(build, scores, mergedLengths("weightedOverTime", scores));
    return known.transpose(1, 2).softmax().weightedSum(this).squeeze(1);
  }

  private void requireSequence(String what) {
    ShapeCheck.require(what, this, "[N, L, F] (examples, steps, features)", -1, -1, -1);
    requireFeatures(what);
  }

  /**
   * Returns this value where a condition holds and {@code other} elsewhere: PyTorch's {@code
   * where}. As there, NaN in the branch that is not taken still makes the gradient NaN: change the
   * argument of {@code log}, not its result, as in {@code x.where(positive, one).log()}.
   *
   * @param condition of the shape of this value, such as {@code m.tf().math.greater(x, y)}
   */
  public Floats where(Operand<TBool> condition, Floats other) {
    NullChecks.require("condition", "an operand of booleans", condition);
    NullChecks.require("other", "a value", other);
    Shape given = condition.shape();
    if (given.numDimensions() > Math.max(dimensions(), other.dimensions())) {
      throw new IllegalArgumentException(
          "where: expected a condition of at most as many dimensions as the values, shapes %s and %s, got %s; unsqueeze adds an axis to a value"
              .formatted(shape(), other.shape(), given));
    }
    requirePairs("where: value and condition", given, Map.of(), 0);
    other.requirePairs("where: other value and condition", given, Map.of(), 0);
    return binary("where", other, (x, y) -> tf().select(condition, x, y));
  }

  /**
   * Returns this value with a number for each NaN, as PyTorch's {@code nan_to_num}. An input of
   * numbers may then have NaNs, as with {@link #notNaN}.
   */
  public Floats nanToNum(double number) {
    build.allowNaN(output);
    return sameAxes(tf().select(tf().math.isNan(this), scalar(number), this));
  }
}
