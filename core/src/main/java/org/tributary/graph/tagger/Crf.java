package org.tributary.graph.tagger;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.SequenceLengths;
import org.tributary.head.TransitionConstraints;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.Packing;
import org.tributary.internal.graph.ScanLoop;

/**
 * The loss of a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001), and
 * its gradients. A CRF scores a whole label sequence by the encoder's score of each label and by
 * learned start, end and transition scores. {@code LinearChain} decodes with the learned scores.
 *
 * <p>T is the number of steps, N of sequences, K of labels. The steps of a sequence from its length
 * on are padding.
 *
 * <p>The forward-backward algorithm runs over 2N rows at once: the free batch, whose sums are log
 * Z, and the constrained batch, which allows only the given labels and whose sums are their scores.
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
 * {@link Soft#terms expected score} is subtracted from the loss.
 */
final class Crf {
  /** The penalty of a forbidden transition in training, added to its learned score. */
  static final float FORBIDDEN = -10_000;

  /**
   * A finite substitute for minus infinity: its exponential is 0, and differences of it stay
   * finite.
   */
  private static final float LOG_ZERO = -1e30f;

  /**
   * The learned scores as operands of a graph.
   *
   * @param start [K]
   * @param end [K]
   * @param transitions [K, K], from the previous label (row) to the label (column)
   */
  record Weights(Operand<TFloat32> start, Operand<TFloat32> end, Operand<TFloat32> transitions) {}

  /**
   * A batch of labelled sequences.
   *
   * @param logits the score of each label, [T, N, K]
   * @param labels [T, N], from 0 to K - 1, or negative for an unlabelled step: the likelihood of
   *     the sequence sums over all labels of that step (the partial likelihood of Tsuboi et al.
   *     2008)
   * @param lengths [N], each from 0 to T
   * @param weights the weight of each sequence in the loss, [N]
   * @param softTargets distributions over the labels beside them, if there are any
   */
  record Batch(
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TInt32> lengths,
      Operand<TFloat32> weights,
      Optional<Distributions> softTargets) {}

  /**
   * Soft targets of a batch.
   *
   * @param q the distribution at each step, [T, N, K]; zeros in a sequence without any
   * @param weights L, the weight of each sequence's distributions, [N], from 0 to 1; 0 in a
   *     sequence without any
   */
  record Distributions(Operand<TFloat32> q, Operand<TFloat32> weights) {}

  /**
   * A loss and its gradients.
   *
   * @param value a scalar
   * @param logits the gradient with respect to the logits, [T, N, K], zero in the padding
   * @param weights the gradients with respect to the weights, of their shapes
   */
  record Loss(Operand<TFloat32> value, Operand<TFloat32> logits, Weights weights) {}

  private final Ops tf;
  private final int labels;
  private final Weights weights;
  private final Batch batch;
  private final Operand<TInt32> steps; // T
  private final Operand<TInt32> sequences; // N
  private final Operand<TInt32> rows; // 2N
  private final Operand<TInt32> step; // [T, 1]
  private final Operand<TBool> valid; // [T, N]
  private final Operand<TFloat32> labelled; // [T, N]: 1 where a step is labelled
  private final Optional<Soft> soft;
  private final Operand<TFloat32> start; // [1, K]
  private final Operand<TFloat32> end; // [1, K]

  private Crf(Ops tf, Weights weights, Batch batch) {
    this.tf = tf;
    this.labels = Math.toIntExact(weights.start().shape().get(0));
    this.weights = weights;
    this.batch = batch;
    this.steps = Axes.size(tf, batch.logits(), 0);
    this.sequences = Axes.size(tf, batch.logits(), 1);
    this.rows = tf.math.mul(sequences, tf.constant(2));
    this.step = tf.expandDims(tf.range(tf.constant(0), steps, tf.constant(1)), tf.constant(1));
    this.valid = tf.math.less(step, batch.lengths());
    this.labelled =
        number(tf.math.logicalAnd(tf.math.greaterEqual(batch.labels(), tf.constant(0)), valid));
    this.soft = batch.softTargets().map(this::soft);
    this.start = tf.expandDims(weights.start(), tf.constant(0));
    this.end = tf.expandDims(weights.end(), tf.constant(0));
  }

