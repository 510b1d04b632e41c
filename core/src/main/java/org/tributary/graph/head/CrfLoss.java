package org.tributary.graph.head;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.sequence.SequenceLengths;
import org.tributary.internal.packing.Packing;
import org.tributary.internal.scan.ScanLoop;

/**
 * The CRF's forward-backward algorithm over 2N rows at once: the free batch, whose sums are log Z,
 * and the constrained batch, which allows only the given labels and whose sums are their scores.
 * The loss is the difference of the two; its gradients are expected counts minus observed counts.
 *
 * <pre>{@code
 * r_t[j] = log Σ_i exp(a_{t-1}[i] + A[i, j])    start[j] where t = 0
 * s_t[j] = r_t[j] + logits_t[j]
 * c_t    = log Σ_j exp(s_t[j])
 * a_t[j] = s_t[j] - c_t                         log Z = Σ_t c_t + log Σ_j exp(a_{T-1}[j] + end[j])
 *
 * m_{T-1}  = softmax(a_{T-1} + end)
 * p_t[i,j] = exp(a_{t-1}[i] + A[i, j] - r_t[j]) m_t[j]
 * m_{t-1}[i] = Σ_j p_t[i, j]
 * }</pre>
 *
 * <p>The backward pass works on probabilities: m are the label marginals, which are the gradients
 * with respect to the logits, and p the pair marginals, which are those with respect to A.
 *
 * <p>With soft targets of weight L the constrained sums are weighted by 1 - L, and L times the
 * {@link ExpectedScore} is subtracted from the loss.
 */
final class CrfLoss {
  /**
   * A finite substitute for minus infinity: its exponential is 0, and differences of it stay
   * finite.
   */
  private static final float LOG_ZERO = -1e30f;

  private final Ops tf;
  private final int labels;
  private final Crf.Weights weights;
  private final Crf.Batch rows;
  private final Operand<TInt32> steps; // []
  private final Operand<TInt32> batch; // []
  private final Operand<TInt32> step; // [T, 1]
  private final Operand<TFloat32> labelled; // [T, N]: 1 where a step is labelled
  private final Optional<Soft> soft;
  private final Operand<TFloat32> start; // [1, K]
  private final Operand<TFloat32> end; // [1, K]

  /**
   * Soft targets.
   *
   * @param weight L of each sequence, [N, 1]; 0 for one without steps
   * @param hardWeight 1 - L, [N, 1]
   * @param score the expected score under the distributions
   */
  private record Soft(
      Operand<TFloat32> weight, Operand<TFloat32> hardWeight, ExpectedScore score) {}

  CrfLoss(Ops tf, int labels, Crf.Weights weights, Crf.Batch rows) {
    this.tf = tf;
    this.labels = labels;
    this.weights = weights;
    this.rows = rows;
    Operand<TInt32> shape = tf.shape(rows.logits());
    this.steps = tf.gather(shape, tf.constant(0), tf.constant(0));
    this.batch = tf.gather(shape, tf.constant(1), tf.constant(0));
    this.step = tf.expandDims(tf.range(tf.constant(0), steps, tf.constant(1)), tf.constant(1));
    this.labelled =
        number(
            tf.math.logicalAnd(
                tf.math.greaterEqual(rows.labels(), tf.constant(0)),
                tf.math.less(step, rows.lengths())));
    this.soft = rows.softTargets().map(this::soft);
    this.start = tf.expandDims(weights.start(), tf.constant(0));
    this.end = tf.expandDims(weights.end(), tf.constant(0));
  }

  private Soft soft(Crf.Distributions targets) {
    Operand<TBool> valid = tf.math.less(step, rows.lengths()); // [T, N]
    Operand<TFloat32> weight =
        tf.expandDims(
            tf.math.mul(targets.weights(), number(tf.math.greater(rows.lengths(), tf.constant(0)))),
            tf.constant(1)); // [N, 1]
    return new Soft(
        weight,
        tf.math.sub(tf.onesLike(weight), weight),
        new ExpectedScore(tf, labels, targets.q(), column(valid), isLast(rows.lengths())));
  }

