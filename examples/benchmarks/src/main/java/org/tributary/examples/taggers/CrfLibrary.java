package org.tributary.examples.taggers;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.crf.CRFTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.tribuo.data.TokenListDataSource;

/**
 * Tribuo's linear-chain CRF with {@link ContextFeatureExtractor}'s features, trained with AdaGrad.
 *
 * @param epochs the number of passes over the training data
 */
public record CrfLibrary(int epochs) implements TaggerLibrary {
  /** A strong reference, because an unreferenced logger loses its level when it is collected. */
  private static final Logger TRIBUO = Logger.getLogger(CRFTrainer.class.getName());

  private static final double LEARNING_RATE = 0.5;
  private static final int NO_LOGGING = -1;
  private static final long SEED = 1;

  @Override
  public String name() {
    return "Tribuo CRF";
  }

  @Override
  public ComparedTagger train(
      MutableSequenceDataset<Label> train, MutableSequenceDataset<Label> dev) {
    TRIBUO.setLevel(Level.WARNING);
    ContextFeatureExtractor extractor = new ContextFeatureExtractor();
    CRFTrainer trainer = new CRFTrainer(new AdaGrad(LEARNING_RATE), epochs, NO_LOGGING, 1, SEED);
    return new SequenceModelTagger(
        trainer.train(
            new MutableSequenceDataset<>(
                new TokenListDataSource("train", LabelledSentences.of(train), extractor))),
        extractor);
  }
}
