package org.tributary.train.optimizer;

import java.util.List;
import org.tributary.internal.LearningRateCheck;
import org.tributary.internal.NullChecks;

/**
 * A learning-rate schedule: an immutable function of the progress of a training run. Implement it
 * for a schedule of your own. Its {@code toString} describes it in checkpoints; a record of its
 * constants has a suitable one.
 */
public interface Schedule {

  /**
   * The progress of a training run.
   *
   * @param finished the number of finished steps
   * @param steps the planned number of steps of the run
   * @param scores the held-out score of each finished epoch; higher is better
   */
  record Progress(long finished, long steps, List<Double> scores) {
    /** Copies the list and checks that steps remain. */
    public Progress {
      NullChecks.requireElements("scores", "score", scores);
      scores = List.copyOf(scores);
      if (finished < 0 || finished >= steps) {
        throw new IllegalArgumentException(
            "schedule: expected from 0 to %d finished steps, got %d"
                .formatted(steps - 1, finished));
      }
    }

    /** Returns the fraction of finished steps, from 0 to below 1. */
    public double fraction() {
      return (double) finished / (double) steps;
    }
  }

  /**
   * Returns the learning rate of the step at {@code progress}: at least 0 and finite as float32.
   * Equal progress must give equal rates, so that a run can resume from a checkpoint.
   */
  double learningRate(Progress progress);

  /** Returns whether the schedule requires scores on held-out data. */
  default boolean needsScores() {
    return false;
  }

  /** A constant rate. */
  record Constant(double rate) implements Schedule {
    /** Checks the rate. */
    public Constant {
      LearningRateCheck.requirePositive(rate);
    }

    @Override
    public double learningRate(Progress progress) {
      return rate;
    }

    @Override
    public String toString() {
      return "constant %s".formatted(rate);
    }
  }

  /** A linear schedule from {@code rate} to {@code last} at the end. */
  record Linear(double rate, double last) implements Schedule {
    /** Checks both rates. */
    public Linear {
      LearningRateCheck.requirePositive(rate);
      LearningRateCheck.requireFinal(last);
    }

    @Override
    public double learningRate(Progress progress) {
      return rate + (last - rate) * progress.fraction();
    }

    @Override
    public String toString() {
      return "linear from %s to %s".formatted(rate, last);
    }
  }

  /**
   * A cosine schedule from {@code rate} to {@code last} at the end (Loshchilov and Hutter 2017):
   * PyTorch's {@code CosineAnnealingLR} with the run's steps as {@code T_max}.
   */
  record Cosine(double rate, double last) implements Schedule {
    /** Checks both rates. */
    public Cosine {
      LearningRateCheck.requirePositive(rate);
      LearningRateCheck.requireFinal(last);
    }

    @Override
    public double learningRate(Progress progress) {
      return last + (rate - last) * (1 + Math.cos(Math.PI * progress.fraction())) / 2;
    }

    @Override
    public String toString() {
      return "cosine from %s to %s".formatted(rate, last);
    }
  }

  /**
   * A rate that each period of steps multiplies by a factor: PyTorch's {@code StepLR}, and with a
   * period of 1 its {@code ExponentialLR}, stepped after each step of the run.
   *
   * @param rate the initial rate
   * @param factor γ, above 0 and at most 1
   * @param period the number of steps of one rate, at least 1
   */
  record ExponentialDecay(double rate, double factor, long period) implements Schedule {
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

  /**
   * One cycle of the rate (Smith and Topin 2018): from a fraction of the highest rate up to it,
   * then down to nearly 0, both by a cosine. PyTorch's {@code OneCycleLR} with {@code
   * cycle_momentum=False} and the run's steps as {@code total_steps}.
   *
   * @param highest the highest rate
   * @param increasing the fraction of the steps with an increasing rate, above 0 and below 1
   * @param divisor the highest rate divided by the initial one, at least 1
   * @param finalDivisor the initial rate divided by the last one, at least 1
   */
  record OneCycle(double highest, double increasing, double divisor, double finalDivisor)
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

