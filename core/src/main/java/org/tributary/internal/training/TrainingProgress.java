package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tributary.param.ParameterValues;
import org.tributary.train.EpochReport;

/**
 * The progress of a training run: the complete state of the training loop.
 *
 * @param epoch the current epoch, from 1; one more than the number of epochs at the end
 * @param step the number of finished steps of this epoch
 * @param globalStep the number of finished steps of the run
 * @param lossSum the sum of this epoch's batch losses so far, of batches with a target
 * @param emptySteps the number of finished steps of this epoch whose batches had no target
 * @param tokens the number of sequence positions read in this epoch so far
 * @param seconds training time of this epoch so far, in seconds
 * @param reports the reports of the finished epochs, in order
 * @param best the parameters of the best epoch so far; without scores, those of the last epoch
 */
public record TrainingProgress(
    int epoch,
    int step,
    long globalStep,
    double lossSum,
    int emptySteps,
    long tokens,
    double seconds,
    List<EpochReport> reports,
    Optional<ParameterValues> best) {

  /** Copies the list. */
  public TrainingProgress {
    reports = List.copyOf(reports);
  }

  /** Returns the progress before the first step. */
  static TrainingProgress start() {
    return new TrainingProgress(1, 0, 0, 0, 0, 0, 0, List.of(), Optional.empty());
  }

  /** Returns the progress after another step. */
  TrainingProgress stepped(
      TrainingLoop.StepOutcome outcome, long newTokens, double elapsedSeconds) {
    return new TrainingProgress(
        epoch,
        step + 1,
        globalStep + 1,
        outcome.hasTarget() ? lossSum + outcome.loss() : lossSum,
        outcome.hasTarget() ? emptySteps : emptySteps + 1,
        tokens + newTokens,
        elapsedSeconds,
        reports,
        best);
  }

  /** Returns the mean loss of this epoch's batches with a target. */
  double meanLoss() {
    return lossSum / (step - emptySteps);
  }

  /** Returns the progress after the current epoch. */
  TrainingProgress epochEnded(EpochReport report, Optional<ParameterValues> newBest) {
    List<EpochReport> all = new ArrayList<>(reports);
    all.add(report);
    return new TrainingProgress(epoch + 1, 0, globalStep, 0, 0, 0, 0, all, newBest);
  }

  /** Returns the score of each finished epoch that has one. */
  List<Double> scores() {
    return reports.stream()
        .map(EpochReport::devScore)
        .filter(OptionalDouble::isPresent)
        .map(OptionalDouble::getAsDouble)
        .toList();
  }

  /** Returns the highest score so far, ignoring NaN. */
  double bestScore() {
    return scores().stream()
        .mapToDouble(s -> s)
        .filter(s -> !Double.isNaN(s))
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  /** Returns the number of finished epochs since the score last rose; 0 without scores. */
  int epochsSinceBest() {
    int since = 0;
    double best = Double.NEGATIVE_INFINITY;
    for (EpochReport report : reports) {
      boolean rose = report.devScore().isEmpty() || report.devScore().getAsDouble() > best;
      since = rose ? 0 : since + 1;
      best = rose ? report.devScore().orElse(best) : best;
    }
    return since;
  }
}
