package org.tributary.nn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.CtcLoss;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tributary.graph.tagger.Softmax;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.CustomGradient;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.graph.SizeCheck;

/** The losses of a {@link Network}; each is a scalar. */
final class Losses {
  private final Build build;
  private final Ops tf;
  private final String name;

  /**
   * @param name the loss, the start of messages
   */
  Losses(Build build, String name) {
    this.build = build;
    this.tf = build.tf();
    this.name = name;
  }

  /**
   * Positions of all sequences.
   *
   * @param logits [M, K]
   * @param labels [M]; negative for one that is ignored, as in the padding
   */
  record Labelled(Operand<TFloat32> logits, Operand<TInt32> labels) {}

  /** Checks that there is one label for each position of logits. */
  void requireFit(Floats logits, Ints labels) {
    NullChecks.require("logits", "a value", logits);
    NullChecks.require("labels", "a value", labels);
    int rank = logits.dimensions() - 1;
    if (rank < 1 || labels.shape().numDimensions() != rank) {
      throw new IllegalArgumentException(
          "%s: expected logits [N, K] with labels [N], or [N, L, K] with [N, L], got %s and %s"
              .formatted(name, logits.shape(), labels.shape()));
    }
    build.requireEqual(logits.axes(), name + ": logits", labels.axes(), "labels");
  }

  /** Requires that labels which are an input are those of K classes. */
  void requireClasses(Ints labels, int min, int classes, boolean ignoresNegative) {
    labels.require(range(min, classes, ignoresNegative, ignoresNegative));
  }

  private Build.Range range(int min, int classes, boolean ignoresNegative, boolean isTarget) {
    return new Build.Range(
        name,
        "labels",
        min,
        classes - 1,
        ignoresNegative,
        isTarget,
        "do the logits have a column for every label?");
  }

  Labelled labelled(Floats logits, Ints labels) {
    requireFit(logits, labels);
    int classes = logits.size(-1);
    Optional<Lengths> lengths = logits.lengths().or(labels::lengths);
    Operand<TInt32> all =
        lengths.isPresent() && logits.dimensions() == 3
            ? tf.select(lengths.get().steps(labels), labels, tf.constant(-1))
            : labels;
    return new Labelled(tf.reshape(logits, tf.array(-1, classes)), tf.reshape(all, tf.array(-1)));
  }

  /** Returns the number of labels that are not ignored. */
  Operand<TFloat32> count(Operand<TInt32> labels) {
    return tf.reduceSum(
        tf.dtypes.cast(tf.math.greaterEqual(labels, tf.constant(0)), TFloat32.class),
        tf.constant(0));
  }

  Floats crossEntropy(Floats logits, Ints labels, CrossEntropy options) {
    NullChecks.require("options", "those of the loss", options);
    Labelled labelled = labelled(logits, labels);
    requireClasses(labels, 0, logits.size(-1), true);
    if (options.equals(CrossEntropy.plain())) {
      return mean(Softmax.loss(tf, labelled.logits(), labelled.labels()), count(labelled.labels()));
    }
    int classes = logits.size(-1);
    options
        .classWeights()
        .ifPresent(
            w ->
                w.shape()
                    .require(
                        name + ": class weights",
                        "[%d] (one for each class of the logits)".formatted(classes),
                        classes));
    float[] ones = new float[classes];
    java.util.Arrays.fill(ones, 1);
    Floats weights =
        scalar(tf.constant(options.classWeights().map(w -> w.values()).orElse(ones))); // [K]
    Operand<TInt32> checked = Softmax.checked(tf, labelled.labels(), classes);
    Floats target =
        scalar(tf.oneHot(checked, tf.constant(classes), tf.constant(1f), tf.constant(0f)));
    Floats costs = scalar(tf.nn.logSoftmax(labelled.logits())).negated().times(weights); // [M, K]
    Floats counted =
        scalar(
            tf.dtypes.cast(
                tf.math.greaterEqual(labelled.labels(), tf.constant(0)), TFloat32.class)); // [M]
    double smoothing = options.labelSmoothing();
    Floats each =
        costs
            .times(target)
            .sum(1)
            .times(1 - smoothing)
            .plus(costs.sum(1).times(smoothing / classes).times(counted)); // [M]
    Operand<TInt32> first = tf.constant(0);
    Operand<TFloat32> divisor = tf.reduceSum(target.times(weights).sum(1), first);
    return mean(tf.math.divNoNan(tf.reduceSum(each, first), divisor), divisor);
  }

