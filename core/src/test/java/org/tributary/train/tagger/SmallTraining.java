package org.tributary.train.tagger;

import org.tributary.layer.Recurrent;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

/** Taggers and training runs on a handful of sentences, without regularization. */
public final class SmallTraining {
  private SmallTraining() {}

  /** Returns a definition without dropout: word embeddings and one bidirectional LSTM layer. */
  public static TaggerDefinition define() {
    return Tagger.define()
        .words(100)
        .encoder(input -> Recurrent.lstm(input).hidden(200).bidirectional())
        .lockedDropout(0);
  }

  /** Returns options of a short run that keeps the last weights. */
  public static TrainingOptions options() {
    return TrainingOptions.defaults()
        .epochs(10)
        .batchSize(32)
        .schedule(Schedule.linear(0.002, 0.0001))
        .average(WeightAverage.none())
        .unknownRate(0.25);
  }
}
