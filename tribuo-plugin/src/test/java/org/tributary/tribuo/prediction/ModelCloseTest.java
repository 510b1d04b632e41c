package org.tributary.tribuo.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.sequence.SequenceExample;
import org.tributary.InterruptedCallException;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;

/** A model that is closed, or whose caller is interrupted, during predictions. */
@Timeout(120)
class ModelCloseTest {
  private static final int THREADS = 16;
  private static final int ROUNDS =
      Integer.getInteger("tributary.test.closes", CaseSelection.count(15, 40));
  private static final SequenceExample<Label> GORILLA = SequenceDataGenerator.generateGorillaA();

  private static LstmTaggerModel model;

  @BeforeAll
  static void train() {
    model =
        Data.smallTrainer()
            .epochs(1)
            .build()
            .train(SequenceDataGenerator.generateGorillaDataset(2));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void everyPredictionIsRightOrRefusedByName() throws Exception {
    List<Prediction<Label>> expected = model.predict(GORILLA);
    String className = model.serialize().getClassName();
    Any data = model.serialize().getSerializedData();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        LstmTaggerModel closed = LstmTaggerModel.deserializeFromProto(1, className, data);
        CountDownLatch running = new CountDownLatch(THREADS);
        List<Future<?>> calls = new ArrayList<>();
        for (int k = 0; k < THREADS; k++) {
          int examples = k % 2 == 0 ? 1 : 70;
          calls.add(
              threads.submit(
                  () -> {
                    running.countDown();
                    try {
                      while (true) {
                        assertThat(closed.predict(Collections.nCopies(examples, GORILLA)))
                            .allSatisfy(p -> assertSame(p, expected));
                      }
                    } catch (IllegalStateException e) {
                      assertThat(e)
                          .hasMessage(
                              "LSTM tagger: this model was closed and cannot predict; load or train"
                                  + " it again")
                          .hasNoCause();
                    }
                    return null;
                  }));
        }
        running.await();
        Thread.sleep(round % 4);
        closed.close();
        for (Future<?> call : calls) {
          call.get();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void longPredictionStopsSoonAfterTheInterrupt() throws Exception {
    for (int delay : new int[] {10, 300}) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  model.predict(Collections.nCopies(1_000_000, GORILLA));
                } catch (InterruptedCallException e) {
                  thrown.set(e);
                }
              });
      caller.start();
      Thread.sleep(delay);
      caller.interrupt();
      caller.join(10_000);
      assertThat(caller.isAlive()).as("still runs 10 s after the interrupt").isFalse();
      assertThat(thrown.get())
          .hasMessageMatching("call: interrupted after \\d+ of \\d+ parts; it has no result: .*");
    }
  }

  @Test
  void interruptedThreadPredictsOneExample() {
    Thread.currentThread().interrupt();
    try {
      assertThat(model.predict(GORILLA)).hasSize(5);
      assertThatThrownBy(() -> model.predict(Collections.nCopies(100, GORILLA)))
          .isInstanceOf(InterruptedCallException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  private static void assertSame(List<Prediction<Label>> actual, List<Prediction<Label>> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < expected.size(); k++) {
      assertThat(scores(actual.get(k))).isEqualTo(scores(expected.get(k)));
    }
  }

  private static List<String> scores(Prediction<Label> prediction) {
    return prediction.getOutputScores().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue().getScore())
        .sorted()
        .toList();
  }
}
