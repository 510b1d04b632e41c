package org.tributary.examples.taggers;

import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/**
 * Our own tagger.
 *
 * @param trainer how it is trained
 * @param extractor what it sees of a word, as the files it learns from were read
 * @param listener hears its training
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
    return new SequenceModelTagger(trainer.train(train, dev, listener), extractor);
  }
}
