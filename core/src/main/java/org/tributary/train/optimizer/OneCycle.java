package org.tributary.train.optimizer;

import org.tributary.internal.check.LearningRateCheck;

/**
 * One cycle of the rate (Smith and Topin 2018): from a fraction of the highest rate up to it, then
 * down to nearly 0, both by a cosine. PyTorch's {@code OneCycleLR} with {@code
 * cycle_momentum=False} and the run's steps as {@code total_steps}.
 *
 * @param highest the highest rate
 * @param increasing the fraction of the steps with an increasing rate, above 0 and below 1
 * @param divisor the highest rate divided by the initial one, at least 1
 * @param finalDivisor the initial rate divided by the last one, at least 1
 */
public record OneCycle(double highest, double increasing, double divisor, double finalDivisor)
    implements Schedule {
  /** Checks the numbers. */
  public OneCycle {
    LearningRateCheck.requirePositive(highest);
    if (!(increasing > 0 && increasing < 1)) {
      throw new IllegalArgumentException(
          "one cycle: expected a fraction of increasing rates between 0 and 1, got %s"
              .formatted(increasing));
    }
    if (!(divisor >= 1 && finalDivisor >= 1)
        || Double.isInfinite(divisor)
        || Double.isInfinite(finalDivisor)) {
      throw new IllegalArgumentException(
          "one cycle: expected finite divisors of at least 1, got %s and %s"
              .formatted(divisor, finalDivisor));
    }
  }

  @Override
  public double learningRate(Progress progress) {
    double step = progress.finished();
    double peak = increasing * progress.steps() - 1;
    double initial = highest / divisor;
    return step <= peak
        ? between(initial, highest, peak > 0 ? step / peak : 1)
        : between(highest, initial / finalDivisor, (step - peak) / (progress.steps() - 1 - peak));
  }

  private static double between(double first, double last, double fraction) {
    return last + (first - last) / 2 * (1 + Math.cos(Math.PI * fraction));
  }

  @Override
  public String toString() {
    return "one cycle up to %s over %s of the steps, from 1/%s, down to 1/%s of that"
        .formatted(highest, increasing, divisor, finalDivisor);
  }
}
