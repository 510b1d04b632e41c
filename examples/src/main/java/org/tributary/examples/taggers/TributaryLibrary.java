package org.tributary.examples.taggers;

import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.tagger.TaggedSentence;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenListDataSource;

/**
 * Our own tagger.
 *
 * @param trainer how it is trained
 * @param extractor what it sees of a word
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
  public TrainedTagger train(List<TaggedSentence> train, List<TaggedSentence> dev) {
    return new SequenceModelTagger(
        trainer.train(dataset("train", train), dataset("dev", dev), listener), extractor);
  }

  private MutableSequenceDataset<Label> dataset(String name, List<TaggedSentence> sentences) {
    return new MutableSequenceDataset<>(new TokenListDataSource(name, sentences, extractor));
  }
}
