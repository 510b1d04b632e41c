package org.tributary.train;

/**
 * Which average of the weights that training passes through is scored and kept, instead of the last
 * weights. Values only.
 */
public sealed interface WeightAverage {

  /** No average: the weights as the last step left them. */
  record None() implements WeightAverage {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * The exponential moving average over steps (Polyak and Juditsky 1992; in this form TensorFlow's
   * {@code ExponentialMovingAverage}), with Adam's correction for its start at zero:
   *
   * <pre>
   *   a ← d a + (1-d) θ after each step, from a = 0     kept: a / (1 - d^t)
   * </pre>
   *
   * <p>Rows of a table that k steps do not touch keep their θ, so that those steps come to a ← θ +
   * d^k (a - θ); that is done when the row is touched again or the average is read. Each row's last
   * step is kept in float32, which is exact up to 16,777,216 steps.
   *
   * @param decay d, above 0 and below 1
   */
  record Exponential(double decay) implements WeightAverage {
    /** Checks the decay. */
    public Exponential {
      if (!(decay > 0 && decay < 1)) {
        throw new IllegalArgumentException(
            "weight average: expected a decay between 0 and 1, got %s".formatted(decay));
      }
    }

    @Override
    public String toString() {
      return "exponential with decay %s".formatted(decay);
    }
  }

  /**
   * Stochastic weight averaging (Izmailov et al. 2018): the mean of the weights at the end of each
   * of the last epochs. Before the first of these the last weights are scored and kept.
   *
   * @param share which of the planned epochs are the last, above 0 and at most 1; at least one
   *     epoch is
   */
  record OfLastEpochs(double share) implements WeightAverage {
    /** Checks the share. */
    public OfLastEpochs {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "weight average: expected a share of the epochs above 0 and at most 1, got %s"
                .formatted(share));
      }
    }

    /** How many of the first {@code finished} of {@code planned} epochs are in the mean. */
    public int counted(int finished, int planned) {
      int last = Math.max(1, (int) Math.round(share * planned));
      return Math.max(0, finished - (planned - last));
    }

    @Override
    public String toString() {
      return "mean over the last %s of the epochs".formatted(share);
    }
  }

  /** No average. */
  static WeightAverage none() {
    return new None();
  }

  /** The moving average over steps that keeps {@code decay} of itself in each. */
  static WeightAverage exponential(double decay) {
    return new Exponential(decay);
  }

  /** The mean of the weights at the ends of the last {@code share} of the epochs. */
  static WeightAverage ofLastEpochs(double share) {
    return new OfLastEpochs(share);
  }
}
