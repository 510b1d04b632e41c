package org.tributary.tagger.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A bidirectional mapping between symbols and indices, in order of first occurrence. Immutable. */
public final class Vocabulary {
  private final List<String> symbols;
  private final Map<String, Integer> indices = new HashMap<>();

  /** Creates a vocabulary of the distinct {@code symbols}, in order of first occurrence. */
  public Vocabulary(Iterable<String> symbols) {
    List<String> distinct = new ArrayList<>();
    for (String symbol : symbols) {
      if (indices.putIfAbsent(symbol, distinct.size()) == null) {
        distinct.add(symbol);
      }
    }
    this.symbols = List.copyOf(distinct);
  }

  /** Returns the symbols by index. */
  public List<String> symbols() {
    return symbols;
  }

  /** Returns the number of symbols. */
  public int size() {
    return symbols.size();
  }

  /** Returns the index of {@code symbol}, from 0; empty if absent. */
  public OptionalInt index(String symbol) {
    Integer index = indices.get(symbol);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }
}
