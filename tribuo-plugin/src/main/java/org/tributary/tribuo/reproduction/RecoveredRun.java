package org.tributary.tribuo.reproduction;

import java.util.Optional;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;

/**
 * What a model was made of, made anew.
 *
 * @param trainer about to train as the model's did
 * @param train what to learn from
 * @param dev what to choose the epoch by
 */
public record RecoveredRun(
    LstmTaggerTrainer trainer, SequenceDataset<Label> train, Optional<SequenceDataset<Label>> dev) {

  /** Trains; a second call trains as the trainer's next invocation does. */
  public LstmTaggerModel train(TrainingListener listener) {
    return dev.isPresent()
        ? trainer.train(train, dev.get(), listener)
        : trainer.train(train, listener);
  }
}
