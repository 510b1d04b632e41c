package org.tributary.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was made of things that come again. Bounded: at least the half of it that was last kept or
 * recalled is known, older things are forgotten, many at a time. Threads may share it, and do not
 * wait for one another to recall.
 *
 * @param <K> the things, of which equal ones are one
 * @param <V> what was made of one, which nobody changes
 */
public final class BoundedCache<K, V> {
  private final int most;
  private final int half;
  private volatile Map<K, V> recent = new ConcurrentHashMap<>();
  private volatile Map<K, V> former = Map.of();

  /**
   * An empty memory.
   *
   * @param most how many things it may know, at least 2
   */
  public BoundedCache(int most) {
    if (most < 2) {
      throw new IllegalArgumentException("memory: expected room for 2 or more, got " + most);
    }
    this.most = most;
    this.half = most / 2;
  }

  /** How many things it may know. */
  public int most() {
    return most;
  }

  /** What was made of {@code thing}; null where that is not known. */
  public V recall(K thing) {
    V made = recent.get(thing);
    if (made == null) {
      made = former.get(thing);
      if (made != null) {
        keep(thing, made);
      }
    }
    return made;
  }

  /** What was made of {@code thing}; where that is not known it is made, and kept. */
  public V recall(K thing, Function<? super K, ? extends V> making) {
    V made = recall(thing);
    if (made == null) {
      made = making.apply(thing);
      keep(thing, made);
    }
    return made;
  }

  /** Keeps what was made of {@code thing}. */
  public void keep(K thing, V made) {
    recent.put(thing, made);
    if (recent.size() >= half) {
      forget();
    }
  }

  private synchronized void forget() {
    if (recent.size() >= half) {
      former = recent;
      recent = new ConcurrentHashMap<>();
    }
  }
}
