package org.tributary.tribuo.reproduction;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.train.EpochReport;
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
 * @param stoppedAfter the number of epochs after which a listener ended the training, if one did
 */
public record RecoveredRun(
    LstmTaggerTrainer trainer,
    SequenceDataset<Label> train,
    Optional<SequenceDataset<Label>> dev,
    Optional<LstmTaggerModel> base,
    OptionalInt stoppedAfter) {

  /** Trains a model; each further call is the trainer's next invocation. */
  public LstmTaggerModel train(TrainingListener listener) {
    TrainingRequest request = TrainingRequest.on(train).listener(stopping(listener));
    TrainingRequest scored = dev.map(request::dev).orElse(request);
    return trainer.train(base.map(scored::from).orElse(scored));
  }

  private TrainingListener stopping(TrainingListener listener) {
    return stoppedAfter.isPresent()
        ? TrainingListener.all(List.of(listener, new StoppingListener(stoppedAfter.getAsInt())))
        : listener;
  }

  /** A listener that ends the run after an epoch. */
  private static final class StoppingListener implements TrainingListener {
    private final int lastEpoch;
    private boolean stopped;

    StoppingListener(int lastEpoch) {
      this.lastEpoch = lastEpoch;
    }

    @Override
    public void epochFinished(EpochReport report) {
      stopped = report.epoch() >= lastEpoch;
    }

    @Override
    public boolean shouldStop() {
      return stopped;
    }
  }
}
