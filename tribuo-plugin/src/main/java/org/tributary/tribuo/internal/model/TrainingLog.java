package org.tributary.tribuo.internal.model;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tributary.train.EpochReport;
import org.tributary.train.OutsideBias;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingPlan;

/**
 * Messages of a training run to the trainer's {@code java.util.logging} logger, as Tribuo's
 * trainers log. Thread-safe.
 *
 * @param interval the number of steps between progress messages; 0 or -1 for no messages at INFO
 */
public record TrainingLog(int interval) {
  private static final String TRAINER = "org.tributary.tribuo.LstmTaggerTrainer";

  private static final Logger LOGGER = Logger.getLogger(TRAINER);

  /** Logs a choice or progress at INFO, unless progress is off. */
  public void info(String message) {
    if (interval > 0) {
      log(Level.INFO, message);
    }
  }

  /** Logs a choice that probably costs accuracy at WARNING. */
  public void warning(String message) {
    log(Level.WARNING, message);
  }

  private static void log(Level level, String message) {
    LOGGER.logp(level, TRAINER, "train", message);
  }

  private void progress(String format, Object... values) {
    info(String.format(Locale.ROOT, format, values));
  }

  /** Returns a listener that logs progress of a run on {@code examples} sequences. */
  public TrainingListener listener(int examples) {
    return interval > 0 ? new Progress(examples) : TrainingListener.silent();
  }

  /** Progress of one run. */
  private final class Progress implements TrainingListener {
    private final int examples;
    private int steps;
    private double loss; // sum since the last message

    private Progress(int examples) {
      this.examples = examples;
    }

    @Override
    public void trainingStarted(TrainingPlan plan) {
      info("Training LSTM tagger with %d examples".formatted(examples));
    }

    @Override
    public void stepFinished(StepReport report) {
      loss += report.loss();
      steps++;
      if (steps == interval) {
        progress(
            "At epoch %d, step %d of %d, average loss = %.4f",
            report.epoch(), report.step(), report.steps(), loss / steps);
        loss = 0;
        steps = 0;
      }
    }

    @Override
    public void epochFinished(EpochReport report) {
      String score =
          report.devScore().isPresent()
              ? String.format(
                  Locale.ROOT,
                  ", development score = %.4f%s",
                  report.devScore().getAsDouble(),
                  report.best() ? ", the best so far" : "")
              : "";
      progress(
          "Finished epoch %d, average loss = %.4f%s", report.epoch(), report.meanLoss(), score);
    }

    @Override
    public void outsideBiasTuned(OutsideBias bias) {
      progress(
          "Shifted the bias of O by %.2f, development score = %.4f instead of %.4f",
          bias.shift(), bias.score(), bias.scoreBefore());
    }
  }
}