  /** Returns a mean over the examples of a batch. */
  Floats mean(Operand<TFloat32> value, Operand<TFloat32> divisor) {
    return scalar(build.mean(value, Build.Divisor.of(divisor)));
  }

  /** Adds the number of correct labels, and the number of labels that are not ignored. */
  Floats[] right(Floats logits, Ints labels) {
    Labelled labelled = labelled(logits, labels);
    int classes = logits.size(-1);
    labels.require(range(0, classes, true, false));
    Operand<TInt32> checked = Softmax.checked(tf, labelled.labels(), classes);
    Operand<TInt32> best = tf.math.argMax(labelled.logits(), tf.constant(1), TInt32.class);
    Operand<TFloat32> right = // [M]; an ignored label equals none
        tf.dtypes.cast(tf.math.equal(best, checked), TFloat32.class);
    return new Floats[] {scalar(tf.reduceSum(right, tf.constant(0))), scalar(count(checked))};
  }

  /** Returns the mean of a function of the errors. */
  Floats mean(
      Floats predicted, Floats target, Optional<Floats> weights, UnaryOperator<Floats> cost) {
    Floats[] fitting = fitting(predicted, target, weights);
    return mean(cost.apply(fitting[0].minus(fitting[1])), weights, fitting[0].sameAxes(fitting[1]));
  }

  Floats binary(Floats logits, Floats target, Optional<Floats> weights) {
    Floats[] fitting = fitting(logits, target, weights);
    Floats x = fitting[0];
    Floats z = fitting[1];
    // -z ln σ(x) - (1-z) ln σ(-x); the usual formula with |x| has a wrong gradient at 0
    Floats each = z.times(x.negated().softplus()).plus(z.negated().plus(1).times(x.softplus()));
    return mean(each, weights, target);
  }

  /**
   * Returns the mean over examples of the negative log-likelihood by label, of class 0 as blank.
   */
  Floats ctc(Floats logits, Ints labels) {
    NullChecks.require("labels", "a value", labels);
    ShapeCheck.require(
        name + ": logits", logits, "[N, L, K] (examples, steps, classes)", -1, -1, -1);
    ShapeCheck.require(name + ": labels", labels, "[N, M] (examples, labels of each)", -1, -1);
    int classes = logits.size(-1);
    requireClasses(labels, 1, classes, false);
    labels.axes().values().forEach(l -> build.requireSteps(l, name + ": labels", 0));
    Operand<TInt32> rows = Axes.size(tf, logits, 0);
    Operand<TInt32> steps = tf.stopGradient(lengths(logits.lengths(), logits));
    Operand<TInt32> counts = lengths(labels.lengths(), labels);
    Operand<TInt32> each = tf.range(tf.constant(0), Axes.size(tf, labels, 1), tf.constant(1));
    Operand<TInt64> places =
        tf.stopGradient(
            tf.where(tf.math.less(each, tf.expandDims(counts, tf.constant(1))))); // [S, 2]
    Operand<TInt32> values =
        tf.stopGradient(Softmax.checked(tf, tf.gatherNd(labels, places), classes)); // [S]
    // TensorFlow's blank is the last class
    Floats plain = scalar(logits);
    Floats ordered = plain.slice(2, 1, classes).concat(plain.slice(2, 0, 1)).transpose(0, 1);
    Function<Operand<TFloat32>, CtcLoss<TFloat32>> forward =
        x ->
            CtcLoss.create(
                tf.scope(),
                x,
                places,
                tf.math.sub(values, tf.constant(1)),
                steps,
                CtcLoss.ignoreLongerOutputsThanInputs(true));
    Operand<TFloat32> costs = // [N]
        build.purpose.trains() && CustomGradient.unsupported().isEmpty()
            ? CustomGradient.of(
                    tf, "ctc", List.of(ordered), copies -> pass(forward.apply(copies.get(0))))
                .get(0)
            : forward.apply(ordered).loss();
    Operand<TFloat32> divisor =
        tf.dtypes.cast(tf.math.maximum(counts, tf.constant(1)), TFloat32.class);
    Operand<TFloat32> perLabel = tf.math.div(costs, build.withoutGradient(divisor));
    Operand<TFloat32> examples = tf.dtypes.cast(rows, TFloat32.class);
    Operand<TFloat32> mean =
        tf.math.div(tf.reduceSum(perLabel, tf.constant(0)), build.withoutGradient(examples));
    return scalar(build.mean(mean, Build.Divisor.ofSteps(List.of())));
  }

