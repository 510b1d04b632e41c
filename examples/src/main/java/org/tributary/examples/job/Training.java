package org.tributary.examples.job;

import org.tributary.examples.console.Console;
import org.tributary.examples.console.TrainingProgress;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;

/** Trains a tagger where a person can watch. */
public final class Training {

  private Training() {}

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
    console.say("train  %s", train);
    console.say("dev    %s", dev);
    try (TrainingProgress progress = new TrainingProgress(console)) {
      LstmTaggerModel model = trainer.train(train.sentences(), dev.sentences(), progress);
      console.say("best   %s", progress.best());
      return model;
    }
  }
}
