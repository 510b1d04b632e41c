package org.tributary.examples.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.tributary.examples.console.Console;
import org.tributary.examples.console.TrainingProgress;
import org.tributary.train.Checkpoints;
import org.tributary.train.SeedStudy;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;

/** Trains a tagger where a person can watch. */
public final class Training {

  private Training() {}

  /**
   * Trains once with each seed.
   *
   * @param checkpoints where a seed's run is written down, and taken up again; empty for nowhere
   * @param trainer gives the trainer of a seed
   * @param better hears of each model whose best epoch beats those of the seeds before; it is
   *     closed afterwards
   * @return the accuracies of the best epochs on {@code dev}
   */
  public static SeedStudy run(
      List<Long> seeds,
      LongFunction<LstmTaggerTrainer> trainer,
      LongFunction<Optional<Checkpoints>> checkpoints,
      LabelledFile train,
      LabelledFile dev,
      Console console,
      ModelConsumer better)
      throws IOException {
    tell(train, dev, console);
    List<Double> scores = new ArrayList<>();
    for (long seed : seeds) {
      if (seeds.size() > 1) {
        console.say("seed   %d", seed);
      }
      try (LstmTaggerModel model =
          once(trainer.apply(seed), train, dev, checkpoints.apply(seed), console)) {
        double score = bestAccuracy(model);
        if (scores.stream().allMatch(other -> score > other)) {
          better.accept(model);
        }
        scores.add(score);
      }
    }
    return new SeedStudy(seeds, scores);
  }

  /** What is done with a model, perhaps with files. */
  public interface ModelConsumer {
    /** Takes a model that is closed afterwards. */
    void accept(LstmTaggerModel model) throws IOException;
  }

  private static double bestAccuracy(LstmTaggerModel model) {
    return model.history().stream()
        .flatMapToDouble(epoch -> epoch.devScore().stream())
        .max()
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
      console.say("best   %s", progress.best());
      return model;
    }
  }
}
