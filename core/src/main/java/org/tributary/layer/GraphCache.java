package org.tributary.layer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What stands in a graph once for each key, placed when it is first asked for. A refusal is kept
 * too: half of what was refused is in the graph by then, and need not be there again. For one
 * thread at a time.
 */
final class GraphCache<K, V> {
  private final Function<K, V> place;
  private final Map<K, V> placed = new HashMap<>();
  private final Map<K, IllegalArgumentException> refused = new HashMap<>();

  GraphCache(Function<K, V> place) {
    this.place = place;
  }

  /**
   * What stands there for {@code key}.
   *
   * @throws IllegalArgumentException if it cannot be placed
   */
  V get(K key) {
    IllegalArgumentException refusal = refused.get(key);
    if (refusal != null) {
      throw new IllegalArgumentException(refusal.getMessage(), refusal);
    }
    try {
      return placed.computeIfAbsent(key, place);
    } catch (IllegalArgumentException e) {
      refused.put(key, e);
      throw e;
    }
  }
}
