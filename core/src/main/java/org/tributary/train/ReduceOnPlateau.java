package org.tributary.train;

/**
 * Lowers the learning rate when the score on held-out data stops rising: PyTorch's {@code
 * ReduceLROnPlateau} with {@code mode="max"} and a relative threshold. Immutable; each method gives
 * a changed copy.
 *
 * <p>An epoch is a gain if its score is above (1 + threshold) times the best one before it. After
 * more than {@code patience} epochs without a gain the rate is multiplied by {@code factor}, though
 * not below {@code least}, and the count begins anew. As in PyTorch a change of 1e-8 or less is
 * left out.
 *
 * @param rate at the beginning, above 0
 * @param factor above 0 and below 1
 * @param patience epochs without a gain that pass before the rate falls, at least 0
 * @param threshold how much of the best score a gain has to add, at least 0
 * @param least the rate below which it does not fall, at least 0
 */
public record ReduceOnPlateau(
    double rate, double factor, int patience, double threshold, double least) implements Schedule {
  private static final double LEAST_CHANGE = 1e-8;

  /** Checks every number. */
  public ReduceOnPlateau {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "learning rate: expected a finite number above 0, got %s".formatted(rate));
    }
    if (!(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException(
          "plateau: expected a factor between 0 and 1, got %s".formatted(factor));
    }
    if (patience < 0 || !(threshold >= 0) || !(least >= 0)) {
      throw new IllegalArgumentException(
          "plateau: expected a patience, a threshold and a least rate of at least 0, got %d, %s and %s"
              .formatted(patience, threshold, least));
    }
  }

  /** Multiplies the rate by {@code factor} each time. */
  public ReduceOnPlateau factor(double factor) {
    return new ReduceOnPlateau(rate, factor, patience, threshold, least);
  }

  /** Lets {@code epochs} pass without a gain. */
  public ReduceOnPlateau patience(int epochs) {
    return new ReduceOnPlateau(rate, factor, epochs, threshold, least);
  }

  /** Asks of a gain to add {@code threshold} of the best score. */
  public ReduceOnPlateau threshold(double threshold) {
    return new ReduceOnPlateau(rate, factor, patience, threshold, least);
  }

  /** Never falls below {@code rate}. */
  public ReduceOnPlateau least(double rate) {
    return new ReduceOnPlateau(this.rate, factor, patience, threshold, rate);
  }

  @Override
  public boolean needsScores() {
    return true;
  }

  @Override
  public double learningRate(Position position) {
    double now = rate;
    double best = Double.NEGATIVE_INFINITY;
    int without = 0;
    for (double score : position.scores()) {
      if (score > best * (1 + threshold)) {
        best = score;
        without = 0;
      } else if (++without > patience) {
        double lower = Math.max(now * factor, least);
        now = now - lower > LEAST_CHANGE ? lower : now;
        without = 0;
      }
    }
    return now;
  }

  @Override
  public String toString() {
    return "%s, times %s after more than %d epochs without a gain of %s, at least %s"
        .formatted(rate, factor, patience, threshold, least);
  }
}
