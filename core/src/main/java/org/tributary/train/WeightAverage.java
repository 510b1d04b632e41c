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
   * d^k (a - θ); that is done when the row is touched again or the average is read. Where momentum
   * moves such a row on meanwhile, they count with the θ it has come to. Each row's last step is
   * kept in float32, which is exact up to 16,777,216 steps.
   *
   * @param decay d, above 0 and below 1
   * @param reach the share of a run's steps that the average reaches back over at most, above 0; 1
   *     for no such limit. It reaches back over about 1/(1-d) steps: in a run of few steps that
   *     would be weights from before anything was learnt.
   */
  record Exponential(double decay, double reach) implements WeightAverage {
    /** Checks the numbers. */
    public Exponential {
      if (!(decay > 0 && decay < 1)) {
        throw new IllegalArgumentException(
            "weight average: expected a decay between 0 and 1, got %s".formatted(decay));
      }
      if (!(reach > 0 && reach <= 1)) {
        throw new IllegalArgumentException(
            "weight average: expected a reach above 0 and at most 1, got %s".formatted(reach));
      }
    }

    /** The decay in a run of {@code steps} steps; 0, the last weights, in one of very few. */
    public double decay(long steps) {
      return reach == 1 ? decay : Math.max(0, Math.min(decay, 1 - 1 / (reach * steps)));
    }

    @Override
    public String toString() {
      return "exponential with decay %s%s"
          .formatted(decay, reach == 1 ? "" : ", over at most %s of the steps".formatted(reach));
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
    return new Exponential(decay, 1);
  }

  /** The same, which reaches back over at most the share {@code reach} of a run's steps. */
  static WeightAverage exponential(double decay, double reach) {
    return new Exponential(decay, reach);
  }

  /** What it comes to in a run of {@code steps} steps. */
  default WeightAverage within(long steps) {
    return this instanceof Exponential e
        ? e.decay(steps) > 0 ? exponential(e.decay(steps)) : none()
        : this;
  }

  /** The mean of the weights at the ends of the last {@code share} of the epochs. */
  static WeightAverage ofLastEpochs(double share) {
    return new OfLastEpochs(share);
  }
}