  /** Returns the number of steps that have a label or a distribution, a scalar. */
  private Operand<TFloat32> count() {
    Operand<TFloat32> counted = labelled; // [T, N]
    if (soft.isPresent()) {
      Operand<TBool> hasSoft =
          tf.math.logicalAnd(
              tf.math.less(step, rows.lengths()),
              tf.math.greater(
                  tf.reshape(soft.get().weight(), tf.array(-1)), tf.constant(0f))); // [T, N]
      counted = tf.math.maximum(labelled, number(hasSoft));
    }
    return tf.reduceSum(tf.reshape(counted, tf.array(-1)), tf.constant(0));
  }

  Crf.Loss build() {
    Operand<TFloat32> emissions = emissions(); // [T, 2N, K]
    Operand<TInt32> lengths = tf.concat(List.of(rows.lengths(), rows.lengths()), tf.constant(0));
    Operand<TFloat32> valid = column(tf.math.less(step, lengths)); // [T, 2N, 1]
    Operand<TFloat32> zeros =
        tf.fill(tf.stack(List.of(doubledRows(), tf.constant(labels))), tf.constant(0f)); // [2N, K]
    Packing packing = // ended rows keep their a, so the batch must not shrink
        SequenceLengths.full(tf, steps, doubledRows())
            .packing(Packing.Order.FORWARD, Packing.Rows.NEEDED);
    CrfForwardLoop forward =
        CrfForwardLoop.of(
            tf,
            packing,
            zeros,
            weights.transitions(),
            start,
            flat(emissions, labels),
            flat(valid, 1),
            flat(first(), 1));
    ScanLoop.Result forwards = forward.scan().scan(forward::step);
    Operand<TFloat32> atEnd =
        tf.math.add(
            tf.ensureShape(forwards.get(forward.a()), Shape.of(-1, labels)), end); // [2N, K]
    Operand<TFloat32> alphas = grid(forwards.get(forward.alphas()), labels); // [T, 2N, K]
    Operand<TFloat32> ends = tf.expandDims(logSum(tf, atEnd), tf.constant(0)); // [1, 2N, 1]
    Operand<TFloat32> terms =
        difference(
            tf.concat(List.of(grid(forwards.get(forward.normalizers()), 1), ends), tf.constant(0)),
            1); // [T+1, N, 1]
    Operand<TFloat32> losses =
        tf.reduceSum(
            minusSoft(terms, s -> tf.math.mul(s.score().terms(rows.logits(), weights), s.weight())),
            tf.constant(0)); // [N, 1]

    Operand<TFloat32> scale = tf.math.divNoNan(rows.weights(), count()); // [N]
    Operand<TFloat32> loss =
        tf.reduceSum(tf.math.mul(tf.reshape(losses, tf.array(-1)), scale), tf.constant(0));
    Operand<TFloat32> scales = tf.expandDims(scale, tf.constant(1)); // [N, 1]
    Operand<TFloat32> signed =
        tf.concat(List.of(scales, tf.math.neg(hard(scales))), tf.constant(0)); // [2N, 1]
    Operand<TFloat32> last = tf.nn.softmax(atEnd); // [2N, K]
    Operand<TFloat32> isLast = isLast(lengths); // [T, 2N, 1]
    CrfBackwardLoop backward =
        CrfBackwardLoop.of(
            tf,
            packing,
            zeros,
            weights.transitions(),
            last,
            signed,
            flat(previous(alphas), labels),
            forwards.get(forward.r()),
            flat(isLast, 1));
    ScanLoop.Result backwards = backward.scan().scanReverse(backward::step);

    Operand<TFloat32> logits =
        minusSoft(
            tf.math.mul(
                difference(grid(backwards.get(backward.marginals()), labels), labels), scales),
            s -> s.score().toLogits(tf.math.mul(s.weight(), scales))); // [T, N, K]
    Operand<TFloat32> toStart =
        tf.reduceSum(tf.gather(logits, tf.constant(0), tf.constant(0)), tf.constant(0)); // [K]
    Operand<TFloat32> toEnd =
        minusSoft(
            tf.reduceSum(tf.math.mul(last, signed), tf.constant(0)),
            s -> s.score().toEnd(tf.math.mul(s.weight(), scales))); // [K]
    Operand<TFloat32> toTransitions =
        minusSoft(
            backwards.get(backward.pairs()),
            s -> s.score().toTransitions(tf.math.mul(s.weight(), scales))); // [K, K]
    return new Crf.Loss(loss, logits, new Crf.Weights(toStart, toEnd, toTransitions));
  }

