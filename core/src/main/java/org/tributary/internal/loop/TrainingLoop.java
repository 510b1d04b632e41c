package org.tributary.internal.loop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tributary.concurrent.InterruptedCallException;
import org.tributary.internal.check.LearningRateCheck;
import org.tributary.train.EpochReport;
import org.tributary.train.LoopOptions;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingPlan;
import org.tributary.train.optimizer.Schedule;

/**
 * A training loop: trains on every batch of an epoch, scores held-out data, and keeps the
 * parameters of the best epoch. It is independent of models and tensors.
 *
 * @param <B> a batch
 * @param <P> a snapshot of the parameters
 */
public final class TrainingLoop<B, P> {

  /** A model in training. */
  public interface Model<B, P> {
    /**
     * Returns the batches of an epoch (from 1), in order. Every epoch has the same number of
     * batches.
     */
    List<B> batches(int epoch);

    /** Returns the number of sequence positions in a batch. */
    long tokens(B batch);

    /**
     * Runs one step.
     *
     * @param number the step's number in the whole run, from 1
     */
    StepOutcome step(B batch, long number, double learningRate);

    /**
     * Announces the batch after the next one, so that it can be prepared in the background. Called
     * before each step but the last of an epoch.
     *
     * @param batch the batch of the step after the next
     * @param number that step's number in the whole run
     */
    default void prefetch(B batch, long number) {}

    /**
     * Returns the loss that untrained weights have on this data, against which {@link
     * DivergenceCheck} compares; infinite if it is unknown. Called after the first step.
     */
    double untrainedLoss();

    /** Called after the last step of {@code epoch}, before scoring. */
    void epochEnded(int epoch);

    /** Returns the score on held-out data; higher is better. Empty without held-out data. */
    OptionalDouble score();

    /** Returns further measures of the last {@link #score}, by name; none by default. */
    default Map<String, Double> metrics() {
      return Map.of();
    }

    /** Returns a copy of the parameters that {@link #score} scores. */
    P snapshot();

    /**
     * Returns a defect of the parameters, such as a name with "has NaN"; empty if they are sound.
     */
    Optional<String> defect(P parameters);
  }

  /**
   * The result of one step.
   *
   * @param loss the batch's loss before the step
   * @param gradientNorm the global norm of the gradients before clipping
   */
  public record StepOutcome(double loss, double gradientNorm) {}

  /** A recorder of a run's progress, from which the run can be resumed. */
  public interface Checkpointer<P> {
    /** Called after a step that does not end its epoch. */
    void stepFinished(TrainingProgress<P> progress);

    /** Called after an epoch and its scoring. */
    void epochFinished(TrainingProgress<P> progress);

    /** Returns a recorder that does nothing. */
    static <P> Checkpointer<P> none() {
      return new Checkpointer<>() {
        @Override
        public void stepFinished(TrainingProgress<P> progress) {}

        @Override
        public void epochFinished(TrainingProgress<P> progress) {}
      };
    }
  }

  /**
   * The result of a training run.
   *
   * @param parameters the parameters of the best epoch, or of the last one without scores
   * @param epochs the report of each finished epoch, in order
   * @param stopped whether the listener ended the run
   */
  public record Outcome<P>(P parameters, List<EpochReport> epochs, boolean stopped) {
    /** Copies the list. */
    public Outcome {
      epochs = List.copyOf(epochs);
    }
  }

  private final LoopOptions options;
  private final TrainingListener listener;
  private final Checkpointer<P> checkpointer;
  private final DivergenceCheck divergence = new DivergenceCheck();

  /**
   * Creates a loop that reports steps to {@code listener} and its progress to {@code checkpointer}.
   */
  public TrainingLoop(
      LoopOptions options, TrainingListener listener, Checkpointer<P> checkpointer) {
    this.options = options;
    this.listener = listener;
    this.checkpointer = checkpointer;
  }

  /** Runs all epochs. */
  public Outcome<P> run(Model<B, P> model) {
    return run(model, TrainingProgress.start());
  }

  /**
   * Resumes an interrupted run. The listener is called for the remaining steps and epochs.
   *
   * @param model a model in the state that it had at {@code from}
   * @throws TrainingException if a loss, a gradient or a parameter is not finite, if training
   *     diverges ({@link DivergenceCheck}), or if the thread is interrupted, which ends the run
   *     before the next step
   */
  public Outcome<P> run(Model<B, P> model, TrainingProgress<P> from) {
    TrainingProgress<P> progress = from;
    boolean started = false;
    boolean stopped = false;
    while (!stopped && !isFinished(progress)) {
      List<B> batches = model.batches(progress.epoch());
      if (!started) {
        listener.trainingStarted(plan(model, batches));
        started = true;
      }
      progress = steps(model, batches, progress);
      if (progress.step() < batches.size()) {
        return new Outcome<>(bestOfStopped(progress, batches.size()), progress.reports(), true);
      }
      progress = endEpoch(model, progress, batches.size());
      checkpointer.epochFinished(progress);
      listener.epochFinished(progress.reports().get(progress.reports().size() - 1));
      stopped = listener.shouldStop();
    }
    return new Outcome<>(progress.best().orElseGet(model::snapshot), progress.reports(), stopped);
  }

