package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tributary.InterruptedCallException;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerFitter;
import org.tributary.train.tagger.TaggerTrainer;

/** Calls of a tagger stop between batches when their thread is interrupted. */
@Timeout(120)
class InterruptedTaggingTest {
  private static final List<String> SENTENCE = List.of("Everybody", "ate", "the", "book");
  private static WordTagger tagger;

  @BeforeAll
  static void train() {
    tagger =
        TaggerTrainer.train(
            SmallTraining.define()
                .words(4)
                .encoder(input -> Recurrent.lstm(input).hidden(5).bidirectional()),
            List.of(new TaggedSentence(SENTENCE, List.of("N", "V", "D", "N"))),
            SmallTraining.options().epochs(1));
  }

  @AfterAll
  static void close() {
    tagger.close();
  }

  @Test
  void longListStopsSoonAfterTheInterrupt() throws Exception {
    List<List<String>> many = Collections.nCopies(300_000, SENTENCE);
    for (int delay : new int[] {20, 200}) { // reading
      assertStops(() -> tagger.tagAll(many), delay);
    }
    List<List<String>> more = Collections.nCopies(2_000_000, SENTENCE);
    assertStops(() -> tagger.tagAll(more), 1500); // tagging
    assertThat(tagger.tag(SENTENCE).labels()).hasSize(4);
  }

  @Test
  void longSentenceStopsWithin() throws Exception {
    List<String> sentence = Collections.nCopies(1_000_000, "Everybody");
    for (int delay : new int[] {50, 150}) {
      assertStops(() -> tagger.tag(sentence), delay);
    }
    assertStops(() -> tagger.tagAll(List.of(sentence, sentence, sentence)), 150);
  }

  @Test
  void interruptedThreadTagsOneSentence() {
    Thread.currentThread().interrupt();
    try {
      assertThat(tagger.tag(SENTENCE).labels()).hasSize(4);
      assertThatThrownBy(() -> tagger.tagAll(Collections.nCopies(100, SENTENCE)))
          .isInstanceOf(InterruptedCallException.class)
          .hasMessage(
              "call: interrupted after 1 of 100 parts; it has no result: call again if you need one");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  /** The score of an epoch is a long call too: its interrupt ends training as any other. */
  @Test
  void interruptWhileDevelopmentDataAreScoredEndsTraining() {
    LabelledSequence sequence = new LabelledSequence(FeatureSequence.ofWords(1, 2, 3), 0, 1, 1);
    TaggerFitter fitter =
        new TaggerFitter(
                SmallTraining.define().words(2).encoder(i -> Recurrent.gru(i).hidden(2)),
                new TaggerSizes(4, 2),
                SmallTraining.options().epochs(1).batchSize(1),
                new int[] {1, 1, 1, 1},
                0)
            .withDevScore(DevScore.accuracy());
    TrainingListener interrupting =
        new TrainingListener() {
          @Override
          public void stepFinished(StepReport report) {
            Thread.currentThread().interrupt();
          }
        };
    try {
      assertThatThrownBy(
              () ->
                  fitter.train(List.of(sequence), Collections.nCopies(300, sequence), interrupting))
          .isInstanceOf(TrainingException.class)
          .hasMessage(
              "training: interrupted in epoch 1 after batch 1 (step 1); a run with checkpoints can resume from its last one");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static void assertStops(Callable<?> call, int delay) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread thread =
        new Thread(
            () -> {
              try {
                call.call();
              } catch (Exception e) {
                thrown.set(e);
                interrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    thread.start();
    Thread.sleep(delay);
    thread.interrupt();
    thread.join(60_000); // the machine may be busy
    assertThat(thread.isAlive()).as("still runs a minute after the interrupt").isFalse();
    assertThat(thrown.get()).isInstanceOf(InterruptedCallException.class);
    assertThat(thrown.get()).hasMessageStartingWith("call: interrupted ");
    assertThat(interrupted).isTrue();
  }
}