  /** Subtracts a term of the soft targets from {@code x}, if there are any. */
  private Operand<TFloat32> minusSoft(Operand<TFloat32> x, Function<Soft, Operand<TFloat32>> term) {
    return soft.<Operand<TFloat32>>map(s -> tf.math.sub(x, term.apply(s))).orElse(x);
  }

  /** Multiplies {@code x}, [..., N, size], by 1 - L if there are soft targets. */
  private Operand<TFloat32> hard(Operand<TFloat32> x) {
    return soft.<Operand<TFloat32>>map(s -> tf.math.mul(x, s.hardWeight())).orElse(x);
  }

  /** Returns a mask of the last step of each row, [T, rows, 1]. */
  private Operand<TFloat32> isLast(Operand<TInt32> lengths) {
    return column(tf.math.equal(step, tf.math.sub(lengths, tf.constant(1))));
  }

  /** Returns the emission scores of the free batch, then of the constrained batch, [T, 2N, K]. */
  private Operand<TFloat32> emissions() {
    Operand<TFloat32> excluded =
        tf.oneHot(rows.labels(), tf.constant(labels), tf.constant(0f), tf.constant(LOG_ZERO));
    Operand<TFloat32> constraint =
        tf.math.mul(excluded, tf.expandDims(labelled, tf.constant(2))); // [T, N, K]
    return tf.concat(
        List.of(rows.logits(), tf.math.add(rows.logits(), constraint)), tf.constant(1));
  }

  /** Returns a mask of the first step, [T, 2N, 1]. */
  private Operand<TFloat32> first() {
    Operand<TFloat32> first = column(tf.math.equal(step, tf.constant(0))); // [T, 1, 1]
    return tf.broadcastTo(first, tf.stack(List.of(steps, doubledRows(), tf.constant(1))));
  }

  /** Reshapes [T, 2N, size] to [T·2N, size]. */
  private Operand<TFloat32> flat(Operand<TFloat32> grid, int size) {
    return tf.reshape(grid, tf.array(-1, size));
  }

  /** Reshapes [T·2N, size] to [T, 2N, size]. */
  private Operand<TFloat32> grid(Operand<TFloat32> flat, int size) {
    return tf.reshape(flat, tf.stack(List.of(steps, doubledRows(), tf.constant(size))));
  }

  /** Returns a of the previous step, [T, 2N, K]; log 0 before the first. */
  private Operand<TFloat32> previous(Operand<TFloat32> alphas) {
    Operand<TFloat32> none =
        tf.fill(
            tf.stack(List.of(tf.constant(1), doubledRows(), tf.constant(labels))),
            tf.constant(LOG_ZERO));
    Operand<TInt32> allButLast =
        tf.stack(List.of(tf.math.sub(steps, tf.constant(1)), tf.constant(-1), tf.constant(-1)));
    return tf.concat(
        List.of(none, tf.slice(alphas, tf.array(0, 0, 0), allButLast)), tf.constant(0));
  }

  /** Subtracts the constrained half of [T, 2N, size], weighted by 1 - L, from the free half. */
  private Operand<TFloat32> difference(Operand<TFloat32> both, int size) {
    Operand<TInt32> half = tf.stack(List.of(tf.constant(-1), batch, tf.constant(size)));
    return tf.math.sub(
        tf.slice(both, tf.array(0, 0, 0), half),
        hard(tf.slice(both, tf.stack(List.of(tf.constant(0), batch, tf.constant(0))), half)));
  }

  private Operand<TInt32> doubledRows() {
    return tf.math.mul(batch, tf.constant(2));
  }

  private Operand<TFloat32> column(Operand<TBool> grid) {
    return tf.expandDims(number(grid), tf.constant(2));
  }

  private Operand<TFloat32> number(Operand<TBool> condition) {
    return tf.dtypes.cast(condition, TFloat32.class);
  }

  static Operand<TBool> isSet(Ops tf, Operand<TFloat32> flag) {
    return tf.math.greater(flag, tf.constant(0.5f));
  }

  /** Returns log Σ exp x over the second axis, which is kept with size 1. */
  static Operand<TFloat32> logSum(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> axis = tf.constant(1);
    Operand<TFloat32> largest = tf.reduceMax(x, axis, ReduceMax.keepDims(true));
    Operand<TFloat32> sum =
        tf.reduceSum(tf.math.exp(tf.math.sub(x, largest)), axis, ReduceSum.keepDims(true));
    return tf.math.add(largest, tf.math.log(sum));
  }
}
