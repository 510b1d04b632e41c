package org.tributary.train.optimizer;

import java.util.List;
import org.tributary.internal.NullChecks;
import org.tributary.internal.NumberChecks;

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
      NumberChecks.positiveRate("learning rate", highest);
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
      NumberChecks.positiveRate("learning rate", rate);
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
   * Returns a constant rate.
   *
   * @throws IllegalArgumentException if the rate is not above 0 or not finite as float32
   */
  static Schedule constant(double rate) {
    return new Schedules.Constant(rate);
  }

  /**
   * Returns a linear schedule from {@code rate} to {@code last} at the end.
   *
   * @param last at least 0
   * @throws IllegalArgumentException if a rate is out of range
   */
  static Schedule linear(double rate, double last) {
    return new Schedules.Linear(rate, last);
  }

  /**
   * Returns a cosine schedule from {@code rate} to {@code last} at the end (Loshchilov and Hutter
   * 2017): PyTorch's {@code CosineAnnealingLR} with the run's steps as {@code T_max}.
   *
   * @param last at least 0, PyTorch's {@code eta_min}
   * @throws IllegalArgumentException if a rate is out of range
   */
  static Schedule cosine(double rate, double last) {
    return new Schedules.Cosine(rate, last);
  }

  /**
   * Returns a rate that each step multiplies by {@code factor}: PyTorch's {@code ExponentialLR},
   * stepped after each step of the run.
   *
   * @param factor γ, above 0 and at most 1
   * @throws IllegalArgumentException if a number is out of range
   */
  static Schedule exponential(double rate, double factor) {
    return new Schedules.ExponentialDecay(rate, factor, 1);
  }

  /**
   * Returns a rate that is multiplied by {@code factor} after every {@code period} steps: PyTorch's
   * {@code StepLR}.
   *
   * @param factor γ, above 0 and at most 1
   * @param period the number of steps of one rate, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  static Schedule step(double rate, double factor, long period) {
    return new Schedules.ExponentialDecay(rate, factor, period);
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
   * @throws IllegalArgumentException if the number is below 0; at run time, if the run does not
   *     have more steps
   */
  default Schedule warmUpSteps(long steps) {
    return new Schedules.WarmUpSteps(steps, this);
  }

  /**
   * Returns this schedule after a linear warm-up over a fraction of all steps, rounded to whole
   * steps, so that at least one step follows.
   *
   * @param share from 0 to below 1
   * @throws IllegalArgumentException if the share is out of range
   */
  default Schedule warmUpFraction(double share) {
    return new Schedules.WarmUpFraction(share, this);
  }
}