  /**
   * Adds the weighted negative log-likelihood of the labels, Σ weight · nll, to the graph. It is
   * divided by the number of labelled steps, as in {@link Softmax#loss}, so that a learning rate
   * suits both. It is 0 if no step is labelled.
   *
   * <p>With soft targets the loss of a sequence is (1 - L) · nll + L · (log Z - E), where E is the
   * expected score under the product of its distributions: the cross-entropy of the CRF to that
   * product. It is divided by the number of steps with a label or a distribution.
   *
   * <p>The gradients are built alongside, because TensorFlow cannot differentiate through the loop.
   * Sums are in log space and normalized at each step, so that long sequences neither overflow nor
   * lose precision.
   *
   * @param rules the transitions forbidden in training, each penalized by {@link #FORBIDDEN}. A
   *     sequence whose labels break the rules pays that penalty; its gradient stays bounded
   */
  static Loss loss(Ops tf, Weights weights, Batch batch, Optional<TransitionConstraints> rules) {
    return new Crf(tf, rules.map(r -> penalized(tf, weights, r)).orElse(weights), batch).loss();
  }

  private static Weights penalized(Ops tf, Weights weights, TransitionConstraints rules) {
    int labels = rules.labels();
    float[] start = new float[labels];
    float[] end = new float[labels];
    float[][] transitions = new float[labels][labels];
    for (int from = 0; from < labels; from++) {
      start[from] = rules.mayStart(from) ? 0 : FORBIDDEN;
      end[from] = rules.mayEnd(from) ? 0 : FORBIDDEN;
      for (int to = 0; to < labels; to++) {
        transitions[from][to] = rules.mayFollow(from, to) ? 0 : FORBIDDEN;
      }
    }
    return new Weights(
        tf.math.add(weights.start(), tf.constant(start)),
        tf.math.add(weights.end(), tf.constant(end)),
        tf.math.add(weights.transitions(), tf.constant(transitions)));
  }

  private Soft soft(Distributions targets) {
    Operand<TFloat32> weight =
        tf.expandDims(
            tf.math.mul(
                targets.weights(), number(tf.math.greater(batch.lengths(), tf.constant(0)))),
            tf.constant(1)); // [N, 1]
    return new Soft(
        tf,
        labels,
        weight,
        tf.math.sub(tf.onesLike(weight), weight),
        tf.math.mul(targets.q(), column(valid)),
        isLast(batch.lengths()));
  }

  /** Returns the number of steps that have a label or a distribution, a scalar. */
  private Operand<TFloat32> count() {
    Operand<TFloat32> counted =
        soft.<Operand<TFloat32>>map(
                s -> {
                  Operand<TBool> isSoft =
                      tf.math.greater(tf.reshape(s.weight(), tf.array(-1)), tf.constant(0f));
                  return tf.math.maximum(labelled, number(tf.math.logicalAnd(valid, isSoft)));
                })
            .orElse(labelled); // [T, N]
    return tf.reduceSum(tf.reshape(counted, tf.array(-1)), tf.constant(0));
  }

