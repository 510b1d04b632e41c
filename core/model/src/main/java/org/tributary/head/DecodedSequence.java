package org.tributary.head;

import java.util.function.Supplier;
import org.tributary.internal.NullChecks;

/**
 * The best labels of a sequence with their probabilities. Immutable and thread-safe; holds no
 * native memory. The probabilities are computed at their first use.
 *
 * <p>With softmax, the best label of a step is its most probable one. With a CRF, the best labels
 * are the most probable label sequence; at a single step another label may have a higher marginal.
 */
public final class DecodedSequence {
  private final int[] labels;
  private final int labelCount;
  private Supplier<LabelDistributions> computation; // guarded by this; null once it has run
  private volatile LabelDistributions distributions; // null before their first use

  private DecodedSequence(int[] labels, int labelCount, Supplier<LabelDistributions> computation) {
    this.labels = labels;
    this.labelCount = labelCount;
    this.computation = computation;
  }

  /**
   * Returns labels with known probabilities.
   *
   * @param labels one per step
   * @throws IllegalArgumentException if the numbers of steps differ, or a label has no probability
   */
  public static DecodedSequence of(int[] labels, LabelDistributions distributions) {
    if (labels.length != distributions.steps()) {
      throw new IllegalArgumentException(
          "decoded sequence: expected a label for each of %d steps, got %d"
              .formatted(distributions.steps(), labels.length));
    }
    for (int label : labels) {
      requireLabel(label, distributions.labels());
    }
    return new DecodedSequence(labels.clone(), distributions.labels(), () -> distributions);
  }

  /**
   * Returns the labels that a decoder finds now, with the probabilities that it computes at their
   * first use.
   *
   * @param logits [T, S], which the caller does not change afterwards
   * @param steps T
   * @param labelCount K
   * @throws IllegalArgumentException if the decoder does not return a label of the column for each
   *     step
   */
  public static DecodedSequence of(HeadDecoder decoder, float[] logits, int steps, int labelCount) {
    NullChecks.require("decoder", "that of a head", decoder);
    NullChecks.require("logits", "those of a sequence", logits);
    int[] best = decoder.best(logits);
    if (best == null || best.length != steps) {
      throw new IllegalArgumentException(
          "%s.best: expected a label for each of %d steps, got %s; the logits of a sequence are [T, %d], row-major"
              .formatted(
                  decoder.getClass().getName(),
                  steps,
                  best == null ? "null" : best.length + " labels",
                  logits.length / steps));
    }
    for (int step = 0; step < steps; step++) {
      if (best[step] < 0 || best[step] >= labelCount) {
        throw new IllegalArgumentException(
            "%s.best: expected labels from 0 to %d, got %d at step %d; return positions in the LabelSet"
                .formatted(decoder.getClass().getName(), labelCount - 1, best[step], step));
      }
    }
    return new DecodedSequence(
        best.clone(), labelCount, () -> distributions(decoder, logits, steps, labelCount));
  }

  private static LabelDistributions distributions(
      HeadDecoder decoder, float[] logits, int steps, int labelCount) {
    LabelDistributions distributions = decoder.distributions(logits);
    if (distributions == null
        || distributions.steps() != steps
        || distributions.labels() != labelCount) {
      throw new IllegalArgumentException(
          "%s.distributions: expected the probabilities of %d labels at each of %d steps, got %s; the logits of a sequence are [T, %d], row-major"
              .formatted(
                  decoder.getClass().getName(),
                  labelCount,
                  steps,
                  distributions == null
                      ? "null"
                      : "%d labels at %d steps"
                          .formatted(distributions.labels(), distributions.steps()),
                  logits.length / steps));
    }
    return distributions;
  }

  /** Returns the number of labels that a step can have. */
  public int labelCount() {
    return labelCount;
  }

  /** Returns the number of steps. */
  public int steps() {
    return labels.length;
  }

  /** Returns the label of {@code step}. */
  public int label(int step) {
    return labels[step];
  }

  /** Returns a copy of the labels, one per step. */
  public int[] labels() {
    return labels.clone();
  }

  /** Returns the marginal probability of the label of {@code step}. */
  public float probability(int step) {
    return distributions().probability(step, labels[step]);
  }

  /** Returns the probability of every label at every step; for a CRF, the marginals. */
  public LabelDistributions distributions() {
    if (distributions == null) {
      synchronized (this) {
        if (distributions == null) {
          distributions = computation.get();
          computation = null;
        }
      }
    }
    return distributions;
  }

  /**
   * Returns the joint probability of {@code candidates} at the steps starting at {@code from},
   * marginalized over the other steps. For a CRF it is exact, not the product of the marginals.
   *
   * @param candidates the labels of consecutive steps, at least one
   * @throws IllegalArgumentException if the range is empty or not within the sequence, or a label
   *     is out of range
   */
  public double probabilityOf(int from, int... candidates) {
    if (from < 0 || candidates.length == 0 || candidates.length > steps() - from) {
      throw new IllegalArgumentException(
          "decoded sequence: expected a range within steps 0 to %d, got from %d to before %d"
              .formatted(steps() - 1, from, from + candidates.length));
    }
    for (int label : candidates) {
      requireLabel(label, labelCount);
    }
    return distributions().probabilityOf(from, candidates);
  }

  private static void requireLabel(int label, int labelCount) {
    if (label < 0 || label >= labelCount) {
      throw new IllegalArgumentException(
          "decoded sequence: expected labels from 0 to %d, got %d"
              .formatted(labelCount - 1, label));
    }
  }
}
