package org.tributary.tagger;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.head.LinearChain;
import org.tributary.head.Posterior;
import org.tributary.head.Softmax;

/**
 * How one column's labels come from what a session computes: in the graph for softmax, in Java for
 * a CRF, row by row, so that neither depends on the batch.
 *
 * @param labels K
 * @param probabilities of the labels of each step by itself, [M, K]; empty for a CRF
 * @param logits [M, K]
 */
record ColumnDecoder(
    int labels, Optional<Operand<TFloat32>> probabilities, Operand<TFloat32> logits) {

  static ColumnDecoder softmax(Ops tf, Operand<TFloat32> logits, int labels) {
    return new ColumnDecoder(labels, Optional.of(Softmax.probabilities(tf, logits)), logits);
  }

  static ColumnDecoder crf(Operand<TFloat32> logits, int labels) {
    return new ColumnDecoder(labels, Optional.empty(), logits);
  }

  /** What is read for each token, [M, K]: as good as the labels for softmax, scores for a CRF. */
  Operand<TFloat32> output() {
    return probabilities.orElse(logits);
  }

  /**
   * The most probable labels of one sequence.
   *
   * @param output [T, K]
   */
  int[] best(LinearChain chain, float[] output) {
    return probabilities.isPresent()
        ? new LabelDistributions(output, labels).best()
        : chain.viterbi(output).labels();
  }

  /** The probabilities of one sequence's labels. */
  LabelDistributions distributions(LinearChain chain, float[] output) {
    return new LabelDistributions(
        probabilities.isPresent() ? output : chain.posterior(output).marginals(), labels);
  }

  /** The most probable labels of one sequence and all probabilities. */
  DecodedSequence decode(LinearChain chain, float[] output) {
    if (probabilities.isPresent()) {
      LabelDistributions distributions = new LabelDistributions(output, labels);
      return new DecodedSequence(distributions.best(), distributions, Optional.empty());
    }
    Posterior posterior = chain.posterior(output);
    return new DecodedSequence(
        chain.viterbi(output).labels(),
        new LabelDistributions(posterior.marginals(), labels),
        Optional.of(posterior));
  }
}