  Loss loss() {
    Operand<TFloat32> emissions = emissions(); // [T, 2N, K]
    Operand<TInt32> lengths = tf.concat(List.of(batch.lengths(), batch.lengths()), tf.constant(0));
    Operand<TFloat32> zeros =
        tf.fill(tf.stack(List.of(rows, tf.constant(labels))), tf.constant(0f)); // [2N, K]
    Packing packing = // ended rows keep their a, so the batch must not shrink
        SequenceLengths.full(tf, steps, rows).packing(Packing.Order.FORWARD, Packing.Rows.NEEDED);
    Forward forward = forward(packing, zeros, emissions, column(tf.math.less(step, lengths)));
    Operand<TFloat32> atEnd =
        tf.math.add(tf.ensureShape(forward.a(), Shape.of(-1, labels)), end); // [2N, K]
    Operand<TFloat32> ends = tf.expandDims(logSum(tf, atEnd), tf.constant(0)); // [1, 2N, 1]
    Operand<TFloat32> terms =
        difference(
            tf.concat(List.of(grid(forward.normalizers(), 1), ends), tf.constant(0)),
            1); // [T+1, N, 1]
    Operand<TFloat32> losses =
        tf.reduceSum(
            minusSoft(terms, s -> tf.math.mul(s.terms(batch.logits(), weights), s.weight())),
            tf.constant(0)); // [N, 1]
    Operand<TFloat32> scale = tf.math.divNoNan(batch.weights(), count()); // [N]
    Operand<TFloat32> loss =
        tf.reduceSum(tf.math.mul(tf.reshape(losses, tf.array(-1)), scale), tf.constant(0));
    Operand<TFloat32> scales = tf.expandDims(scale, tf.constant(1)); // [N, 1]
    Operand<TFloat32> signed = // factors of the free and the constrained rows
        tf.concat(List.of(scales, tf.math.neg(hard(scales))), tf.constant(0)); // [2N, 1]
    Operand<TFloat32> last = tf.nn.softmax(atEnd); // [2N, K]
    Backward backward = backward(packing, zeros, last, signed, forward, isLast(lengths));

    Operand<TFloat32> logits =
        minusSoft(
            tf.math.mul(difference(grid(backward.marginals(), labels), labels), scales),
            s -> s.toLogits(tf.math.mul(s.weight(), scales))); // [T, N, K]
    Operand<TFloat32> toStart =
        tf.reduceSum(tf.gather(logits, tf.constant(0), tf.constant(0)), tf.constant(0)); // [K]
    Operand<TFloat32> toEnd =
        minusSoft(
            tf.reduceSum(tf.math.mul(last, signed), tf.constant(0)),
            s -> s.toEnd(tf.math.mul(s.weight(), scales))); // [K]
    Operand<TFloat32> toTransitions =
        minusSoft(
            backward.pairs(), s -> s.toTransitions(tf.math.mul(s.weight(), scales))); // [K, K]
    return new Loss(loss, logits, new Weights(toStart, toEnd, toTransitions));
  }

  /** The result of the forward loop: a after the last step, and a, r and c of every step. */
  private record Forward(
      Operand<TFloat32> a,
      Operand<TFloat32> alphas,
      Operand<TFloat32> r,
      Operand<TFloat32> normalizers) {}

  private Forward forward(
      Packing packing,
      Operand<TFloat32> zeros,
      Operand<TFloat32> emissions,
      Operand<TFloat32> valid) {
    ScanLoop scan = new ScanLoop(tf, packing);
    ScanLoop.Carry a = scan.carry(zeros);
    ScanLoop.Constant transitions = scan.constant(weights.transitions());
    ScanLoop.Constant startScores = scan.constant(start);
    ScanLoop.Xs emission = scan.xs(flat(emissions, labels));
    ScanLoop.Xs validStep = scan.xs(flat(valid, 1));
    ScanLoop.Xs firstStep = scan.xs(flat(first(), 1));
    ScanLoop.Ys alphas = scan.ys(labels);
    ScanLoop.Ys r = scan.ys(labels);
    ScanLoop.Ys normalizers = scan.ys(1);
    ScanLoop.Result result =
        scan.scan(
            (ops, at) -> {
              Operand<TFloat32> before = at.get(a); // [2N, K]
              Operand<TFloat32> pairs =
                  ops.math.add(
                      ops.expandDims(before, ops.constant(2)), at.get(transitions)); // [2N, K, K]
              Operand<TFloat32> now =
                  ops.select(
                      isSet(ops, at.get(firstStep)),
                      at.get(startScores),
                      ops.squeeze(logSum(ops, pairs), Squeeze.axis(List.of(1L)))); // [2N, K]
              Operand<TFloat32> s = ops.math.add(now, at.get(emission)); // [2N, K]
              Operand<TFloat32> c = logSum(ops, s); // [2N, 1]
              Operand<TBool> isValid = isSet(ops, at.get(validStep)); // [2N, 1]
              Operand<TFloat32> next = ops.select(isValid, ops.math.sub(s, c), before); // [2N, K]
              at.replace(a, next);
              at.write(alphas, next);
              at.write(r, now);
              at.write(normalizers, ops.select(isValid, c, ops.zerosLike(c)));
            });
    return new Forward(
        result.get(a), grid(result.get(alphas), labels), result.get(r), result.get(normalizers));
  }

  /** The result of the backward loop: m of every step, and the sum of p, scaled. */
  private record Backward(Operand<TFloat32> marginals, Operand<TFloat32> pairs) {}

