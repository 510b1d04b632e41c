package org.tributary.tribuo.reproduction;

import java.util.Optional;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;

/**
 * A recovered trainer and its data, ready to repeat the training of a model.
 *
 * @param trainer the trainer, set to the model's invocation
 * @param train the training data
 * @param dev the development data, if the model was trained with any
 * @param base the base model, if training started from one
 */
public record RecoveredRun(
    LstmTaggerTrainer trainer,
    SequenceDataset<Label> train,
    Optional<SequenceDataset<Label>> dev,
    Optional<LstmTaggerModel> base) {

  /** Trains a model; each further call is the trainer's next invocation. */
  public LstmTaggerModel train(TrainingListener listener) {
    TrainingRequest request = TrainingRequest.on(train).listener(listener);
    TrainingRequest scored = dev.map(request::dev).orElse(request);
    return trainer.train(base.map(scored::from).orElse(scored));
  }
}
