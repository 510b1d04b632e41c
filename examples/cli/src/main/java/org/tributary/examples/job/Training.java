package org.tributary.examples.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tributary.examples.console.Console;
import org.tributary.examples.console.TrainingDisplay;
import org.tributary.examples.io.NumberFormats;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingException;
import org.tributary.train.tagger.Teachers;
import org.tributary.tribuo.DevMeasure;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.provenance.EpochSummary;
import org.tributary.tribuo.provenance.RunProvenance;

/**
 * Training runs on one file, scored on another, with progress on a console. Each new best model
 * goes to a consumer.
 */
public final class Training {
  private final Console console;
  private final ModelConsumer bestModels;
  private TrainingRequest request;
  private final BooleanSupplier stop;
  private double bestScore = Double.NEGATIVE_INFINITY;
  private String best = "";

  /**
   * Prints the files and prepares the runs.
   *
   * @param stop returns whether the runs are to end, each keeping its best epoch
   * @param bestModels receives each model whose best epoch beats all previous models; the model is
   *     closed afterwards
   */
  public Training(
      TrainingFiles files, Console console, BooleanSupplier stop, ModelConsumer bestModels) {
    this.console = console;
    this.stop = stop;
    this.bestModels = bestModels;
    this.request = TrainingRequest.on(files.train().sentences());
    files.dev().ifPresent(dev -> request = request.dev(dev.sentences()));
    console.say("train  %s", files.train());
    files.dev().ifPresent(dev -> console.say("dev    %s", dev));
  }

  /** Starts each run from the weights of {@code model}, which stays open. */
  public void startFrom(LstmTaggerModel model) {
    request = request.from(model);
  }

  /** Refuses, before it trains, what a {@code .tributary} file cannot hold. */
  public void requireWords() {
    request = request.forWordTagger();
  }

  /**
   * Learns from teachers, which stay open: each run from the same distributions, which they compute
   * before the first.
   *
   * @param raw sentences without labels; may be empty
   * @param extractor the extractor of the training file's features
   */
  public void learnFrom(
      Teachers teachers, List<List<String>> raw, TokenFeatureExtractor extractor) {
    TrainingRequest taught =
        request.teachers(
            teachers.progress(new SentenceProgress(console, stop, "teach", "tagged")::report));
    request = raw.isEmpty() ? taught : taught.raw(raw, extractor);
  }

  /** A consumer of models that may do input and output. */
  public interface ModelConsumer {
    /** Accepts a model, which is closed afterwards. */
    void accept(LstmTaggerModel model) throws IOException;
  }

  /**
   * Trains one model.
   *
   * @param name its seed, such as {@code seed 2}; may be empty
   * @param checkpoints the checkpoint options; a run resumes from its checkpoint. Empty for none
   * @return the dev score of the saved weights, after any tuning of the bias of O; 0 without
   *     development sentences
   * @throws UncheckedIOException if the model's consumer fails
   * @throws StoppedTraining if the runs are to stop
   */
  public double score(LstmTaggerTrainer trainer, String name, Optional<Checkpoints> checkpoints) {
    TrainingRequest resumable = checkpoints.map(request::checkpoints).orElse(request);
    try (LstmTaggerModel model = fit(trainer, resumable)) {
      double score = score(model);
      if (score > bestScore) {
        bestModels.accept(model);
        bestScore = score;
        best = name;
      }
      requireNotStopped();
      return score;
    } catch (TrainingException e) {
      requireNotStopped();
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the name of the best model so far; empty if none is trained, or it has none. */
  public String best() {
    return best;
  }

  private void requireNotStopped() {
    if (stop.getAsBoolean()) {
      throw new StoppedTraining();
    }
  }

  /** Returns whether a model has been passed on: the best epoch of all runs so far. */
  public boolean hasSavedModel() {
    return bestScore > Double.NEGATIVE_INFINITY;
  }

  /** Returns the dev score of a model's weights; 0 without development sentences. */
  private static double score(LstmTaggerModel model) {
    return RunProvenance.text(model.getProvenance(), RunProvenance.BEST_SCORE)
        .map(Double::valueOf)
        .orElse(0.0);
  }

  private LstmTaggerModel fit(LstmTaggerTrainer trainer, TrainingRequest resumable) {
    try (TrainingDisplay progress = new TrainingDisplay(console, stop)) {
      LstmTaggerModel model = trainer.train(resumable.listener(progress));
      Optional<EpochSummary> scored = EpochSummary.best(model.history());
      if (scored.isEmpty()) { // no development sentences
        return model;
      }
      EpochSummary kept = scored.get();
      boolean spans =
          RunProvenance.text(model.getProvenance(), RunProvenance.DEV_MEASURE)
              .equals(Optional.of(DevMeasure.SPAN_F1.name()));
      console.say(
          "best   epoch %d, dev %s %s",
          kept.epoch(), spans ? "span F1" : "accuracy", NumberFormats.percent(kept.devScore()));
      progress
          .outsideBias()
          .filter(bias -> bias.shift() != 0)
          .ifPresent(
              bias ->
                  console.say(
                      "bias   of the label O shifted by %+.2f for dev span F1 %s",
                      bias.shift(), NumberFormats.percent(bias.score())));
      if (spans
          && stop.getAsBoolean()
          && trainer.get("tuneOutsideBias").equals(Optional.of(true))
          && model.labels().contains("O")
          && progress.outsideBias().isEmpty()) {
        console.say("note   stopped before the bias of the label O was tuned on the dev sentences");
      }
      boolean none = progress.outsideBias().map(bias -> bias.score() == 0).orElse(true);
      if (spans && kept.devScore().getAsDouble() == 0 && none) {
        console.say(
            "note   no epoch labels a span of the development sentences correctly; train for more"
                + " epochs, or check that both files have the same labels");
      }
      return model;
    }
  }
}
