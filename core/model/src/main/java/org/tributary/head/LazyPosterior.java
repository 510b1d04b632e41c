package org.tributary.head;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The posterior of a sequence's scores under a chain, computed at its first use. Thread-safe. The
 * scores are released once it is computed.
 */
final class LazyPosterior implements Supplier<DecodedSequence.Probabilities> {
  private final LinearChain chain;
  private float[] scores; // [T, K]; null once the probabilities are computed
  private DecodedSequence.Probabilities probabilities;

  LazyPosterior(LinearChain chain, float[] scores) {
    this.chain = chain;
    this.scores = scores;
  }

  @Override
  public synchronized DecodedSequence.Probabilities get() {
    if (probabilities == null) {
      Posterior posterior = chain.posterior(scores);
      probabilities =
          new DecodedSequence.Probabilities(
              new LabelDistributions(posterior.marginals(), chain.labels()),
              Optional.of(posterior));
      scores = null;
    }
    return probabilities;
  }
}