  private static <P> P bestOfStopped(TrainingProgress<P> progress, int batches) {
    return progress
        .best()
        .orElseThrow(
            () ->
                new TrainingException(
                    "training: expected a stop after a finished epoch, got one in epoch %d after batch %d of %d; there are no parameters to keep yet: let the first epoch end"
                        .formatted(progress.epoch(), progress.step(), batches)));
  }

  /** Runs the remaining steps of an epoch, up to a stop. */
  private TrainingProgress<P> steps(Model<B, P> model, List<B> batches, TrainingProgress<P> from) {
    TrainingProgress<P> progress = from;
    List<Double> scores = from.scores();
    long start = System.nanoTime();
    while (progress.step() < batches.size()) {
      LoopChecks.requireUninterrupted(progress);
      B batch = batches.get(progress.step());
      double rate = rate(progress, batches.size(), scores);
      if (progress.step() + 1 < batches.size()) {
        model.prefetch(batches.get(progress.step() + 1), progress.number() + 2);
      }
      StepOutcome outcome = model.step(batch, progress.number() + 1, rate);
      progress =
          progress.stepped(
              outcome.loss(),
              model.tokens(batch),
              from.seconds() + (System.nanoTime() - start) / 1e9);
      LoopChecks.requireFinite("the loss", outcome.loss(), progress, rate);
      LoopChecks.requireFinite("the gradients' norm", outcome.gradientNorm(), progress, rate);
      if (progress.step() < batches.size()) {
        divergence.stepFinished(progress, model.untrainedLoss(), rate);
        checkpointer.stepFinished(progress);
      }
      listener.stepFinished(
          new StepReport(
              progress.epoch(),
              progress.step(),
              batches.size(),
              outcome.loss(),
              progress.tokens(),
              progress.seconds()));
      if (progress.step() < batches.size() && listener.shouldStop()) {
        return progress;
      }
      if (progress.step() == batches.size()) {
        divergence.epochFinished(
            progress, model.untrainedLoss(), rate, progress.epoch() == options.epochs());
      }
    }
    return progress;
  }

  private double rate(TrainingProgress<P> progress, int batches, List<Double> scores) {
    long steps = (long) options.epochs() * batches;
    Schedule schedule = options.schedule();
    double rate = schedule.learningRate(new Schedule.Progress(progress.number(), steps, scores));
    try {
      return LearningRateCheck.require(rate);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s; from schedule %s at step %d"
              .formatted(e.getMessage(), schedule, progress.number() + 1),
          e);
    }
  }

  private TrainingProgress<P> endEpoch(
      Model<B, P> model, TrainingProgress<P> progress, int batches) {
    model.epochEnded(progress.epoch());
    OptionalDouble score = score(model, progress);
    if (score.isEmpty() && options.needsScores()) {
      throw new IllegalArgumentException(
          "training: expected a score after each epoch for early stopping or a schedule that"
              + " follows it, got none; give held-out data");
    }
    boolean better = score.isEmpty() || isBetter(score.getAsDouble(), progress.bestScore());
    Optional<P> best = progress.best();
    if (better) {
      P parameters = model.snapshot();
      LoopChecks.requireSound(model.defect(parameters), progress);
      best = Optional.of(parameters);
    }
    return progress.epochEnded(
        new EpochReport(
            progress.epoch(),
            progress.lossSum() / batches,
            score,
            better,
            progress.tokens(),
            progress.seconds(),
            model.metrics()),
        best);
  }

  /** Returns whether a score is better; of epochs of score 0, the latest is kept. */
  private static boolean isBetter(double score, double best) {
    return score > best || (score == 0 && best == 0);
  }

  /**
   * Returns the score. If scoring fails because of defective parameters, reports the defect
   * instead.
   */
  private OptionalDouble score(Model<B, P> model, TrainingProgress<P> progress) {
    try {
      return model.score();
    } catch (InterruptedCallException e) {
      LoopChecks.requireUninterrupted(progress);
      throw e;
    } catch (IllegalArgumentException e) {
      LoopChecks.requireSound(model.defect(model.snapshot()), progress);
      throw e;
    }
  }

  private TrainingPlan plan(Model<B, P> model, List<B> batches) {
    return new TrainingPlan(
        options.epochs(), batches.size(), batches.stream().mapToLong(model::tokens).sum());
  }

  /** Returns whether a run with this {@code progress} has ended. */
  private boolean isFinished(TrainingProgress<?> progress) {
    return progress.epoch() > options.epochs()
        || (options.patience().isPresent()
            && progress.epochsSinceBest() >= options.patience().getAsInt());
  }
}
