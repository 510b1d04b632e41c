package org.tributary.tagger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Words or labels and their indices, in the order in which they were first seen. Immutable. */
public final class Vocabulary {
  private final List<String> entries;
  private final Map<String, Integer> indices = new HashMap<>();

  /** Collects the distinct {@code symbols}, first seen first. */
  public Vocabulary(Iterable<String> symbols) {
    List<String> distinct = new ArrayList<>();
    for (String symbol : symbols) {
      if (indices.putIfAbsent(symbol, distinct.size()) == null) {
        distinct.add(symbol);
      }
    }
    entries = List.copyOf(distinct);
  }

  /** The entries by index. */
  public List<String> entries() {
    return entries;
  }

  /** The number of entries. */
  public int size() {
    return entries.size();
  }

  /** The index of {@code symbol}, from 0; empty if it is not here. */
  public OptionalInt index(String symbol) {
    Integer index = indices.get(symbol);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }
}
