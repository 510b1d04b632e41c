package org.tributary.train.optimizer;

import java.util.OptionalDouble;

/** The averages of weights. */
final class WeightAverages {
  private WeightAverages() {}

  /** No average: the weights after the last step. */
  record None() implements WeightAverage {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * An exponential moving average over steps; see {@link WeightAverage#exponential(double)}.
   *
   * @param decay d, above 0 and below 1
   * @param reach the maximum fraction of the run's steps that the average covers, above 0; 1 for no
   *     limit. An average covers about 1/(1-d) steps: in a short run, these would include untrained
   *     weights.
   */
  record Exponential(double decay, double reach) implements WeightAverage {
    /** Checks the numbers. */
    Exponential {
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
    double decay(long steps) {
      return reach == 1 ? decay : Math.max(0, Math.min(decay, 1 - 1 / (reach * steps)));
    }

    @Override
    public OptionalDouble stepDecay() {
      return OptionalDouble.of(decay);
    }

    @Override
    public WeightAverage within(long steps) {
      double limited = decay(steps);
      return limited > 0 ? WeightAverage.exponential(limited) : WeightAverage.none();
    }

    @Override
    public String toString() {
      return "exponential with decay %s%s"
          .formatted(decay, reach == 1 ? "" : ", over at most %s of the steps".formatted(reach));
    }
  }

  /**
   * The mean of the weights at the end of each of the last epochs; see {@link
   * WeightAverage#ofLastEpochs}.
   *
   * @param share the fraction of the planned epochs to average, above 0 and at most 1; at least one
   *     epoch
   */
  record OfLastEpochs(double share) implements WeightAverage {
    /** Checks the share. */
    OfLastEpochs {
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
}
