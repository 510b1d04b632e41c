package org.tributary.train.optimizer;

import java.util.OptionalDouble;

/**
 * The average of the weights over training that is scored and kept instead of the last weights. An
 * immutable value.
 */
public sealed interface WeightAverage
    permits WeightAverages.None, WeightAverages.Exponential, WeightAverages.OfLastEpochs {

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

  /** Returns no average. */
  static WeightAverage none() {
    return new WeightAverages.None();
  }

  /**
   * Returns an exponential moving average over steps (Polyak and Juditsky 1992; in this form
   * TensorFlow's {@code ExponentialMovingAverage}), with Adam's correction for its start at zero:
   *
   * <pre>
   *   a ← d a + (1-d) θ after each step, from a = 0     kept: a / (1 - d^t)
   * </pre>
   *
   * <p>The averages of table rows without a gradient are deferred with the updates of these rows.
   *
   * @param decay d, above 0 and below 1
   * @throws IllegalArgumentException if the decay is out of range
   */
  static WeightAverage exponential(double decay) {
    return new WeightAverages.Exponential(decay, 1);
  }

  /**
   * Returns an exponential moving average over at most the fraction {@code reach} of the run's
   * steps; see {@link #exponential(double)}.
   *
   * @param reach above 0; 1 for no limit. An average covers about 1/(1-d) steps: in a short run,
   *     these would include untrained weights.
   * @throws IllegalArgumentException if the decay or the reach is out of range
   */
  static WeightAverage exponential(double decay, double reach) {
    return new WeightAverages.Exponential(decay, reach);
  }

  /**
   * Returns the mean of the weights at the end of each of the last epochs: stochastic weight
   * averaging (Izmailov et al. 2018). Before the first of these the last weights are scored and
   * kept.
   *
   * @param share the fraction of the planned epochs to average, above 0 and at most 1; at least one
   *     epoch
   * @throws IllegalArgumentException if the share is out of range
   */
  static WeightAverage ofLastEpochs(double share) {
    return new WeightAverages.OfLastEpochs(share);
  }
}
