package org.tributary.internal.training;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingException;

/**
 * A check for divergence that stays finite. Training diverges if the mean loss of an epoch exceeds
 * {@value #MAX_MULTIPLE} times the loss of untrained weights. A mean over fewer than {@value
 * #MIN_STEPS} steps may be a short overshoot: it counts only together with the epochs before it, or
 * at the end of the run.
 *
 * <p>Untrained weights guess about uniformly; the loss is then ln K for K labels. Dropout and a
 * high learning rate can raise the mean of an epoch to two or three times that value before it
 * falls, but not to ten times.
 */
final class DivergenceCheck {
  /** The largest accepted ratio of an epoch's mean loss and the loss of untrained weights. */
  static final int MAX_MULTIPLE = 10;

  /** The least number of steps over which a mean is judged. */
  static final int MIN_STEPS = 10;

  private static final Logger LOGGER = System.getLogger(TrainingLoop.class.getName());

  private boolean warned;

  /**
   * Logs a warning, once in a run, if the mean loss of the epoch's steps so far is too high.
   *
   * @param untrained the loss of untrained weights
   * @param rate the learning rate of the last step
   */
  void stepFinished(TrainingProgress progress, double untrained, double rate) {
    if (progress.step() >= MIN_STEPS) {
      warn(progress, untrained, rate);
    }
  }

  /**
   * Checks the mean loss of an epoch that {@code progress} has just finished.
   *
   * @param untrained the loss of untrained weights
   * @param rate the learning rate of the last step
   * @param last whether the run ends with this epoch
   * @throws TrainingException if the run diverges
   */
  void epochFinished(TrainingProgress progress, double untrained, double rate, boolean last) {
    double limit = MAX_MULTIPLE * untrained;
    double mean = progress.meanLoss();
    if (!(mean > limit)) {
      return;
    }
    warn(progress, untrained, rate);
    int epochs = (MIN_STEPS + progress.step() - 1) / progress.step();
    List<EpochReport> before = progress.reports();
    boolean lasting =
        before.size() >= epochs - 1
            && before.subList(before.size() - (epochs - 1), before.size()).stream()
                .allMatch(report -> report.meanLoss() > limit);
    if (last || lasting) {
      throw new TrainingException(
          ("training: diverged; expected a mean loss of at most %s, %d times that of untrained"
                  + " weights, got %s in epoch %d (step %d) at learning rate %s; try a lower"
                  + " learning rate")
              .formatted(
                  text(limit),
                  MAX_MULTIPLE,
                  text(mean),
                  progress.epoch(),
                  progress.globalStep(),
                  rate));
    }
  }

  private void warn(TrainingProgress progress, double untrained, double rate) {
    double mean = progress.meanLoss();
    if (!warned && mean > MAX_MULTIPLE * untrained) {
      warned = true;
      LOGGER.log(
          Level.WARNING,
          "training: the mean loss is %s in epoch %d after %d steps, over %d times the %s of untrained weights, at learning rate %s; training stops if it stays so high for an epoch: try a lower learning rate"
              .formatted(
                  text(mean),
                  progress.epoch(),
                  progress.step(),
                  MAX_MULTIPLE,
                  text(untrained),
                  rate));
    }
  }

  private static String text(double loss) {
    return String.format(Locale.ROOT, "%.4g", loss);
  }
}
