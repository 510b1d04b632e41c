package org.tributary.head;

import java.util.List;

/**
 * A decoder of single sequences with trained parameters. It reads the logits of one sequence, [T,
 * S], row-major. Thread-safe.
 */
public interface HeadDecoder {

  /** Returns the best label of each step, [T]. */
  int[] best(float[] logits);

  /**
   * Returns the probability of every label at every step.
   *
   * @throws UnsupportedOperationException if the head has no probabilities, the default
   */
  default LabelDistributions distributions(float[] logits) {
    throw new UnsupportedOperationException(
        "probabilities: expected a head that has them, such as a softmax or a CRF, got the decoder %s; ask for the best labels alone"
            .formatted(getClass().getName()));
  }

  /**
   * Returns the {@code n} most probable label sequences, best first; fewer if fewer exist. The
   * score of a path is its log-probability.
   *
   * @throws UnsupportedOperationException if the head does not rank label sequences, the default
   */
  default List<LabelPath> nBest(float[] logits, int n) {
    throw new UnsupportedOperationException(
        "n best: expected a head that ranks label sequences, such as a softmax or a CRF, got the decoder %s; ask for the best labels alone"
            .formatted(getClass().getName()));
  }
}
