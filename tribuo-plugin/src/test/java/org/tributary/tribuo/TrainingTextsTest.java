package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;
import org.tributary.tribuo.fixture.EqualTaggers;
import org.tributary.tribuo.fixture.RandomSentences;

/** The description of a training in a model's metadata. */
class TrainingTextsTest {

  /** The time differs; core hashes sentences where Tribuo hashes files. */
  @Test
  void trainingIsDescribedUnderTheKeysOfCoresTaggers() {
    List<TaggedSentence> train = RandomSentences.spans(6, 1);
    List<TaggedSentence> dev = RandomSentences.spans(3, 2);
    try (WordTagger core =
            TaggerTrainer.train(
                Tagger.define(),
                train,
                dev,
                TrainingOptions.defaults().epochs(2),
                TrainingListener.silent());
        LstmTaggerModel model =
            LstmTaggerTrainer.builder()
                .epochs(2)
                .loggingInterval(0)
                .build()
                .train(
                    TrainingRequest.on(EqualTaggers.dataset(train))
                        .dev(EqualTaggers.dataset(dev)))) {
      Map<String, String> expected = new TreeMap<>(core.metadata().provenance());
      expected.keySet().retainAll(TrainingTexts.of(model).keySet());
      assertThat(expected).containsKeys("epoch.best", "development.score", "training.sentences");
      assertThat(expected).containsEntry("development.measure", "F1 of spans");
      assertThat(TrainingTexts.of(model)).containsAllEntriesOf(expected).containsKey("trained.at");
    }
  }
}
