package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {

  @Test
  void recallsWhatItKept() {
    BoundedCache<String, Integer> memory = new BoundedCache<>(10);
    memory.keep("a", 1);
    memory.keep("b", 2);
    assertThat(memory.recall("b")).isEqualTo(2);
    assertThat(memory.recall(new String("a"))).isEqualTo(1);
    assertThat(memory.recall("c")).isNull();
  }

  @Test
  void makesWhatItDoesNotKnowOnce() {
    BoundedCache<String, String> memory = new BoundedCache<>(10);
    assertThat(memory.recall("a", thing -> thing + 1)).isEqualTo("a1");
    assertThat(memory.recall("a", thing -> thing + 2)).isEqualTo("a1");
    assertThat(memory.recall("a")).isEqualTo("a1");
  }

  @Test
  void neverKnowsMoreThanItMay() {
    for (int kept = 0; kept < 300; kept++) {
      BoundedCache<Integer, Integer> memory = new BoundedCache<>(100);
      IntStream.range(0, kept).forEach(k -> memory.keep(k, -k));
      long known = IntStream.range(0, kept).filter(k -> memory.recall(k) != null).count();
      assertThat(known).isLessThanOrEqualTo(100);
    }
  }

  @Test
  void theHalfThatWasLastKeptIsKnown() {
    for (int kept = 1; kept < 300; kept++) {
      BoundedCache<Integer, Integer> memory = new BoundedCache<>(100);
      IntStream.range(0, kept).forEach(k -> memory.keep(k, -k));
      for (int k = Math.max(0, kept - 50); k < kept; k++) {
        assertThat(memory.recall(k)).isEqualTo(-k);
      }
    }
  }

  @Test
  void whatIsRecalledIsNotForgotten() {
    BoundedCache<Integer, Integer> memory = new BoundedCache<>(10);
    memory.keep(-1, 7);
    for (int k = 0; k < 1000; k++) {
      memory.keep(k, k);
      assertThat(memory.recall(-1)).isEqualTo(7);
    }
    assertThat(memory.recall(0)).isNull();
  }

  @Test
  void threadsRecallWhatWasKeptOrNothing() throws Exception {
    BoundedCache<Integer, Integer> memory = new BoundedCache<>(64);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Boolean> work =
          () ->
              IntStream.range(0, 100_000)
                  .allMatch(
                      k -> {
                        int thing = k * 31 % 97;
                        Integer made = memory.recall(thing);
                        memory.keep(thing, thing * 3);
                        return made == null || made == thing * 3;
                      });
      for (var right : threads.invokeAll(List.of(work, work, work, work))) {
        assertThat(right.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void needsRoomForTwo() {
    assertThatThrownBy(() -> new BoundedCache<>(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("memory: expected room for 2 or more, got 1");
  }
}
