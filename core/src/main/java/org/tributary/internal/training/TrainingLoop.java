package org.tributary.internal.training;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.tributary.InterruptedCallException;
import org.tributary.internal.NumberChecks;
import org.tributary.param.ParameterValues;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions.LoopOptions;
import org.tributary.train.TrainingPlan;
import org.tributary.train.optimizer.Schedule;

/**
 * A training loop: trains on every batch of an epoch, scores held-out data, keeps the parameters of
 * the best epoch, and writes checkpoints. The next batch is prepared in another thread while a step
 * runs.
 *
 * @param <B> a batch
 * @param <T> a prepared batch
 */
public final class TrainingLoop<B, T> {

  /** A model in training, with its initial weights. */
  public interface Model<B, T> {
    /**
     * Returns the batches of an epoch (from 1), in order. Every epoch has the same number of
     * batches.
     */
    List<B> batches(int epoch);

    /** Returns the number of sequence positions in a batch. */
    long tokens(B batch);

    /**
     * Prepares a batch; called in another thread.
     *
     * @param number the step's number in the whole run, from 1
     */
    T prepare(B batch, long number);

    /** Releases a prepared batch. */
    void release(T prepared);

    /**
     * Runs one step.
     *
     * @param number the step's number in the whole run, from 1
     */
    StepOutcome step(T prepared, long number, double learningRate);

    /**
     * Returns the loss that untrained weights have on this data, against which {@link
     * DivergenceCheck} compares; infinite if it is unknown. Called after the first step.
     */
    double untrainedLoss();

    /** Called after the last step of {@code epoch}, before scoring. */
    void epochEnded(int epoch);

    /**
     * Returns the score of parameters on held-out data; higher is better. Empty without such data.
     *
     * @param parameters the {@link #snapshot} of the epoch
     */
    OptionalDouble score(ParameterValues parameters);

    /** Returns further measures of the last {@link #score}, by name; none by default. */
    default Map<String, Double> metrics() {
      return Map.of();
    }

    /** Returns a copy of the parameters that are scored and kept. */
    ParameterValues snapshot();

    /** Returns the tensors of a checkpoint, by part. */
    Map<String, ParameterValues> parts();

    /** Restores the state of {@code checkpoint}, which is of this run. */
    void restore(Checkpoint checkpoint);
  }

  /**
   * The result of one step.
   *
   * @param loss the batch's loss before the step
   * @param gradientNorm the global norm of the gradients before clipping
   * @param hasTarget whether a batch has a target; losses without one are left out of means
   */
  public record StepOutcome(double loss, double gradientNorm, boolean hasTarget) {
    /** Creates the result of a step with a target. */
    public StepOutcome(double loss, double gradientNorm) {
      this(loss, gradientNorm, true);
    }
  }

  /**
   * The result of a training run.
   *
   * @param parameters the parameters of the best epoch, or of the last one without scores
   * @param epochs the report of each finished epoch, in order
   * @param stopped whether the listener ended the run
   */
  public record Outcome(ParameterValues parameters, List<EpochReport> epochs, boolean stopped) {
    /** Copies the list. */
    public Outcome {
      epochs = List.copyOf(epochs);
    }
  }

  private final Model<B, T> model;
  private final LoopOptions options;
  private final TrainingListener listener;
  private final DivergenceCheck divergence = new DivergenceCheck();
  private long lastWriteNanos = System.nanoTime();

  /** Creates a loop that reports steps and epochs to {@code listener}. */
  public TrainingLoop(Model<B, T> model, LoopOptions options, TrainingListener listener) {
    this.model = model;
    this.options = options;
    this.listener = listener;
  }

  /**
   * Runs all epochs without checkpoints.
   *
   * @throws TrainingException if a loss, a gradient or a parameter is not finite, if training
   *     diverges ({@link DivergenceCheck}), or if the thread is interrupted, which ends the run
   *     before the next step
   */
  public Outcome run() {
    return run(TrainingProgress.start(), progress -> {}, progress -> {});
  }