  private CustomGradient.Pass pass(CtcLoss<TFloat32> loss) {
    return new CustomGradient.Pass(
        List.of(loss.loss()),
        upstream ->
            List.of(
                tf.math.mul(
                    loss.gradient(),
                    tf.expandDims(upstream.get(0).orElseThrow(), tf.constant(1)))));
  }

  /** Returns the length of each sequence of a value, [N]. */
  private Operand<TInt32> lengths(Optional<Lengths> known, Operand<?> value) {
    return known
        .map(Lengths::values)
        .orElseGet(
            () ->
                tf.fill(
                    tf.expandDims(Axes.size(tf, value, 0), tf.constant(0)),
                    Axes.size(tf, value, 1)));
  }

  static Floats huber(Floats error, double delta) {
    if (!(delta > 0)) {
      throw new IllegalArgumentException(
          "huber: expected a delta above 0, got %s".formatted(delta));
    }
    Ops tf = error.build().tf();
    Floats size = error.abs();
    Floats linear = size.minus(delta / 2).times(delta);
    return error
        .square()
        .times(0.5)
        .where(tf.math.lessEqual(size, tf.constant((float) delta)), linear);
  }

  /** Returns prediction and target, of one shape; a target of weight 0 is 0, even over NaN. */
  private Floats[] fitting(Floats predicted, Floats target, Optional<Floats> weights) {
    sameShape("predictions", predicted, "targets", target);
    weights.ifPresent(w -> sameShape("predictions", predicted, "weights", w));
    SizeCheck check = new SizeCheck(tf, name, "has each prediction a target?");
    for (int axis = 0; axis < predicted.dimensions(); axis++) {
      check.equal(
          new SizeCheck.Size("size %d of predictions".formatted(axis), predicted, axis),
          new SizeCheck.Size("size %d of targets".formatted(axis), target, axis));
    }
    Floats clean =
        weights
            .map(w -> target.where(tf.math.notEqual(w, tf.constant(0f)), scalar(tf.constant(0f))))
            .orElse(target);
    return new Floats[] {
      predicted.sameAxes(check.guard(predicted)), clean.sameAxes(check.guard(clean))
    };
  }

  private void sameShape(String firstName, Floats first, String secondName, Floats second) {
    NullChecks.require(firstName, "a value", first);
    NullChecks.require(secondName, "a value", second);
    Shape one = first.shape();
    Shape other = second.shape();
    if (one.numDimensions() != other.numDimensions()
        || !IntStream.range(0, one.numDimensions())
            .allMatch(
                axis ->
                    one.get(axis) == other.get(axis) || one.get(axis) < 0 || other.get(axis) < 0)) {
      throw new IllegalArgumentException(
          "%s: expected %s and %s of one shape, got %s and %s; squeeze(-1) removes an axis of size 1"
              .formatted(name, firstName, secondName, one, other));
    }
    build.requireEqual(first.axes(), name + ": " + firstName, second.axes(), secondName);
  }

