package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** A tagger that its user drops without closing it. */
class UnclosedTaggerTest {
  private static final List<String> SENTENCE = List.of("the", "dog");

  private static SequenceTagger networkOfDroppedTagger() {
    WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define().words(2),
            List.of(new TaggedSentence(SENTENCE, List.of("D", "N"))),
            TrainingOptions.defaults().epochs(1));
    assertThat(tagger.tag(SENTENCE).labels()).hasSize(2);
    return tagger.network();
  }

  @Test
  @Timeout(60)
  void nativeMemoryOfAnUnreachableTaggerIsFreed() throws InterruptedException {
    SequenceTagger network = networkOfDroppedTagger();
    Throwable failure = null;
    while (failure == null) {
      System.gc();
      Thread.sleep(10);
      failure = catchThrowable(() -> network.decode(List.of()));
    }
    assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
  }
}
