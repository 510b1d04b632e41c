package org.tributary.internal;

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
  void returnsStoredValues() {
    BoundedCache<String, Integer> cache = new BoundedCache<>(10);
    cache.put("a", 1);
    cache.put("b", 2);
    assertThat(cache.get("b")).isEqualTo(2);
    assertThat(cache.get(new String("a"))).isEqualTo(1);
    assertThat(cache.get("c")).isNull();
  }

  @Test
  void absentValueIsLoadedOnce() {
    BoundedCache<String, String> cache = new BoundedCache<>(10);
    assertThat(cache.get("a", key -> key + 1)).isEqualTo("a1");
    assertThat(cache.get("a", key -> key + 2)).isEqualTo("a1");
    assertThat(cache.get("a")).isEqualTo("a1");
  }

  @Test
  void sizeCountsEachKeyOnceAndClearingRemovesAll() {
    BoundedCache<Integer, Integer> cache = new BoundedCache<>(10);
    for (int k = 0; k < 7; k++) { // the first 5 are in the old generation
      cache.put(k, k);
    }
    assertThat(cache.get(2)).isEqualTo(2); // now in both
    assertThat(cache.size()).isEqualTo(7);
    cache.clear();
    assertThat(cache.size()).isZero();
    assertThat(cache.get(2)).isNull();
    cache.put(2, 3);
    assertThat(cache.get(2)).isEqualTo(3);
  }

  @Test
  void sizeNeverExceedsMaximum() {
    for (int count = 0; count < 300; count++) {
      BoundedCache<Integer, Integer> cache = new BoundedCache<>(100);
      IntStream.range(0, count).forEach(k -> cache.put(k, -k));
      long present = IntStream.range(0, count).filter(k -> cache.get(k) != null).count();
      assertThat(present).isLessThanOrEqualTo(100);
    }
  }

  @Test
  void sizeIsBoundedByTheHeapToo() {
    long twentiethOfTheHeap = Runtime.getRuntime().maxMemory() / 20;
    BoundedCache<Integer, Integer> two = BoundedCache.withinHeap(100, twentiethOfTheHeap);
    BoundedCache<Integer, Integer> small = BoundedCache.withinHeap(100, 1);
    BoundedCache<Integer, Integer> least = BoundedCache.withinHeap(100, Long.MAX_VALUE);
    for (int k = 0; k < 1_000; k++) {
      two.put(k, k);
      small.put(k, k);
      least.put(k, k);
    }
    assertThat(two.size()).isBetween(1L, 2L);
    assertThat(small.size()).isBetween(50L, 100L);
    assertThat(least.size()).isBetween(1L, 2L);
  }

  @Test
  void lastPutHalfIsRetained() {
    for (int count = 1; count < 300; count++) {
      BoundedCache<Integer, Integer> cache = new BoundedCache<>(100);
      IntStream.range(0, count).forEach(k -> cache.put(k, -k));
      for (int k = Math.max(0, count - 50); k < count; k++) {
        assertThat(cache.get(k)).isEqualTo(-k);
      }
    }
  }

  @Test
  void entryInUseIsNotEvicted() {
    BoundedCache<Integer, Integer> cache = new BoundedCache<>(10);
    cache.put(-1, 7);
    for (int k = 0; k < 1000; k++) {
      cache.put(k, k);
      assertThat(cache.get(-1)).isEqualTo(7);
    }
    assertThat(cache.get(0)).isNull();
  }

  @Test
  void concurrentLookupsReturnStoredValueOrNull() throws Exception {
    BoundedCache<Integer, Integer> cache = new BoundedCache<>(64);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Boolean> work =
          () ->
              IntStream.range(0, 100_000)
                  .allMatch(
                      k -> {
                        int key = k * 31 % 97;
                        Integer value = cache.get(key);
                        cache.put(key, key * 3);
                        return value == null || value == key * 3;
                      });
      for (var result : threads.invokeAll(List.of(work, work, work, work))) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void maximumSizeBelowTwoIsRejected() {
    assertThatThrownBy(() -> new BoundedCache<>(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cache: expected a maximum size of at least 2, got 1");
  }
}
