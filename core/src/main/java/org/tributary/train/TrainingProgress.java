package org.tributary.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a training run has come: everything that the loop itself has to remember.
 *
 * @param epoch the pass under way, from 1; one more than there are epochs after the last
 * @param step batches of it that are done
 * @param number steps of the whole run that are done
 * @param lossSum of this epoch's batches so far
 * @param tokens positions of sequences read in this epoch so far
 * @param seconds of training in this epoch so far
 * @param reports of the finished epochs, in order
 * @param best the parameters of the best epoch so far; where nothing is scored, those of the last
 *     epoch of all
 */
public record TrainingProgress<P>(
    int epoch,
    int step,
    long number,
    double lossSum,
    long tokens,
    double seconds,
    List<EpochReport> reports,
    Optional<P> best) {

  /** Copies the list. */
  public TrainingProgress {
    reports = List.copyOf(reports);
  }

  /** Before the first step. */
  static <P> TrainingProgress<P> start() {
    return new TrainingProgress<>(1, 0, 0, 0, 0, 0, List.of(), Optional.empty());
  }

  /** After another step. */
  TrainingProgress<P> stepped(double loss, long read, double now) {
    return new TrainingProgress<>(
        epoch, step + 1, number + 1, lossSum + loss, tokens + read, now, reports, best);
  }

  /** After the epoch under way. */
  TrainingProgress<P> epochEnded(EpochReport report, Optional<P> bestNow) {
    List<EpochReport> all = new ArrayList<>(reports);
    all.add(report);
    return new TrainingProgress<>(epoch + 1, 0, number, 0, 0, 0, all, bestNow);
  }

  /** The score of each finished epoch that has one. */
  List<Double> scores() {
    return reports.stream()
        .map(EpochReport::devScore)
        .filter(OptionalDouble::isPresent)
        .map(OptionalDouble::getAsDouble)
        .toList();
  }

  /** The highest score so far; one that is no number is below all others. */
  double bestScore() {
    return scores().stream()
        .mapToDouble(s -> s)
        .filter(s -> !Double.isNaN(s))
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  /** Finished epochs since the best one. */
  int epochsSinceBest() {
    int since = 0;
    while (since < reports.size() && !reports.get(reports.size() - 1 - since).best()) {
      since++;
    }
    return since;
  }
}
