package org.tributary.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Runs the epochs of a training run: every batch once, then a score on held-out data, and keeps the
 * parameters of the best epoch. It knows neither models nor tensors.
 *
 * @param <B> a batch
 * @param <P> a snapshot of the parameters
 */
public final class TrainingLoop<B, P> {

  /** What a loop trains. */
  public interface Trainee<B, P> {
    /** The batches of an epoch (from 1), in order; every epoch has the same number of them. */
    List<B> batches(int epoch);

    /** The number of sequence positions in a batch. */
    long tokens(B batch);

    /**
     * Takes one step.
     *
     * @param number the step's number in the whole run, from 1
     * @return the batch's loss before the step
     */
    double step(B batch, long number, double learningRate);

    /** The score on held-out data, higher is better; empty if there are none. */
    OptionalDouble score();

    /** A copy of the present parameters. */
    P snapshot();
  }

  /**
   * What is left after the last epoch.
   *
   * @param parameters of the best epoch, or of the last one where nothing was scored
   * @param epochs what each epoch did, in order
   */
  public record Outcome<P>(P parameters, List<EpochReport> epochs) {
    /** Copies the list. */
    public Outcome {
      epochs = List.copyOf(epochs);
    }
  }

  private final int epochs;
  private final Schedule schedule;
  private final TrainingListener listener;

  /**
   * @param epochs passes over the data, at least 1
   */
  public TrainingLoop(int epochs, Schedule schedule, TrainingListener listener) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs: expected at least 1, got %d".formatted(epochs));
    }
    this.epochs = epochs;
    this.schedule = schedule;
    this.listener = listener;
  }

  /**
   * Trains to the end.
   *
   * @throws TrainingException if a loss is not a finite number
   */
  public Outcome<P> run(Trainee<B, P> trainee) {
    List<EpochReport> reports = new ArrayList<>();
    P best = null;
    double bestScore = Double.NEGATIVE_INFINITY;
    long number = 0;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      List<B> batches = trainee.batches(epoch);
      if (epoch == 1) {
        listener.trainingStarted(plan(trainee, batches));
      }
      long start = System.nanoTime();
      long tokens = 0;
      double sum = 0;
      for (int step = 1; step <= batches.size(); step++) {
        B batch = batches.get(step - 1);
        double rate = schedule.learningRate((double) number / ((double) epochs * batches.size()));
        number++;
        double loss = trainee.step(batch, number, rate);
        if (!Double.isFinite(loss)) {
          throw new TrainingException(
              ("training: the loss became %s in epoch %d, batch %d (step %d) at learning rate %s;"
                      + " try a lower learning rate or gradient clipping")
                  .formatted(loss, epoch, step, number, rate));
        }
        sum += loss;
        tokens += trainee.tokens(batch);
        listener.stepFinished(
            new StepReport(epoch, step, batches.size(), loss, tokens, secondsSince(start)));
      }
      double seconds = secondsSince(start);
      OptionalDouble score = trainee.score();
      boolean better = score.isEmpty() || score.getAsDouble() > bestScore;
      if (score.isPresent() && better) {
        bestScore = score.getAsDouble();
        best = trainee.snapshot();
      }
      EpochReport report =
          new EpochReport(epoch, sum / batches.size(), score, better, tokens, seconds);
      reports.add(report);
      listener.epochFinished(report);
    }
    return new Outcome<>(best != null ? best : trainee.snapshot(), reports);
  }

  private TrainingPlan plan(Trainee<B, P> trainee, List<B> batches) {
    return new TrainingPlan(
        epochs, batches.size(), batches.stream().mapToLong(trainee::tokens).sum());
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
