package org.tributary.train.optimizer;

import org.tributary.internal.check.LearningRateCheck;

/**
 * A rate that each period of steps multiplies by a factor: PyTorch's {@code StepLR}, and with a
 * period of 1 its {@code ExponentialLR}, stepped after each step of the run.
 *
 * @param rate the initial rate
 * @param factor γ, above 0 and at most 1
 * @param period the number of steps of one rate, at least 1
 */
public record ExponentialDecay(double rate, double factor, long period) implements Schedule {
  /** Checks the numbers. */
  public ExponentialDecay {
    LearningRateCheck.requirePositive(rate);
    if (!(factor > 0 && factor <= 1) || period < 1) {
      throw new IllegalArgumentException(
          "exponential decay: expected a factor above 0 up to 1 and a period of at least 1 step, got %s and %d"
              .formatted(factor, period));
    }
  }

  @Override
  public double learningRate(Progress progress) {
    long periods = progress.finished() / period; // finished ones
    return rate * Math.pow(factor, (double) periods);
  }

  @Override
  public String toString() {
    return "exponential from %s by %s every %d steps".formatted(rate, factor, period);
  }
}