  /**
   * @param last m of each row's last step, [2N, K]
   * @param scale factor of each row's p in the sum, [2N, 1]
   * @param isLast 1 for the row's last step, else 0, [T, 2N, 1]
   */
  private Backward backward(
      Packing packing,
      Operand<TFloat32> zeros,
      Operand<TFloat32> last,
      Operand<TFloat32> scale,
      Forward forward,
      Operand<TFloat32> isLast) {
    ScanLoop scan = new ScanLoop(tf, packing);
    ScanLoop.Carry later = scan.carry(zeros);
    ScanLoop.Carry pairs = scan.carry(tf.zerosLike(weights.transitions()));
    ScanLoop.Constant transitions = scan.constant(weights.transitions());
    ScanLoop.Constant lastMarginals = scan.constant(last);
    ScanLoop.Constant scales = scan.constant(scale);
    ScanLoop.Xs alphaBefore = scan.xs(flat(previous(forward.alphas()), labels));
    ScanLoop.Xs r = scan.xs(forward.r());
    ScanLoop.Xs lastStep = scan.xs(flat(isLast, 1));
    ScanLoop.Ys marginals = scan.ys(labels);
    ScanLoop.Result result =
        scan.scanReverse(
            (ops, at) -> {
              Operand<TFloat32> m =
                  ops.select(
                      isSet(ops, at.get(lastStep)),
                      at.get(lastMarginals),
                      at.get(later)); // [2N, K]
              Operand<TFloat32> probabilities =
                  ops.math.exp(
                      ops.math.sub(
                          ops.math.add(
                              ops.expandDims(at.get(alphaBefore), ops.constant(2)),
                              at.get(transitions)),
                          ops.expandDims(at.get(r), ops.constant(1)))); // [2N, K, K]
              Operand<TFloat32> p =
                  ops.math.mul(probabilities, ops.expandDims(m, ops.constant(1))); // [2N, K, K]
              Operand<TFloat32> sum =
                  ops.reduceSum(
                      ops.math.mul(p, ops.expandDims(at.get(scales), ops.constant(2))),
                      ops.constant(0)); // [K, K]
              at.replace(later, ops.reduceSum(p, ops.constant(2)));
              at.replace(pairs, ops.math.add(at.get(pairs), sum));
              at.write(marginals, m);
            });
    return new Backward(result.get(marginals), result.get(pairs));
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
        tf.oneHot(batch.labels(), tf.constant(labels), tf.constant(0f), tf.constant(LOG_ZERO));
    Operand<TFloat32> constraint =
        tf.math.mul(excluded, tf.expandDims(labelled, tf.constant(2))); // [T, N, K]
    return tf.concat(
        List.of(batch.logits(), tf.math.add(batch.logits(), constraint)), tf.constant(1));
  }

  /** Returns a mask of the first step, [T, 2N, 1]. */
  private Operand<TFloat32> first() {
    Operand<TFloat32> first = column(tf.math.equal(step, tf.constant(0))); // [T, 1, 1]
    return tf.broadcastTo(first, tf.stack(List.of(steps, rows, tf.constant(1))));
  }

  /** Reshapes [T, 2N, size] to [T·2N, size]. */
  private Operand<TFloat32> flat(Operand<TFloat32> grid, int size) {
    return tf.reshape(grid, tf.array(-1, size));
  }

  /** Reshapes [T·2N, size] to [T, 2N, size]. */
  private Operand<TFloat32> grid(Operand<TFloat32> flat, int size) {
    return tf.reshape(flat, tf.stack(List.of(steps, rows, tf.constant(size))));
  }

  /** Returns a of the previous step, [T, 2N, K]; log 0 before the first. */
  private Operand<TFloat32> previous(Operand<TFloat32> alphas) {
    Operand<TFloat32> none =
        tf.fill(
            tf.stack(List.of(tf.constant(1), rows, tf.constant(labels))), tf.constant(LOG_ZERO));
    Operand<TInt32> allButLast =
        tf.stack(List.of(tf.math.sub(steps, tf.constant(1)), tf.constant(-1), tf.constant(-1)));
    return tf.concat(
        List.of(none, tf.slice(alphas, tf.array(0, 0, 0), allButLast)), tf.constant(0));
  }

