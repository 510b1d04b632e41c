package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tributary.layer.Recurrent;
import org.tributary.testing.CaseSelection;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerTrainer;

/** A tagger that is closed while 16 threads call it gives right answers or refuses by name. */
@Timeout(120)
class TaggerCloseTest {
  private static final String REFUSAL =
      "tagger: expected an open one, got a closed one; train or load it again";
  private static final int THREADS = 16;
  private static final int ROUNDS =
      Integer.getInteger("tributary.test.closes", CaseSelection.count(20, 60));
  private static final List<String> SENTENCE = List.of("Everybody", "ate", "the", "book");

  @Test
  void everyCallAnswersRightOrIsRefusedByName() throws Exception {
    try (WordTagger trained =
        TaggerTrainer.train(
            SmallTraining.define()
                .words(4)
                .characters(c -> c.size(3).lstm(3))
                .encoder(input -> Recurrent.lstm(input).hidden(5).bidirectional()),
            List.of(new TaggedSentence(SENTENCE, List.of("N", "V", "D", "N"))),
            SmallTraining.options().epochs(2))) {
      List<Object> expected = bits(trained.tag(SENTENCE));
      List<ScoredLabels> paths = trained.nBest(SENTENCE, 3);
      AtomicInteger answers = new AtomicInteger();
      AtomicInteger refusals = new AtomicInteger();
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      try {
        for (int round = 0; round < ROUNDS; round++) {
          WordTagger tagger =
              WordTagger.of(
                  trained.definition(),
                  trained.vocabularies(),
                  trained.vocabulary(),
                  trained.parameters(),
                  trained.information());
          CountDownLatch running = new CountDownLatch(THREADS);
          List<Future<?>> calls = new ArrayList<>();
          for (int k = 0; k < THREADS; k++) {
            int kind = k % 3;
            calls.add(
                threads.submit(
                    () -> {
                      running.countDown();
                      try {
                        while (true) {
                          if (kind == 0) {
                            assertThat(bits(tagger.tag(SENTENCE))).isEqualTo(expected);
                          } else if (kind == 1) {
                            assertThat(tagger.tagAll(Collections.nCopies(70, SENTENCE)))
                                .allSatisfy(t -> assertThat(bits(t)).isEqualTo(expected));
                          } else {
                            assertThat(tagger.nBest(SENTENCE, 3)).isEqualTo(paths);
                          }
                          answers.incrementAndGet();
                        }
                      } catch (IllegalStateException e) {
                        assertThat(e).hasMessage(REFUSAL).hasNoCause();
                        refusals.incrementAndGet();
                      }
                      return null;
                    }));
          }
          running.await();
          Thread.sleep(round % 4);
          tagger.close();
          for (Future<?> call : calls) {
            call.get();
          }
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(refusals).hasValue(ROUNDS * THREADS);
      assertThat(answers).hasPositiveValue();
    }
  }

  private static List<Object> bits(Tagging tagging) {
    return List.of(tagging.labels(), tagging.probabilities(), tagging.distribution(3));
  }
}
