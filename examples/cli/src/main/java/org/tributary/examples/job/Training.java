package org.tributary.examples.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.tributary.examples.console.Console;
import org.tributary.examples.console.TrainingProgress;
import org.tributary.examples.text.NumberFormats;
import org.tributary.train.Checkpoints;
import org.tributary.tribuo.EpochSummary;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;

/** Trains taggers on one file, scored on another, where a person can watch, and keeps the best. */
public final class Training {
  private final LabelledFile train;
  private final LabelledFile dev;
  private final Console console;
  private final ModelConsumer better;
  private double best = Double.NEGATIVE_INFINITY;

  /**
   * Tells what is trained on.
   *
   * @param better hears of each model whose best epoch beats those of the models before; it is
   *     closed afterwards
   */
  public Training(LabelledFile train, LabelledFile dev, Console console, ModelConsumer better) {
    this.train = train;
    this.dev = dev;
    this.console = console;
    this.better = better;
    tell(train, dev, console);
  }

  /** What is done with a model, perhaps with files. */
  public interface ModelConsumer {
    /** Takes a model that is closed afterwards. */
    void accept(LstmTaggerModel model) throws IOException;
  }

  /**
   * Trains once.
   *
   * @param checkpoints where the run is written down, and taken up again; empty for nowhere
   * @return the score of the best epoch on the dev file
   * @throws UncheckedIOException if the model's consumer fails
   */
  public double score(LstmTaggerTrainer trainer, Optional<Checkpoints> checkpoints) {
    try (LstmTaggerModel model = once(trainer, train, dev, checkpoints, console)) {
      double score = best(model).devScore().orElseThrow();
      if (score > best) {
        better.accept(model);
        best = score;
      }
      return score;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The epoch whose weights are kept; a run that was taken up may have had it before. */
  private static EpochSummary best(LstmTaggerModel model) {
    return model.history().stream()
        .filter(epoch -> epoch.devScore().isPresent())
        .reduce(
            (best, epoch) ->
                epoch.devScore().getAsDouble() > best.devScore().getAsDouble() ? epoch : best)
        .orElseThrow();
  }

  /**
   * Trains on one file and keeps the epoch that is best on another.
   *
   * @param trainer how to train
   * @param train what to learn from
   * @param dev what to choose the epoch by
   * @param console where progress is shown
   * @return the model, to be closed by the caller
   */
  public static LstmTaggerModel run(
      LstmTaggerTrainer trainer, LabelledFile train, LabelledFile dev, Console console) {
    tell(train, dev, console);
    return once(trainer, train, dev, Optional.empty(), console);
  }

  private static void tell(LabelledFile train, LabelledFile dev, Console console) {
    console.say("train  %s", train);
    console.say("dev    %s", dev);
  }

  private static LstmTaggerModel once(
      LstmTaggerTrainer trainer,
      LabelledFile train,
      LabelledFile dev,
      Optional<Checkpoints> checkpoints,
      Console console) {
    try (TrainingProgress progress = new TrainingProgress(console)) {
      LstmTaggerModel model =
          checkpoints.isPresent()
              ? trainer.train(train.sentences(), dev.sentences(), progress, checkpoints.get())
              : trainer.train(train.sentences(), dev.sentences(), progress);
      EpochSummary best = best(model);
      console.say(
          "best   epoch %d, dev score %s", best.epoch(), NumberFormats.percent(best.devScore()));
      return model;
    }
  }
}