  /**
   * A learning-rate schedule that lowers the rate when the held-out score stops rising: PyTorch's
   * {@code ReduceLROnPlateau} with {@code mode="max"}, or {@code mode="min"} for a score that is a
   * negated loss, and a relative threshold. Immutable; each method returns a changed copy.
   *
   * <p>An epoch is an improvement if its score is above best + threshold · |best|. After more than
   * {@code patience} epochs without an improvement, the rate is multiplied by {@code factor}, but
   * not below {@code minRate}, and the count restarts. As in PyTorch, a change of 1e-8 or less is
   * skipped.
   *
   * @param rate the initial rate, above 0
   * @param factor the multiplier of the rate, above 0 and below 1
   * @param patience the number of epochs without an improvement to tolerate, at least 0
   * @param threshold the relative improvement over the best score to count, at least 0
   * @param minRate the minimum rate, PyTorch's {@code min_lr}, at least 0
   */
  record ReduceOnPlateau(double rate, double factor, int patience, double threshold, double minRate)
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
        boolean isFirst = best == Double.NEGATIVE_INFINITY; // infinity times 0 is no number
        double required = isFirst ? best : best * (1 + Math.copySign(threshold, best));
        if (score > required) {
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

  /**
   * A linear warm-up to the initial rate of {@code then} over a number of steps, followed by {@code
   * then}.
   */
  record WarmUpSteps(long warmUp, Schedule then) implements Schedule {
    /** Checks the number. */
    public WarmUpSteps {
      if (warmUp < 0) {
        throw new IllegalArgumentException(
            "warm-up: expected at least 0 steps, got %d".formatted(warmUp));
      }
    }

    @Override
    public double learningRate(Progress progress) {
      return warmingUp(progress, warmUp, then);
    }

    @Override
    public boolean needsScores() {
      return then.needsScores();
    }

    @Override
    public String toString() {
      return "warm-up over %d steps, then %s".formatted(warmUp, then);
    }
  }

  /**
   * A linear warm-up to the initial rate of {@code then} over a fraction of all steps, rounded to
   * whole steps, followed by {@code then} for at least one step.
   */
  record WarmUpFraction(double share, Schedule then) implements Schedule {
    /** Checks the share. */
    public WarmUpFraction {
      if (!(share >= 0 && share < 1)) {
        throw new IllegalArgumentException(
            "warm-up: expected a share of the steps from 0 to below 1, got %s".formatted(share));
      }
    }

    @Override
    public double learningRate(Progress progress) {
      long rounded = Math.round(share * (double) progress.steps());
      return warmingUp(progress, Math.min(rounded, progress.steps() - 1), then);
    }

    @Override
    public boolean needsScores() {
      return then.needsScores();
    }

    @Override
    public String toString() {
      return "warm-up over %s of the steps, then %s".formatted(share, then);
    }
  }

  /** Returns a constant rate. */
  static Schedule constant(double rate) {
    return new Constant(rate);
  }

  /**
   * Returns a linear schedule from {@code rate} to {@code last} at the end.
   *
   * @param last at least 0
   * @throws IllegalArgumentException if a rate is out of range
   */
  static Schedule linear(double rate, double last) {
    return new Linear(rate, last);
  }

  /**
   * Returns a cosine schedule from {@code rate} to {@code last} at the end.
   *
   * @param last at least 0, PyTorch's {@code eta_min}
   * @throws IllegalArgumentException if a rate is out of range
   */
  static Schedule cosine(double rate, double last) {
    return new Cosine(rate, last);
  }

  /**
   * Returns a rate that each step multiplies by {@code factor}: PyTorch's {@code ExponentialLR}.
   */
  static ExponentialDecay exponential(double rate, double factor) {
    return new ExponentialDecay(rate, factor, 1);
  }

  /**
   * Returns a rate that is multiplied by {@code factor} after every {@code period} steps: PyTorch's
   * {@code StepLR}.
   */
  static ExponentialDecay step(double rate, double factor, long period) {
    return new ExponentialDecay(rate, factor, period);
  }

  /**
   * Returns one cycle up to {@code highest} with PyTorch's constants: 0.3 of the steps upwards,
   * from 1/25 of the highest rate, down to 1/10,000 of that.
   */
  static OneCycle oneCycle(double highest) {
    return new OneCycle(highest, 0.3, 25, 1e4);
  }

  /** Returns {@code rate}, reduced whenever the held-out score stops rising. */
  static ReduceOnPlateau reduceOnPlateau(double rate) {
    return new ReduceOnPlateau(rate, 0.1, 10, 1e-4, 0);
  }

  /**
   * Returns this schedule after a linear warm-up of {@code steps} steps. Warm-up step k, from 1,
   * has k/(steps+1) of this schedule's initial rate (Goyal et al. 2017), which scores may lower
   * meanwhile. PyTorch's {@code LinearLR}, chained by {@code SequentialLR}.
   *
   * @throws IllegalArgumentException at run time, if the run does not have more steps
   */
  default Schedule warmUpSteps(long steps) {
    return new WarmUpSteps(steps, this);
  }

  /**
   * Returns this schedule after a linear warm-up over a fraction of all steps, from 0 to below 1.
   */
  default Schedule warmUpFraction(double share) {
    return new WarmUpFraction(share, this);
  }

  private static double warmingUp(Progress progress, long warmUp, Schedule then) {
    long remaining = progress.steps() - warmUp;
    if (remaining < 1) {
      throw new IllegalArgumentException(
          "warm-up: expected fewer steps than the run's %d, got %d; shorten it or train longer"
              .formatted(progress.steps(), warmUp));
    }
    if (progress.finished() >= warmUp) {
      return then.learningRate(
          new Progress(progress.finished() - warmUp, remaining, progress.scores()));
    }
    double fraction = (double) (progress.finished() + 1) / (double) (warmUp + 1);
    return fraction * then.learningRate(new Progress(0, remaining, progress.scores()));
  }
}
