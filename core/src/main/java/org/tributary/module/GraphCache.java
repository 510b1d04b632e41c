package org.tributary.module;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A cache of subgraphs, one for each key, built on first use. Failures are cached as well, because
 * a failed build leaves operations in the graph that a retry would add again. Not thread-safe.
 */
final class GraphCache<K, V> {
  private final Function<K, V> builder;
  private final Map<K, V> built = new HashMap<>();
  private final Map<K, IllegalArgumentException> failures = new HashMap<>();

  GraphCache(Function<K, V> builder) {
    this.builder = builder;
  }

  /**
   * Returns the subgraph of {@code key}.
   *
   * @throws IllegalArgumentException if the subgraph cannot be built
   */
  V get(K key) {
    IllegalArgumentException failure = failures.get(key);
    if (failure != null) {
      throw new IllegalArgumentException(failure.getMessage(), failure);
    }
    try {
      return built.computeIfAbsent(key, builder);
    } catch (IllegalArgumentException e) {
      failures.put(key, e);
      throw e;
    }
  }
}
