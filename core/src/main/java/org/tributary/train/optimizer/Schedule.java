package org.tributary.train.optimizer;

import java.util.List;
import org.tributary.internal.check.LearningRateCheck;
import org.tributary.internal.check.NullChecks;

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
      return WarmUp.learningRate(progress, warmUp, then);
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
      return WarmUp.learningRate(progress, Math.min(rounded, progress.steps() - 1), then);
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
}