  /**
   * Runs the epochs after the last checkpoint, or all if there is none, and writes checkpoints. The
   * listener is called for these steps and epochs.
   *
   * @param fingerprint the fingerprint of the run
   * @throws TrainingException as {@link #run()}, or if the checkpoint is of another run or damaged
   */
  public Outcome run(Checkpoints checkpoints, List<String> fingerprint) {
    CheckpointFile file = new CheckpointFile(checkpoints.file());
    TrainingProgress start = TrainingProgress.start();
    if (file.exists()) {
      Checkpoint checkpoint = file.read();
      checkpoint.requireFingerprint(fingerprint, checkpoints.file());
      model.restore(checkpoint);
      start = checkpoint.progress();
    }
    Consumer<TrainingProgress> write =
        progress -> {
          file.write(new Checkpoint(fingerprint, progress, model.parts()));
          lastWriteNanos = System.nanoTime();
        };
    return run(
        start,
        progress -> {
          if (isDue(checkpoints, progress)) {
            write.accept(progress);
          }
        },
        write);
  }

  private boolean isDue(Checkpoints checkpoints, TrainingProgress progress) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - lastWriteNanos);
    return (checkpoints.everySteps().isPresent()
            && progress.globalStep() % checkpoints.everySteps().getAsLong() == 0)
        || checkpoints.every().filter(every -> elapsed.compareTo(every) >= 0).isPresent();
  }

  /**
   * @param afterStep is called after each step that does not end its epoch
   * @param afterEpoch is called after each epoch and its scoring
   */
  private Outcome run(
      TrainingProgress from,
      Consumer<TrainingProgress> afterStep,
      Consumer<TrainingProgress> afterEpoch) {
    TrainingProgress progress = from;
    boolean started = false;
    boolean stopped = false;
    try (PreparedBatches<B, T> prepared =
        new PreparedBatches<>("tributary-batches", model::prepare, model::release)) {
      while (!stopped && !isFinished(progress)) {
        List<B> batches = model.batches(progress.epoch());
        if (!started) {
          listener.trainingStarted(plan(batches));
          started = true;
        }
        progress = steps(batches, prepared, progress, afterStep);
        if (progress.step() < batches.size()) {
          return new Outcome(bestOfStopped(progress, batches.size()), progress.reports(), true);
        }
        progress = endEpoch(progress, batches.size());
        afterEpoch.accept(progress);
        listener.epochFinished(progress.reports().get(progress.reports().size() - 1));
        stopped = listener.shouldStop();
      }
    }
    return new Outcome(progress.best().orElseGet(model::snapshot), progress.reports(), stopped);
  }

  private static ParameterValues bestOfStopped(TrainingProgress progress, int batches) {
    return progress
        .best()
        .orElseThrow(
            () ->
                new TrainingException(
                    "training: expected a stop after a finished epoch, got one in epoch %d after batch %d of %d; there are no parameters to keep yet: let the first epoch end"
                        .formatted(progress.epoch(), progress.step(), batches)));
  }

  /** Runs the remaining steps of an epoch, up to a stop. */
  private TrainingProgress steps(
      List<B> batches,
      PreparedBatches<B, T> preparedBatches,
      TrainingProgress from,
      Consumer<TrainingProgress> afterStep) {
    TrainingProgress progress = from;
    List<Double> scores = from.scores();
    long start = System.nanoTime();
    while (progress.step() < batches.size()) {
      requireUninterrupted(progress);
      B batch = batches.get(progress.step());
      double rate = rate(progress, batches.size(), scores);
      preparedBatches.begin(batch, progress.globalStep() + 1);
      if (progress.step() + 1 < batches.size()) {
        preparedBatches.begin(batches.get(progress.step() + 1), progress.globalStep() + 2);
      }
      T prepared = preparedBatches.take(progress.globalStep() + 1);
      StepOutcome outcome;
      try {
        outcome = model.step(prepared, progress.globalStep() + 1, rate);
      } finally {
        model.release(prepared);
      }
      progress =
          progress.stepped(
              outcome, model.tokens(batch), from.seconds() + (System.nanoTime() - start) / 1e9);
      String place =
          "in epoch %d, batch %d (step %d)"
              .formatted(progress.epoch(), progress.step(), progress.globalStep());
      requireFinite("the loss", outcome.loss(), place, progress.globalStep(), rate);
      requireFinite(
          "the gradient norm", outcome.gradientNorm(), place, progress.globalStep(), rate);
      if (progress.step() < batches.size()) {
        divergence.stepFinished(progress, model.untrainedLoss(), rate);
        afterStep.accept(progress);
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

  private double rate(TrainingProgress progress, int batches, List<Double> scores) {
    long steps = (long) options.epochs() * batches;
    Schedule schedule = options.schedule();
    double rate =
        schedule.learningRate(new Schedule.Progress(progress.globalStep(), steps, scores));
    try {
      return NumberChecks.rate("learning rate", rate);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s; from schedule %s at step %d"
              .formatted(e.getMessage(), schedule, progress.globalStep() + 1),
          e);
    }
  }

  private TrainingProgress endEpoch(TrainingProgress progress, int batches) {
    model.epochEnded(progress.epoch());
    if (progress.emptySteps() == batches) {
      throw new IllegalArgumentException(
          "train: expected at least 1 target in an epoch, got none: every weight is 0, every label is negative (ignored), or every sequence is empty");
    }
    ParameterValues parameters = model.snapshot();
    OptionalDouble score = score(parameters, progress);
    if (score.isEmpty() && options.needsScores()) {
      throw new IllegalArgumentException(
          "training: expected a score after each epoch for early stopping or a schedule that"
              + " follows it, got none; give held-out data");
    }
    boolean better = score.isEmpty() || isBetter(score.getAsDouble(), progress.bestScore());
    Optional<ParameterValues> best = progress.best();
    if (better) {
      best = Optional.of(requireSound(parameters, progress));
    }
    return progress.epochEnded(
        new EpochReport(
            progress.epoch(),
            progress.meanLoss(),
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
  private OptionalDouble score(ParameterValues parameters, TrainingProgress progress) {
    try {
      return model.score(parameters);
    } catch (InterruptedCallException e) {
      requireUninterrupted(progress);
      throw e;
    } catch (IllegalArgumentException e) {
      requireSound(parameters, progress);
      throw e;
    }
  }

  private TrainingPlan plan(List<B> batches) {
    return new TrainingPlan(
        options.epochs(), batches.size(), batches.stream().mapToLong(model::tokens).sum());
  }

  /** Returns whether a run with this {@code progress} has ended. */
  private boolean isFinished(TrainingProgress progress) {
    return progress.epoch() > options.epochs()
        || (options.patience().isPresent()
            && progress.epochsSinceBest() >= options.patience().getAsInt());
  }

  /** Checks for an interrupt, without clearing it for the thread's owner. */
  private static void requireUninterrupted(TrainingProgress progress) {
    if (Thread.currentThread().isInterrupted()) {
      throw new TrainingException(
          "training: interrupted in epoch %d after batch %d (step %d); a run with checkpoints can resume from its last one"
              .formatted(progress.epoch(), progress.step(), progress.globalStep()));
    }
  }

  /**
   * Checks a result of a step.
   *
   * @param place the step, in a message
   * @param number the step's number in the whole run, from 1
   * @throws TrainingException if it is not finite
   */
  public static void requireFinite(
      String what, double value, String place, long number, double rate) {
    if (!Double.isFinite(value)) {
      throw new TrainingException(
          "training: %s became %s %s at learning rate %s; %s"
              .formatted(
                  what,
                  value,
                  place,
                  rate,
                  number == 1
                      ? "no weights have changed yet: does the loss divide by 0, take a logarithm"
                          + " or root of 0, or read a NaN or huge input?"
                      : "try a lower learning rate or gradient clipping"));
    }
  }

  private static ParameterValues requireSound(
      ParameterValues parameters, TrainingProgress progress) {
    Optional<String> defect = parameters.defect();
    if (defect.isPresent()) {
      throw new TrainingException(
          ("training: after epoch %d (step %d) parameter %s; try a lower learning rate or gradient"
                  + " clipping")
              .formatted(progress.epoch(), progress.globalStep(), defect.get()));
    }
    return parameters;
  }
}