  /** Subtracts the constrained half of [T, 2N, size], weighted by 1 - L, from the free half. */
  private Operand<TFloat32> difference(Operand<TFloat32> both, int size) {
    Operand<TInt32> half = tf.stack(List.of(tf.constant(-1), sequences, tf.constant(size)));
    return tf.math.sub(
        tf.slice(both, tf.array(0, 0, 0), half),
        hard(tf.slice(both, tf.stack(List.of(tf.constant(0), sequences, tf.constant(0))), half)));
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

  /**
   * Soft targets: the expected score of the label sequences under the product of independent
   * distributions q, and its gradients. It is linear in the logits and weights, so the gradients
   * are the expected counts:
   *
   * <pre>{@code
   * E = Σ_t q_t · logits_t + q_0 · start + q_{T-1} · end + Σ_t q_{t-1}ᵀ A q_t
   * }</pre>
   *
   * @param weight L of each sequence, [N, 1]; 0 for one without steps
   * @param hardWeight 1 - L, [N, 1]
   * @param q the distributions, [T, N, K], zero in the padding
   * @param isLast 1 at the last step, else 0, [T, N, 1]
   */
  private record Soft(
      Ops tf,
      int labels,
      Operand<TFloat32> weight,
      Operand<TFloat32> hardWeight,
      Operand<TFloat32> q,
      Operand<TFloat32> isLast) {

    /**
     * Returns the terms of E of each sequence, [T+1, N, 1]: those of each step, with the transition
     * to it, and last that of the end.
     *
     * @param logits [T, N, K]
     */
    Operand<TFloat32> terms(Operand<TFloat32> logits, Weights weights) {
      Operand<TInt32> overLabels = tf.constant(2);
      Operand<TFloat32> emitted = tf.reduceSum(tf.math.mul(q, logits), overLabels); // [T, N]
      Operand<TFloat32> started =
          tf.reduceSum(tf.math.mul(first(), weights.start()), tf.constant(1)); // [N]
      Operand<TFloat32> flat = tf.reshape(before(), tf.array(-1, labels)); // [(T-1)·N, K]
      Operand<TFloat32> scored =
          tf.reshape(
              tf.linalg.matMul(flat, weights.transitions()), tf.shape(after())); // [T-1, N, K]
      Operand<TFloat32> moved = tf.reduceSum(tf.math.mul(scored, after()), overLabels); // [T-1, N]
      Operand<TFloat32> ended =
          tf.reduceSum(
              tf.math.mul(tf.math.mul(q, isLast), weights.end()),
              tf.constant(new int[] {0, 2})); // [N]
      Operand<TInt32> steps = tf.constant(0);
      Operand<TFloat32> entered =
          tf.concat(List.of(tf.expandDims(started, steps), moved), steps); // [T, N]
      return tf.expandDims(
          tf.concat(List.of(tf.math.add(emitted, entered), tf.expandDims(ended, steps)), steps),
          overLabels);
    }

    /** Returns the gradient of Σ scale · E with respect to the logits, [T, N, K]. */
    Operand<TFloat32> toLogits(Operand<TFloat32> scale) {
      return tf.math.mul(q, scale);
    }

    /**
     * Returns the gradient of Σ scale · E with respect to the end scores, [K].
     *
     * @param scale [N, 1]
     */
    Operand<TFloat32> toEnd(Operand<TFloat32> scale) {
      return tf.reduceSum(
          tf.math.mul(tf.math.mul(q, isLast), scale), tf.constant(new int[] {0, 1}));
    }

    /**
     * Returns the gradient of Σ scale · E with respect to the transitions, [K, K].
     *
     * @param scale [N, 1]
     */
    Operand<TFloat32> toTransitions(Operand<TFloat32> scale) {
      return tf.linalg.matMul(
          tf.reshape(tf.math.mul(before(), scale), tf.array(-1, labels)),
          tf.reshape(after(), tf.array(-1, labels)),
          MatMul.transposeA(true));
    }

    /** Returns q of the first step, [N, K]. */
    private Operand<TFloat32> first() {
      return tf.gather(q, tf.constant(0), tf.constant(0));
    }

    /** Returns q of all steps but the last, [T-1, N, K]. */
    private Operand<TFloat32> before() {
      Operand<TInt32> steps = Axes.size(tf, q, 0);
      Operand<TInt32> size =
          tf.stack(List.of(tf.math.sub(steps, tf.constant(1)), tf.constant(-1), tf.constant(-1)));
      return tf.slice(q, tf.array(0, 0, 0), size);
    }

    /** Returns q of all steps but the first, [T-1, N, K]. */
    private Operand<TFloat32> after() {
      return tf.slice(q, tf.array(1, 0, 0), tf.array(-1, -1, -1));
    }
  }
}
