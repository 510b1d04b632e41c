package org.tributary.examples.taggers;

import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/**
 * Tributary's tagger.
 *
 * @param trainer the trainer
 * @param extractor the feature extractor of the training data
 * @param listener the listener to training
 */
public record TributaryLibrary(
    LstmTaggerTrainer trainer, TokenFeatureExtractor extractor, TrainingListener listener)
    implements TaggerLibrary {

  @Override
  public String name() {
    return "Tributary LSTM";
  }

  @Override
  public ComparedTagger train(
      MutableSequenceDataset<Label> train, MutableSequenceDataset<Label> dev) {
    return TributaryTagger.of(
        trainer.train(TrainingRequest.on(train).dev(dev).listener(listener)), extractor);
  }
}