  /** Returns the weighted mean of all elements but those in the padding; 0 if all weights are. */
  Floats mean(Floats elements, Optional<Floats> weights, Floats sequences) {
    Floats known = elements.axes().isEmpty() ? elementsOf(elements, sequences) : elements;
    if (weights.isEmpty() && known.axes().values().stream().noneMatch(Lengths::isUneven)) {
      return mean(known, tf.math.mean(known, axes(known)), Optional.empty());
    }
    Floats counted = counted(known, weights);
    Operand<TFloat32> divisor = tf.reduceSum(counted, axes(known));
    return mean(
        known,
        tf.math.divNoNan(tf.reduceSum(known.masked().times(counted), axes(known)), divisor),
        weights.map(w -> divisor));
  }

  /**
   * Returns the mean of elements as one over the examples of a batch, if they depend on its size.
   *
   * @param divisor the sum of the weights; empty if all are 1
   */
  private Floats mean(
      Floats elements, Operand<TFloat32> value, Optional<Operand<TFloat32>> divisor) {
    if (divisor.isPresent()) {
      return mean(value, divisor.get());
    }
    if (!elements.shape().hasUnknownDimension()) { // of parameters
      return scalar(value);
    }
    boolean isCounted = // without a pass through the layers that compute the elements
        IntStream.range(0, elements.dimensions())
            .allMatch(
                axis ->
                    (axis == 0)
                        == (elements.shape().get(axis) < 0 && !elements.axes().containsKey(axis)));
    return isCounted
        ? scalar(build.mean(value, Build.Divisor.ofSteps(elements.axes().values())))
        : mean(value, tf.reduceSum(counted(elements, Optional.empty()), axes(elements)));
  }

  private Floats elementsOf(Floats elements, Floats sequences) {
    return new Floats(build, elements, sequences.axes());
  }

  /** Returns the weight of each element, 0 in the padding. */
  private Floats counted(Floats elements, Optional<Floats> weights) {
    Floats all =
        new Floats(
            build,
            weights.<Operand<TFloat32>>map(w -> w).orElseGet(() -> build.ones(elements)),
            elements.axes());
    return weights.isPresent() ? checked(all.masked()) : all.masked();
  }

  /** Returns weights, with a check in every run that they are finite and not negative. */
  private Floats checked(Floats weights) {
    Operand<TBool> valid =
        tf.math.logicalAnd(
            tf.math.greaterEqual(weights, tf.constant(0f)),
            tf.math.less(weights, tf.constant(Float.POSITIVE_INFINITY)));
    Op check =
        tf.assertThat(
            tf.reduceAll(valid, axes(weights)),
            List.of(
                tf.constant(
                    "%s: expected finite weights of at least 0 (0 ignores an element); does a formula make them negative, or divide by 0? Smallest and largest weight:"
                        .formatted(name)),
                tf.reduceMin(weights, axes(weights)),
                tf.reduceMax(weights, axes(weights))));
    return weights.sameAxes(tf.withControlDependencies(List.of(check)).identity(weights));
  }

  /** Returns the sum of the weights of all elements. */
  Floats count(Floats predicted, Floats target, Optional<Floats> weights) {
    Floats known = predicted.axes().isEmpty() ? elementsOf(predicted, target) : predicted;
    return scalar(tf.reduceSum(counted(known, weights), axes(known)));
  }

  private Operand<TInt32> axes(Floats x) {
    return tf.constant(IntStream.range(0, x.dimensions()).toArray());
  }

  private Floats scalar(Operand<TFloat32> value) {
    return new Floats(build, value, Map.of());
  }
}
