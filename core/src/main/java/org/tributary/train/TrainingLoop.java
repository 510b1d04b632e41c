package org.tributary.train;

import java.util.List;
import java.util.Optional;
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
     */
    StepOutcome step(B batch, long number, double learningRate);

    /**
     * Before a step of which another follows in the epoch: what that one needs can be got ready
     * meanwhile.
     *
     * @param batch of the step after the one to come
     * @param number its number in the whole run
     */
    default void announce(B batch, long number) {}

    /** After the last step of {@code epoch}, before it is scored. */
    void epochEnded(int epoch);

    /** The score on held-out data, higher is better; empty if there are none. */
    OptionalDouble score();

    /** A copy of the parameters that {@link #score} scores. */
    P snapshot();

    /** What makes parameters useless, such as a name with "has NaN"; empty if nothing does. */
    Optional<String> defect(P parameters);
  }

  /**
   * What one step found.
   *
   * @param loss the batch's loss before the step
   * @param gradientNorm the global norm of the gradients before clipping
   */
  public record StepOutcome(double loss, double gradientNorm) {}

  /** Remembers how far a run has come, so that it can be taken up again. */
  public interface Keeper<P> {
    /** After a step that does not end its epoch. */
    void stepDone(TrainingProgress<P> progress);

    /** After an epoch and its score. */
    void epochDone(TrainingProgress<P> progress);

    /** Remembers nothing. */
    static <P> Keeper<P> none() {
      return new Keeper<>() {
        @Override
        public void stepDone(TrainingProgress<P> progress) {}

        @Override
        public void epochDone(TrainingProgress<P> progress) {}
      };
    }
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

  private final LoopOptions options;
  private final TrainingListener listener;
  private final Keeper<P> keeper;

  /** A loop that tells {@code listener} of its steps and {@code keeper} where it stands. */
  public TrainingLoop(LoopOptions options, TrainingListener listener, Keeper<P> keeper) {
    this.options = options;
    this.listener = listener;
    this.keeper = keeper;
  }

  /** Trains from the beginning to the end. */
  public Outcome<P> run(Trainee<B, P> trainee) {
    return run(trainee, TrainingProgress.start());
  }

  /**
   * Trains to the end, from where an interrupted run had come. The listener hears of the steps and
   * epochs that follow.
   *
   * @param trainee in the state that it had there
   * @throws TrainingException if a loss, a gradient or a parameter is not a finite number, or the
   *     thread is interrupted, which ends the run before its next step
   */
  public Outcome<P> run(Trainee<B, P> trainee, TrainingProgress<P> from) {
    TrainingProgress<P> progress = from;
    boolean announced = false;
    while (!options.over(progress)) {
      List<B> batches = trainee.batches(progress.epoch());
      if (!announced) {
        listener.trainingStarted(plan(trainee, batches));
        announced = true;
      }
      progress = endEpoch(trainee, steps(trainee, batches, progress), batches.size());
      keeper.epochDone(progress);
      listener.epochFinished(progress.reports().get(progress.reports().size() - 1));
    }
    return new Outcome<>(progress.best().orElseGet(trainee::snapshot), progress.reports());
  }

  /** The steps of an epoch that are not done yet. */
  private TrainingProgress<P> steps(
      Trainee<B, P> trainee, List<B> batches, TrainingProgress<P> from) {
    TrainingProgress<P> progress = from;
    List<Double> scores = from.scores();
    long start = System.nanoTime();
    while (progress.step() < batches.size()) {
      requireUninterrupted(progress);
      B batch = batches.get(progress.step());
      double rate = rate(progress, batches.size(), scores);
      if (progress.step() + 1 < batches.size()) {
        trainee.announce(batches.get(progress.step() + 1), progress.number() + 2);
      }
      StepOutcome outcome = trainee.step(batch, progress.number() + 1, rate);
      progress =
          progress.stepped(
              outcome.loss(),
              trainee.tokens(batch),
              from.seconds() + (System.nanoTime() - start) / 1e9);
      requireFinite("the loss", outcome.loss(), progress, rate);
      requireFinite("the gradients' norm", outcome.gradientNorm(), progress, rate);
      if (progress.step() < batches.size()) {
        keeper.stepDone(progress);
      }
      listener.stepFinished(
          new StepReport(
              progress.epoch(),
              progress.step(),
              batches.size(),
              outcome.loss(),
              progress.tokens(),
              progress.seconds()));
    }
    return progress;
  }

  private double rate(TrainingProgress<P> progress, int batches, List<Double> scores) {
    long steps = (long) options.epochs() * batches;
    return options.schedule().learningRate(new Schedule.Position(progress.number(), steps, scores));
  }

  private TrainingProgress<P> endEpoch(
      Trainee<B, P> trainee, TrainingProgress<P> progress, int batches) {
    trainee.epochEnded(progress.epoch());
    OptionalDouble score = score(trainee, progress);
    if (score.isEmpty() && options.needsScores()) {
      throw new IllegalArgumentException(
          "training: expected a score after each epoch for early stopping or a schedule that"
              + " follows it, got none; give held-out data");
    }
    boolean better = score.isEmpty() || score.getAsDouble() > progress.bestScore();
    Optional<P> best = progress.best();
    if (better && (score.isPresent() || progress.epoch() == options.epochs())) {
      P parameters = trainee.snapshot();
      requireSound(trainee.defect(parameters), progress);
      best = Optional.of(parameters);
    }
    return progress.epochEnded(
        new EpochReport(
            progress.epoch(),
            progress.lossSum() / batches,
            score,
            better,
            progress.tokens(),
            progress.seconds()),
        best);
  }

  /** The score; where weights that are no numbers cannot be scored, it is they that are told. */
  private OptionalDouble score(Trainee<B, P> trainee, TrainingProgress<P> progress) {
    try {
      return trainee.score();
    } catch (IllegalArgumentException e) {
      requireSound(trainee.defect(trainee.snapshot()), progress);
      throw e;
    }
  }

  /** Leaves the thread as it is, so that its owner sees the interrupt too. */
  private static void requireUninterrupted(TrainingProgress<?> progress) {
    if (Thread.currentThread().isInterrupted()) {
      throw new TrainingException(
          "training: interrupted in epoch %d after %d batches (step %d); a run with checkpoints can go on from its last one"
              .formatted(progress.epoch(), progress.step(), progress.number()));
    }
  }

  private static void requireFinite(
      String what, double value, TrainingProgress<?> progress, double rate) {
    if (!Double.isFinite(value)) {
      throw new TrainingException(
          ("training: %s became %s in epoch %d, batch %d (step %d) at learning rate %s;"
                  + " try a lower learning rate or gradient clipping")
              .formatted(what, value, progress.epoch(), progress.step(), progress.number(), rate));
    }
  }

  private static void requireSound(Optional<String> defect, TrainingProgress<?> progress) {
    if (defect.isPresent()) {
      throw new TrainingException(
          ("training: after epoch %d (step %d) parameter %s; try a lower learning rate or gradient"
                  + " clipping")
              .formatted(progress.epoch(), progress.number(), defect.get()));
    }
  }

  private TrainingPlan plan(Trainee<B, P> trainee, List<B> batches) {
    return new TrainingPlan(
        options.epochs(), batches.size(), batches.stream().mapToLong(trainee::tokens).sum());
  }
}
