package org.tributary.head;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ShapeCheck;

/**
 * A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) to train: a
 * sequence's labels are scored together, by the encoder's score of each label and by learned scores
 * of what stands first, last and after what. {@link LinearChain} decodes with what was learned.
 *
 * <p>T is the number of steps, N of rows, K of labels; a row's steps from its length on are
 * padding.
 *
 * @param labels K
 */
public record Crf(int labels) {
  /** The name of the scores of each label as the first one, [K]. */
  public static final String START = "start_transitions";

  /** The name of the scores of each label as the last one, [K]. */
  public static final String END = "end_transitions";

  /** The name of the scores of each label (column) right after each (row), [K, K]. */
  public static final String TRANSITIONS = "transitions";

  /** The names of all parameters, in order. */
  public static final List<String> NAMES = List.of(START, END, TRANSITIONS);

  /** What a forbidden transition is worth in training, on top of its learned score. */
  public static final float FORBIDDEN = -10_000;

  /** Checks the size. */
  public Crf {
    if (labels < 1) {
      throw new IllegalArgumentException("CRF: expected at least 1 label, got " + labels);
    }
  }

  /**
   * {@code start_transitions} [K], {@code end_transitions} [K] and {@code transitions} [K, K], from
   * U(-0.1, 0.1): names, order and distribution are those of the package torchcrf for PyTorch.
   */
  public List<ParameterSpec> parameters() {
    Initializer uniform = Initializer.uniform(0.1);
    return List.of(
        new ParameterSpec(START, Shape.of(labels), uniform),
        new ParameterSpec(END, Shape.of(labels), uniform),
        new ParameterSpec(TRANSITIONS, Shape.of(labels, labels), uniform));
  }

  /**
   * The learned scores in a graph.
   *
   * @param start [K]
   * @param end [K]
   * @param transitions [K, K], from label before to label
   */
  public record Weights(
      Operand<TFloat32> start, Operand<TFloat32> end, Operand<TFloat32> transitions) {
    /** The weights by the names that {@link Crf#parameters} gives them. */
    public static Weights of(Function<String, Operand<TFloat32>> named) {
      return new Weights(named.apply(START), named.apply(END), named.apply(TRANSITIONS));
    }

    /** The weights, or what stands in their shapes, by those names and in that order. */
    public Map<String, Operand<TFloat32>> named() {
      Map<String, Operand<TFloat32>> named = new LinkedHashMap<>();
      named.put(START, start);
      named.put(END, end);
      named.put(TRANSITIONS, transitions);
      return named;
    }
  }

  /**
   * What is to be learned from.
   *
   * @param logits the scores of each label, [T, N, K]
   * @param labels [T, N], from 0 to K - 1, or below for a step that does not count: it may have any
   *     label, and the likelihood of the row sums over all of them (the partial likelihood of
   *     Tsuboi et al. 2008)
   * @param lengths [N], each from 0 to T
   * @param weights how much each row counts, [N]
   */
  public record Rows(
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TInt32> lengths,
      Operand<TFloat32> weights) {}

  /**
   * A loss and its gradients.
   *
   * @param value a scalar
   * @param logits [T, N, K], zero on padding
   * @param weights of the weights' shapes
   */
  public record Loss(Operand<TFloat32> value, Operand<TFloat32> logits, Weights weights) {}

  /**
   * Places the weighted negative log-likelihood of the rows' labels, Σ weight · nll, divided by the
   * number of steps that count, as {@link Softmax#loss} is: a learning rate carries over. It is 0
   * if no step counts.
   *
   * <p>The gradients stand in the graph beside it, for TensorFlow's own do not pass through a loop.
   * Sums are in log space, normalised at each step: they neither overflow nor wear out in long
   * rows.
   *
   * @param rules what training forbids, at {@link #FORBIDDEN} each time; a row whose labels break
   *     them costs that much, and its gradient is as bounded as any
   * @throws IllegalArgumentException if a known dimension differs from these
   */
  public Loss loss(Ops tf, Weights weights, Rows rows, Optional<Transitions> rules) {
    ShapeCheck.require(START, weights.start().shape(), "shape [%d]".formatted(labels), labels);
    ShapeCheck.require(END, weights.end().shape(), "shape [%d]".formatted(labels), labels);
    ShapeCheck.require(
        TRANSITIONS,
        weights.transitions().shape(),
        "shape [%d, %d]".formatted(labels, labels),
        labels,
        labels);
    ShapeCheck.requireLast("CRF logits", rows.logits().shape(), 3, labels);
    ShapeCheck.require("CRF labels", rows.labels().shape(), "shape [T, N]", -1, -1);
    ShapeCheck.require("CRF lengths", rows.lengths().shape(), "shape [N]", -1);
    ShapeCheck.require("CRF weights", rows.weights().shape(), "shape [N]", -1);
    rules.ifPresent(this::requireSameLabels);
    return new CrfLoss(tf, labels, rules.map(r -> forbid(tf, weights, r)).orElse(weights), rows)
        .place();
  }

  private void requireSameLabels(Transitions rules) {
    if (rules.labels() != labels) {
      throw new IllegalArgumentException(
          "CRF: expected rules about %d labels, got %d".formatted(labels, rules.labels()));
    }
  }

  private Weights forbid(Ops tf, Weights weights, Transitions rules) {
    float[] start = new float[labels];
    float[] end = new float[labels];
    float[][] follow = new float[labels][labels];
    for (int from = 0; from < labels; from++) {
      start[from] = rules.mayStart(from) ? 0 : FORBIDDEN;
      end[from] = rules.mayEnd(from) ? 0 : FORBIDDEN;
      for (int to = 0; to < labels; to++) {
        follow[from][to] = rules.mayFollow(from, to) ? 0 : FORBIDDEN;
      }
    }
    return new Weights(
        tf.math.add(weights.start(), tf.constant(start)),
        tf.math.add(weights.end(), tf.constant(end)),
        tf.math.add(weights.transitions(), tf.constant(follow)));
  }
}
