package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/** The features of data that a base model is trained further on. */
class FineTuningFeaturesTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(new TaggedSentence(List.of("the", "dog"), List.of("DET", "NN")));

  private static SequenceDataset<Label> data(TokenFeatureExtractor extractor) {
    return new MutableSequenceDataset<>(new TokenListDataSource("test", SENTENCES, extractor));
  }

  @Test
  void dataOfAnotherExtractorAreRefused() {
    LstmTaggerTrainer trainer = LstmTaggerTrainer.builder().epochs(1).loggingInterval(0).build();
    try (LstmTaggerModel base = trainer.train(data(new WordFormFeatureExtractor(2, 2)))) {
      for (TokenFeatureExtractor other :
          List.of(new WordFeatureExtractor(), new WordFormFeatureExtractor(2, 1))) {
        TrainingRequest request = TrainingRequest.on(data(other)).from(base);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> trainer.train(request))
            .withMessageStartingWith(
                "base model: expected training data with features of its extractor WordFormFeatureExtractor{")
            .withMessageContaining("got those of %s{", other.getClass().getSimpleName())
            .withMessageEndingWith("read the data with LstmTaggerModel.extractor()");
      }
      trainer.train(TrainingRequest.on(data(base.extractor())).from(base)).close();
    }
  }
}
