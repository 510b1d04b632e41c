package org.tributary.head;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.ScanLoop;
import org.tributary.sequence.Packing;
import org.tributary.sequence.SequenceLengths;

/**
 * The forward algorithm and the way back, over 2N rows at once: the batch as it is, whose sums are
 * log Z, and the batch held to its labels, whose sums are the labels' own scores. The loss is the
 * difference of the two, and so are its gradients: expected counts less observed ones.
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
 * <p>On the way back everything is a probability: m are the marginals, which are the gradients to
 * logits, and p those of pairs, the gradients to A.
 */
final class CrfLoss {
  /** In place of minus infinity: its exponential is 0, and differences of it are numbers. */
  private static final float NEVER = -1e30f;

  private final Ops tf;
  private final int labels;
  private final Crf.Weights weights;
  private final Crf.Rows rows;
  private final Operand<TInt32> steps; // []
  private final Operand<TInt32> batch; // []
  private final Operand<TInt32> step; // [T, 1]
  private final Operand<TFloat32> counted; // [T, N]: 1 where a label counts
  private final Operand<TFloat32> start; // [1, K]
  private final Operand<TFloat32> end; // [1, K]

  CrfLoss(Ops tf, int labels, Crf.Weights weights, Crf.Rows rows) {
    this.tf = tf;
    this.labels = labels;
    this.weights = weights;
    this.rows = rows;
    Operand<TInt32> shape = tf.shape(rows.logits());
    this.steps = tf.gather(shape, tf.constant(0), tf.constant(0));
    this.batch = tf.gather(shape, tf.constant(1), tf.constant(0));
    this.step = tf.expandDims(tf.range(tf.constant(0), steps, tf.constant(1)), tf.constant(1));
    this.counted =
        number(
            tf.math.logicalAnd(
                tf.math.greaterEqual(rows.labels(), tf.constant(0)),
                tf.math.less(step, rows.lengths())));
    this.start = tf.expandDims(weights.start(), tf.constant(0));
    this.end = tf.expandDims(weights.end(), tf.constant(0));
  }

  Crf.Loss place() {
    Operand<TFloat32> emissions = emissions(); // [T, 2N, K]
    Operand<TInt32> lengths = tf.concat(List.of(rows.lengths(), rows.lengths()), tf.constant(0));
    Operand<TFloat32> valid = column(tf.math.less(step, lengths)); // [T, 2N, 1]
    Operand<TFloat32> nothing =
        tf.fill(tf.stack(List.of(twice(), tf.constant(labels))), tf.constant(0f)); // [2N, K]
    Packing packing = // rows that are over keep their a, so none falls away
        SequenceLengths.full(tf, steps, twice())
            .packing(Packing.Order.FORWARD, Packing.Rows.NEEDED);
    ScanLoop.Turn forwards =
        new ScanLoop(
                tf,
                packing,
                List.of(nothing),
                List.of(weights.transitions(), start),
                List.of(flat(emissions, labels), flat(valid, 1), flat(first(), 1)))
            .forwards(List.of(labels, labels, 1), CrfLoss::forward);
    Operand<TFloat32> atEnd =
        tf.math.add(
            tf.ensureShape(forwards.carried().get(0), Shape.of(-1, labels)), end); // [2N, K]
    Operand<TFloat32> after = grid(forwards.written().get(0), labels); // [T, 2N, K]
    Operand<TFloat32> ends = tf.expandDims(logSum(tf, atEnd), tf.constant(0)); // [1, 2N, 1]
    Operand<TFloat32> sums =
        tf.reduceSum(
            difference(
                tf.concat(List.of(grid(forwards.written().get(2), 1), ends), tf.constant(0)), 1),
            tf.constant(0)); // [N, 1]

    Operand<TFloat32> scale =
        tf.math.divNoNan(
            rows.weights(), tf.reduceSum(tf.reshape(counted, tf.array(-1)), tf.constant(0))); // [N]
    Operand<TFloat32> loss =
        tf.reduceSum(tf.math.mul(tf.reshape(sums, tf.array(-1)), scale), tf.constant(0));
    Operand<TFloat32> scales = tf.expandDims(scale, tf.constant(1)); // [N, 1]
    Operand<TFloat32> signed =
        tf.concat(List.of(scales, tf.math.neg(scales)), tf.constant(0)); // [2N, 1]
    Operand<TFloat32> last = tf.nn.softmax(atEnd); // [2N, K]
    Operand<TFloat32> isLast =
        column(tf.math.equal(step, tf.math.sub(lengths, tf.constant(1)))); // [T, 2N, 1]
    ScanLoop.Turn backwards =
        new ScanLoop(
                tf,
                packing,
                List.of(nothing, tf.zerosLike(weights.transitions())),
                List.of(weights.transitions(), last, signed),
                List.of(flat(before(after), labels), forwards.written().get(1), flat(isLast, 1)))
            .backwards(List.of(labels), CrfLoss::backward);

    Operand<TFloat32> logits =
        tf.math.mul(
            difference(grid(backwards.written().get(0), labels), labels), scales); // [T, N, K]
    Operand<TFloat32> toStart =
        tf.reduceSum(tf.gather(logits, tf.constant(0), tf.constant(0)), tf.constant(0)); // [K]
    Operand<TFloat32> toEnd = tf.reduceSum(tf.math.mul(last, signed), tf.constant(0)); // [K]
    return new Crf.Loss(loss, logits, new Crf.Weights(toStart, toEnd, backwards.carried().get(1)));
  }

