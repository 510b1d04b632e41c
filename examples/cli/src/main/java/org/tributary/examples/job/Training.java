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
import org.tributary.tribuo.TrainingRequest;

/**
 * Training runs on one file, scored on another, with progress on a console. Each new best model
 * goes to a consumer.
 */
public final class Training {
  private final LabelledFile train;
  private final LabelledFile dev;
  private final Console console;
  private final ModelConsumer bestModels;
  private Optional<LstmTaggerModel> base = Optional.empty();
  private double bestScore = Double.NEGATIVE_INFINITY;

  /**
   * Prints the two files.
   *
   * @param bestModels receives each model whose best epoch beats all previous models; the model is
   *     closed afterwards
   */
  public Training(LabelledFile train, LabelledFile dev, Console console, ModelConsumer bestModels) {
    this.train = train;
    this.dev = dev;
    this.console = console;
    this.bestModels = bestModels;
    printFiles(train, dev, console);
  }

  /** Starts each run from the weights of {@code model}, which stays open. */
  public void startFrom(LstmTaggerModel model) {
    base = Optional.of(model);
  }

  /** A consumer of models that may do input and output. */
  public interface ModelConsumer {
    /** Accepts a model, which is closed afterwards. */
    void accept(LstmTaggerModel model) throws IOException;
  }

  /**
   * Trains one model.
   *
   * @param checkpoints the checkpoint options; a run resumes from its checkpoint. Empty for none
   * @return the dev score of the best epoch
   * @throws UncheckedIOException if the model's consumer fails
   */
  public double score(LstmTaggerTrainer trainer, Optional<Checkpoints> checkpoints) {
    try (LstmTaggerModel model = fit(trainer, request(checkpoints), console)) {
      double score = bestEpoch(model).devScore().orElseThrow();
      if (score > bestScore) {
        bestModels.accept(model);
        bestScore = score;
      }
      return score;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Returns the epoch with the best dev score; in a resumed run it may precede the checkpoint. */
  private static EpochSummary bestEpoch(LstmTaggerModel model) {
    return model.history().stream()
        .filter(epoch -> epoch.devScore().isPresent())
        .reduce(
            (best, epoch) ->
                epoch.devScore().getAsDouble() > best.devScore().getAsDouble() ? epoch : best)
        .orElseThrow();
  }

  /**
   * Trains on one file and keeps the weights of the best epoch on another.
   *
   * @param trainer the trainer
   * @param train the training file
   * @param dev the file that selects the best epoch
   * @param console the destination of progress output
   * @return the model, to be closed by the caller
   */
  public static LstmTaggerModel run(
      LstmTaggerTrainer trainer, LabelledFile train, LabelledFile dev, Console console) {
    printFiles(train, dev, console);
    TrainingRequest request = TrainingRequest.on(train.sentences()).dev(dev.sentences());
    return fit(trainer, request, console);
  }

  private static void printFiles(LabelledFile train, LabelledFile dev, Console console) {
    console.say("train  %s", train);
    console.say("dev    %s", dev);
  }

  private TrainingRequest request(Optional<Checkpoints> checkpoints) {
    TrainingRequest request = TrainingRequest.on(train.sentences()).dev(dev.sentences());
    TrainingRequest resumable = checkpoints.map(request::checkpoints).orElse(request);
    return base.map(resumable::from).orElse(resumable);
  }

  private static LstmTaggerModel fit(
      LstmTaggerTrainer trainer, TrainingRequest request, Console console) {
    try (TrainingProgress progress = new TrainingProgress(console)) {
      LstmTaggerModel model = trainer.train(request.listener(progress));
      EpochSummary best = bestEpoch(model);
      console.say(
          "best   epoch %d, dev score %s", best.epoch(), NumberFormats.percent(best.devScore()));
      return model;
    }
  }
}
