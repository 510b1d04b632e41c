package org.tributary.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A bounded, thread-safe cache with two-generation (approximately LRU) eviction. It retains at
 * least the {@code maximumSize / 2} entries last put or read, and evicts older ones in batches.
 * Lookups never block.
 *
 * @param <K> the keys, compared by {@code equals}
 * @param <V> the values, shared between threads and therefore immutable
 */
public final class BoundedCache<K, V> {
  private final int generationSize;
  private volatile Map<K, V> young = new ConcurrentHashMap<>();
  private volatile Map<K, V> old = Map.of();

  /**
   * Creates an empty cache.
   *
   * @param maximumSize the maximum number of entries, at least 2
   */
  public BoundedCache(int maximumSize) {
    if (maximumSize < 2) {
      throw new IllegalArgumentException(
          "cache: expected a maximum size of at least 2, got " + maximumSize);
    }
    this.generationSize = maximumSize / 2;
  }

  /**
   * Creates an empty cache that takes at most about a tenth of the JVM's maximum heap size.
   *
   * @param maximumSize the maximum number of entries, whatever the heap
   * @param entryBytes the approximate size of an entry in bytes
   */
  public static <K, V> BoundedCache<K, V> withinHeap(int maximumSize, long entryBytes) {
    long room = Runtime.getRuntime().maxMemory() / 10 / entryBytes;
    return new BoundedCache<>((int) Math.max(2, Math.min(maximumSize, room)));
  }

  /** Returns the value of {@code key}; null if it is absent. */
  public V get(K key) {
    V value = young.get(key);
    if (value == null) {
      value = old.get(key);
      if (value != null) {
        put(key, value);
      }
    }
    return value;
  }

  /**
   * Returns the value of {@code key}; if it is absent, loads and stores it. Threads that miss the
   * same key at once may each load it.
   */
  public V get(K key, Function<? super K, ? extends V> loader) {
    V value = get(key);
    if (value == null) {
      value = loader.apply(key);
      put(key, value);
    }
    return value;
  }

  /** Stores a value. */
  public void put(K key, V value) {
    young.put(key, value);
    if (young.size() >= generationSize) {
      evict();
    }
  }

  /** Returns the number of entries. */
  public long size() {
    Map<K, V> current = young;
    return current.size() + old.keySet().stream().filter(key -> !current.containsKey(key)).count();
  }

  /** Removes all entries; those that are put at the same time may remain. */
  public synchronized void clear() {
    young = new ConcurrentHashMap<>();
    old = Map.of();
  }

  private synchronized void evict() {
    if (young.size() >= generationSize) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
  }
}