  /** One step: carries a, leaves a, r and c. */
  private static ScanLoop.Turn forward(
      Ops tf,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> step) {
    Operand<TFloat32> a = carried.get(0); // [2N, K]
    Operand<TFloat32> pairs =
        tf.math.add(tf.expandDims(a, tf.constant(2)), constants.get(0)); // [2N, K, K]
    Operand<TFloat32> r =
        tf.select(
            on(tf, step.get(2)),
            constants.get(1),
            tf.squeeze(logSum(tf, pairs), Squeeze.axis(List.of(1L)))); // [2N, K]
    Operand<TFloat32> s = tf.math.add(r, step.get(0)); // [2N, K]
    Operand<TFloat32> c = logSum(tf, s); // [2N, 1]
    Operand<TBool> valid = on(tf, step.get(1)); // [2N, 1]
    Operand<TFloat32> kept = tf.select(valid, tf.math.sub(s, c), a); // [2N, K]
    return new ScanLoop.Turn(List.of(kept), List.of(kept, r, tf.select(valid, c, tf.zerosLike(c))));
  }

  /** One step back: carries m of the step after and the sum of p, leaves m. */
  private static ScanLoop.Turn backward(
      Ops tf,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> step) {
    Operand<TFloat32> m =
        tf.select(on(tf, step.get(2)), constants.get(1), carried.get(0)); // [2N, K]
    Operand<TFloat32> chances =
        tf.math.exp(
            tf.math.sub(
                tf.math.add(tf.expandDims(step.get(0), tf.constant(2)), constants.get(0)),
                tf.expandDims(step.get(1), tf.constant(1)))); // [2N, K, K]
    Operand<TFloat32> p = tf.math.mul(chances, tf.expandDims(m, tf.constant(1))); // [2N, K, K]
    Operand<TFloat32> sum =
        tf.reduceSum(
            tf.math.mul(p, tf.expandDims(constants.get(2), tf.constant(2))),
            tf.constant(0)); // [K, K]
    return new ScanLoop.Turn(
        List.of(tf.reduceSum(p, tf.constant(2)), tf.math.add(carried.get(1), sum)), List.of(m));
  }

  /** The scores of the batch as it is, then of the batch held to its labels, [T, 2N, K]. */
  private Operand<TFloat32> emissions() {
    Operand<TFloat32> others =
        tf.oneHot(rows.labels(), tf.constant(labels), tf.constant(0f), tf.constant(NEVER));
    Operand<TFloat32> held =
        tf.math.mul(others, tf.expandDims(counted, tf.constant(2))); // [T, N, K]
    return tf.concat(List.of(rows.logits(), tf.math.add(rows.logits(), held)), tf.constant(1));
  }

  /** 1 at the first step, [T, 2N, 1]. */
  private Operand<TFloat32> first() {
    Operand<TFloat32> first = column(tf.math.equal(step, tf.constant(0))); // [T, 1, 1]
    return tf.broadcastTo(first, tf.stack(List.of(steps, twice(), tf.constant(1))));
  }

  /** [T·2N, size] of [T, 2N, size]. */
  private Operand<TFloat32> flat(Operand<TFloat32> grid, int size) {
    return tf.reshape(grid, tf.array(-1, size));
  }

  /** The inverse of {@link #flat}. */
  private Operand<TFloat32> grid(Operand<TFloat32> flat, int size) {
    return tf.reshape(flat, tf.stack(List.of(steps, twice(), tf.constant(size))));
  }

  /** a before each step: nothing came before the first, [T, 2N, K]. */
  private Operand<TFloat32> before(Operand<TFloat32> after) {
    Operand<TFloat32> none =
        tf.fill(
            tf.stack(List.of(tf.constant(1), twice(), tf.constant(labels))), tf.constant(NEVER));
    Operand<TInt32> allButLast =
        tf.stack(List.of(tf.math.sub(steps, tf.constant(1)), tf.constant(-1), tf.constant(-1)));
    return tf.concat(List.of(none, tf.slice(after, tf.array(0, 0, 0), allButLast)), tf.constant(0));
  }

  /** The batch as it is less the batch held to its labels, [T, N, size] from [T, 2N, size]. */
  private Operand<TFloat32> difference(Operand<TFloat32> both, int size) {
    Operand<TInt32> half = tf.stack(List.of(tf.constant(-1), batch, tf.constant(size)));
    return tf.math.sub(
        tf.slice(both, tf.array(0, 0, 0), half),
        tf.slice(both, tf.stack(List.of(tf.constant(0), batch, tf.constant(0))), half));
  }

  private Operand<TInt32> twice() {
    return tf.math.mul(batch, tf.constant(2));
  }

  private Operand<TFloat32> column(Operand<TBool> grid) {
    return tf.expandDims(number(grid), tf.constant(2));
  }

  private Operand<TFloat32> number(Operand<TBool> condition) {
    return tf.dtypes.cast(condition, TFloat32.class);
  }

  private static Operand<TBool> on(Ops tf, Operand<TFloat32> flag) {
    return tf.math.greater(flag, tf.constant(0.5f));
  }

  /** log Σ exp x over the second axis, which stays with size 1. */
  private static Operand<TFloat32> logSum(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> axis = tf.constant(1);
    Operand<TFloat32> largest = tf.reduceMax(x, axis, ReduceMax.keepDims(true));
    Operand<TFloat32> sum =
        tf.reduceSum(tf.math.exp(tf.math.sub(x, largest)), axis, ReduceSum.keepDims(true));
    return tf.math.add(largest, tf.math.log(sum));
  }
}
