package org.tributary.train.optimizer;

import org.tributary.internal.check.LearningRateCheck;

/**
 * A learning-rate schedule that lowers the rate when the held-out score stops rising: PyTorch's
 * {@code ReduceLROnPlateau} with {@code mode="max"} and a relative threshold. Immutable; each
 * method returns a changed copy.
 *
 * <p>An epoch is an improvement if its score is above (1 + threshold) times the previous best.
 * After more than {@code patience} epochs without an improvement, the rate is multiplied by {@code
 * factor}, but not below {@code minRate}, and the count restarts. As in PyTorch, a change of 1e-8
 * or less is skipped.
 *
 * @param rate the initial rate, above 0
 * @param factor the multiplier of the rate, above 0 and below 1
 * @param patience the number of epochs without an improvement to tolerate, at least 0
 * @param threshold the relative improvement over the best score to count, at least 0
 * @param minRate the minimum rate, PyTorch's {@code min_lr}, at least 0
 */
public record ReduceOnPlateau(
    double rate, double factor, int patience, double threshold, double minRate)
    implements Schedule {
  private static final double MIN_CHANGE = 1e-8;

  /** Checks every number. */
  public ReduceOnPlateau {
    LearningRateCheck.requirePositive(rate);
    if (!(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException(
          "plateau: expected a factor between 0 and 1, got %s".formatted(factor));
    }
    if (patience < 0 || !(threshold >= 0) || !(minRate >= 0)) {
      throw new IllegalArgumentException(
          "plateau: expected a patience, a threshold and a minimum rate of at least 0, got %d, %s and %s"
              .formatted(patience, threshold, minRate));
    }
  }

  /** Sets the multiplier of the rate. */
  public ReduceOnPlateau factor(double factor) {
    return new ReduceOnPlateau(rate, factor, patience, threshold, minRate);
  }

  /** Sets the number of epochs without an improvement to tolerate. */
  public ReduceOnPlateau patience(int epochs) {
    return new ReduceOnPlateau(rate, factor, epochs, threshold, minRate);
  }

  /** Sets the relative improvement that counts. */
  public ReduceOnPlateau threshold(double threshold) {
    return new ReduceOnPlateau(rate, factor, patience, threshold, minRate);
  }

  /** Sets the minimum rate. */
  public ReduceOnPlateau minRate(double rate) {
    return new ReduceOnPlateau(this.rate, factor, patience, threshold, rate);
  }

  @Override
  public boolean needsScores() {
    return true;
  }

  @Override
  public double learningRate(Progress progress) {
    double current = rate;
    double best = Double.NEGATIVE_INFINITY;
    int epochsWithoutGain = 0;
    for (double score : progress.scores()) {
      if (score > best * (1 + threshold)) {
        best = score;
        epochsWithoutGain = 0;
      } else if (++epochsWithoutGain > patience) {
        double lower = Math.max(current * factor, minRate);
        current = current - lower > MIN_CHANGE ? lower : current;
        epochsWithoutGain = 0;
      }
    }
    return current;
  }

  @Override
  public String toString() {
    return "plateau from %s, factor %s, patience %d, threshold %s, min_lr %s"
        .formatted(rate, factor, patience, threshold, minRate);
  }
}
