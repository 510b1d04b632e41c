package org.tributary.tagger;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.head.LinearChain;
import org.tributary.head.Posterior;
import org.tributary.head.Softmax;

/**
 * A decoder of one label column. Softmax probabilities are computed in the graph; a CRF is decoded
 * in Java, sequence by sequence. Neither result depends on the batch.
 *
 * @param labels K, the number of labels
 * @param probabilities the softmax probabilities of each token, [M, K]; empty for a CRF
 * @param logits the label scores of each token, [M, K]
 */
record ColumnDecoder(
    int labels, Optional<Operand<TFloat32>> probabilities, Operand<TFloat32> logits) {

  static ColumnDecoder softmax(Ops tf, Operand<TFloat32> logits, int labels) {
    return new ColumnDecoder(labels, Optional.of(Softmax.probabilities(tf, logits)), logits);
  }

  static ColumnDecoder crf(Operand<TFloat32> logits, int labels) {
    return new ColumnDecoder(labels, Optional.empty(), logits);
  }

  /** Returns the decoder's input, [M, K]: probabilities for softmax, logits for a CRF. */
  Operand<TFloat32> output() {
    return probabilities.orElse(logits);
  }

  /**
   * Returns the most probable labels of one sequence.
   *
   * @param output the fetched {@link #output} of the sequence, [T, K]
   */
  int[] best(LinearChain chain, float[] output) {
    return probabilities.isPresent()
        ? new LabelDistributions(output, labels).best()
        : chain.viterbi(output).labels();
  }

  /** Returns the label probabilities of one sequence; for a CRF, the marginals. */
  LabelDistributions distributions(LinearChain chain, float[] output) {
    return new LabelDistributions(
        probabilities.isPresent() ? output : chain.posterior(output).marginals(), labels);
  }

  /** Returns the most probable labels of one sequence with the label probabilities. */
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
