package org.tributary.train.optimizer;

import java.util.OptionalDouble;

/**
 * The average of the weights over training that is scored and kept instead of the last weights. An
 * immutable value.
 */
public sealed interface WeightAverage {

  /** Returns the decay d of a moving average over steps; empty if it does not average steps. */
  default OptionalDouble stepDecay() {
    return OptionalDouble.empty();
  }

  /** Returns whether it averages the weights at the end of epochs. */
  default boolean needsEpochs() {
    return false;
  }

  /**
   * Returns the number of epochs in the mean after {@code finished} of {@code planned} epochs; 0 if
   * it does not average epochs.
   */
  default int epochsInMean(int finished, int planned) {
    return 0;
  }

  /** Returns this average for a run of {@code steps} steps. */
  default WeightAverage within(long steps) {
    return this;
  }

  /** No average: the weights after the last step. */
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
   * <p>For a table row without a gradient in k steps, θ is constant and the average is a ← θ + d^k
   * (a - θ), applied at the row's next gradient or when the average is read. If momentum moves the
   * row in these steps, the final θ counts for all of them. Each row's last step is stored in
   * float32, which is exact up to 16,777,216 steps.
   *
   * @param decay d, above 0 and below 1
   * @param reach the maximum fraction of the run's steps that the average covers, above 0; 1 for no
   *     limit. An average covers about 1/(1-d) steps: in a short run, these would include untrained
   *     weights.
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

    /** Returns the decay in a run of {@code steps} steps; 0, no averaging, in a very short run. */
    public double decay(long steps) {
      return reach == 1 ? decay : Math.max(0, Math.min(decay, 1 - 1 / (reach * steps)));
    }

    @Override
    public OptionalDouble stepDecay() {
      return OptionalDouble.of(decay);
    }

    @Override
    public WeightAverage within(long steps) {
      double limited = decay(steps);
      return limited > 0 ? exponential(limited) : none();
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
   * @param share the fraction of the planned epochs to average, above 0 and at most 1; at least one
   *     epoch
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

    @Override
    public boolean needsEpochs() {
      return true;
    }

    @Override
    public int epochsInMean(int finished, int planned) {
      int last = Math.max(1, (int) Math.round(share * planned));
      return Math.max(0, finished - (planned - last));
    }

    @Override
    public String toString() {
      return "mean over the last %s of the epochs".formatted(share);
    }
  }

  /** Returns no average. */
  static WeightAverage none() {
    return new None();
  }

  /** Returns an exponential moving average over steps. */
  static WeightAverage exponential(double decay) {
    return new Exponential(decay, 1);
  }

  /**
   * Returns an exponential moving average over at most the fraction {@code reach} of the run's
   * steps.
   */
  static WeightAverage exponential(double decay, double reach) {
    return new Exponential(decay, reach);
  }

  /** Returns the mean of the weights at the end of each of the last {@code share} of the epochs. */
  static WeightAverage ofLastEpochs(double share) {
    return new OfLastEpochs(share);
  }
}
