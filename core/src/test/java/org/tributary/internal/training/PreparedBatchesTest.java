package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Batches are prepared once, in the background, and released if not taken. */
class PreparedBatchesTest {
  private final List<String> prepared = Collections.synchronizedList(new ArrayList<>());
  private final List<String> released = Collections.synchronizedList(new ArrayList<>());

  private String prepare(String batch, long number) {
    prepared.add(batch + number);
    return batch + number;
  }

  @Test
  void startedBatchIsPreparedOnce() {
    try (PreparedBatches<String, String> batches =
        new PreparedBatches<>("test", this::prepare, released::add)) {
      batches.begin("a", 1);
      batches.begin("b", 2);
      batches.begin("b", 2);
      assertThat(batches.take(1)).isEqualTo("a1");
      assertThat(batches.take(2)).isEqualTo("b2");
      batches.begin("b", 2); // prepared again after it was taken
      assertThat(batches.take(2)).isEqualTo("b2");
    }
    assertThat(prepared).containsExactly("a1", "b2", "b2");
    assertThat(released).isEmpty();
  }

  @Test
  void preparationRunsInAnotherThread() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    try (PreparedBatches<String, Boolean> batches =
        new PreparedBatches<>("test", (batch, number) -> awaited(latch), unused -> {})) {
      batches.begin("a", 1);
      latch.countDown(); // the preparation waits for it
      assertThat(batches.take(1)).isTrue();
    }
  }

  @Test
  void batchesNotTakenAreReleased() {
    try (PreparedBatches<String, String> batches =
        new PreparedBatches<>("test", this::prepare, released::add)) {
      batches.begin("a", 1);
      batches.begin("b", 2);
      batches.take(1);
    }
    assertThat(released).containsExactly("b2");
  }

  @Test
  void preparationFailureIsThrownByTake() {
    try (PreparedBatches<String, String> batches =
        new PreparedBatches<>(
            "test",
            (batch, number) -> {
              if (number == 1) {
                throw new IllegalArgumentException("bad batch " + batch);
              }
              return prepare(batch, number);
            },
            released::add)) {
      batches.begin("a", 1);
      batches.begin("b", 2);
      assertThatThrownBy(() -> batches.take(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bad batch a");
      batches.begin("a", 1); // not taken
    }
    assertThat(released).containsExactly("b2");
  }

  @Test
  void interruptDoesNotAffectAWaitingCaller() {
    try (PreparedBatches<String, String> batches =
        new PreparedBatches<>("test", this::prepare, released::add)) {
      batches.begin("a", 1);
      batches.begin("b", 2);
      Thread.currentThread().interrupt();
      assertThat(batches.take(1)).isEqualTo("a1");
    }
    assertThat(Thread.interrupted()).isTrue(); // cleared for later tests
    assertThat(released).containsExactly("b2");
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
