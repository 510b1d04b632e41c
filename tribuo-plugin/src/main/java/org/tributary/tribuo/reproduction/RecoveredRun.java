package org.tributary.tribuo.reproduction;

import java.util.Optional;
import java.util.OptionalInt;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingPlan;
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
        ? new StoppingListener(listener, stoppedAfter.getAsInt())
        : listener;
  }

  /** A listener that ends the run after an epoch. */
  private static final class StoppingListener implements TrainingListener {
    private final TrainingListener listener;
    private final int lastEpoch;
    private boolean stopped;

    StoppingListener(TrainingListener listener, int lastEpoch) {
      this.listener = listener;
      this.lastEpoch = lastEpoch;
    }

    @Override
    public void trainingStarted(TrainingPlan plan) {
      listener.trainingStarted(plan);
    }

    @Override
    public void stepFinished(StepReport report) {
      listener.stepFinished(report);
    }

    @Override
    public void epochFinished(EpochReport report) {
      listener.epochFinished(report);
      stopped = report.epoch() >= lastEpoch;
    }

    @Override
    public boolean shouldStop() {
      return stopped || listener.shouldStop();
    }
  }
}
