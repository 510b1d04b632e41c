package org.tributary.tagger;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * The cached features and input projections of the words that a tagger has read. Thread-safe.
 * Caches are bounded; clearing one frees heap memory and costs time on the next words, never
 * accuracy.
 */
public interface TaggerCache {

  /** Returns a cache that is always empty. */
  static TaggerCache none() {
    return of(List.of());
  }

  /** Returns several caches as one. */
  static TaggerCache of(List<TaggerCache> caches) {
    List<TaggerCache> all = List.copyOf(caches);
    return of(
        () -> all.stream().mapToLong(TaggerCache::size).sum(),
        () -> all.forEach(TaggerCache::clear));
  }

  /** Returns a cache of the given operations; they must be thread-safe. */
  static TaggerCache of(LongSupplier size, Runnable clear) {
    return new TaggerCache() {
      @Override
      public long size() {
        return size.getAsLong();
      }

      @Override
      public void clear() {
        clear.run();
      }
    };
  }

  /** Returns the number of entries. A word may have an entry in each of several caches. */
  long size();

  /** Removes all entries. Calls that run at the same time may add theirs again. */
  void clear();
}
