package org.tributary.graph.head;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.head.CrfHead;
import org.tributary.head.TransitionConstraints;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.internal.operand.ShapeCheck;

/**
 * A trainable linear-chain conditional random field (Lafferty, McCallum and Pereira 2001). It
 * scores a whole label sequence by the encoder's score of each label and by learned start, end and
 * transition scores. {@code LinearChain} decodes with the learned scores.
 *
 * <p>T is the number of steps, N of sequences, K of labels. The steps of a sequence from its length
 * on are padding.
 *
 * @param labels K
 */
record Crf(int labels) {
  /** The penalty of a forbidden transition in training, added to its learned score. */
  public static final float FORBIDDEN = -10_000;

  /** Checks the size. */
  public Crf {
    if (labels < 1) {
      throw new IllegalArgumentException("CRF: expected at least 1 label, got " + labels);
    }
  }

  /**
   * The learned scores as operands of a graph.
   *
   * @param start [K]
   * @param end [K]
   * @param transitions [K, K], from the previous label (row) to the label (column)
   */
  public record Weights(
      Operand<TFloat32> start, Operand<TFloat32> end, Operand<TFloat32> transitions) {
    /** Returns the weights by the names of {@link CrfHead#parameters}. */
    public static Weights of(Function<String, Operand<TFloat32>> weights) {
      return new Weights(
          weights.apply(CrfHead.START),
          weights.apply(CrfHead.END),
          weights.apply(CrfHead.TRANSITIONS));
    }

    /** Returns the operands by parameter name, in the order of {@link CrfHead#NAMES}. */
    public Map<String, Operand<TFloat32>> named() {
      Map<String, Operand<TFloat32>> named = new LinkedHashMap<>();
      named.put(CrfHead.START, start);
      named.put(CrfHead.END, end);
      named.put(CrfHead.TRANSITIONS, transitions);
      return named;
    }
  }

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
  public record Batch(
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
  public record Distributions(Operand<TFloat32> q, Operand<TFloat32> weights) {}

  /**
   * A loss and its gradients.
   *
   * @param value a scalar
   * @param logits the gradient with respect to the logits, [T, N, K], zero in the padding
   * @param weights the gradients with respect to the weights, of their shapes
   */
  public record Loss(Operand<TFloat32> value, Operand<TFloat32> logits, Weights weights) {}

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
   * @throws IllegalArgumentException if a known dimension differs from these shapes
   */
  public Loss loss(Ops tf, Weights weights, Batch batch, Optional<TransitionConstraints> rules) {
    ShapeCheck.requireKnown(CrfHead.START, weights.start(), "shape [%d]".formatted(labels), labels);
    ShapeCheck.requireKnown(CrfHead.END, weights.end(), "shape [%d]".formatted(labels), labels);
    ShapeCheck.requireKnown(
        CrfHead.TRANSITIONS,
        weights.transitions(),
        "shape [%d, %d]".formatted(labels, labels),
        labels,
        labels);
    ShapeCheck.requireLast("CRF logits", batch.logits().shape(), 3, labels);
    batch
        .softTargets()
        .ifPresent(q -> ShapeCheck.requireLast("CRF soft targets", q.q().shape(), 3, labels));
    rules.ifPresent(this::requireSameLabels);
    return new CrfLoss(
            tf, labels, rules.map(r -> penalized(tf, weights, r)).orElse(weights), sized(tf, batch))
        .build();
  }

  /** Returns the batch with a check that its operands agree in T and N. */
  private static Batch sized(Ops tf, Batch batch) {
    SizeCheck check =
        new SizeCheck(
                tf,
                "CRF loss",
                "are labels and logits sequence-first, and is there a length and a weight for each sequence?")
            .rank("logits", batch.logits(), 3, "[T, N, K]")
            .rank("labels", batch.labels(), 2, "[T, N]")
            .rank("lengths", batch.lengths(), 1, "[N]")
            .rank("weights", batch.weights(), 1, "[N]")
            .equal(
                new SizeCheck.Size("steps of the logits", batch.logits(), 0),
                new SizeCheck.Size("steps of the labels", batch.labels(), 0))
            .equal(
                new SizeCheck.Size("sequences of the logits", batch.logits(), 1),
                new SizeCheck.Size("sequences of the labels", batch.labels(), 1),
                new SizeCheck.Size("lengths", batch.lengths(), 0),
                new SizeCheck.Size("weights", batch.weights(), 0));
    batch
        .softTargets()
        .ifPresent(
            soft ->
                check
                    .rank("soft targets", soft.q(), 3, "[T, N, K]")
                    .rank("weights of soft targets", soft.weights(), 1, "[N]")
                    .equal(
                        new SizeCheck.Size("steps of the logits", batch.logits(), 0),
                        new SizeCheck.Size("steps of the soft targets", soft.q(), 0))
                    .equal(
                        new SizeCheck.Size("sequences of the logits", batch.logits(), 1),
                        new SizeCheck.Size("sequences of the soft targets", soft.q(), 1),
                        new SizeCheck.Size("weights of soft targets", soft.weights(), 0)));
    return new Batch(
        check.guard(batch.logits()),
        check.guard(batch.labels()),
        check.guard(batch.lengths()),
        check.guard(batch.weights()),
        batch
            .softTargets()
            .map(q -> new Distributions(check.guard(q.q()), check.guard(q.weights()))));
  }

  private void requireSameLabels(TransitionConstraints rules) {
    if (rules.labels() != labels) {
      throw new IllegalArgumentException(
          "CRF: expected rules about %d labels, got %d".formatted(labels, rules.labels()));
    }
  }

  private Weights penalized(Ops tf, Weights weights, TransitionConstraints rules) {
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
}
