package org.tributary.span;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An accumulator of span counts by type, as conlleval counts: a predicted span is correct if a gold
 * span has the same bounds and type. Not thread-safe.
 */
public final class SpanCounter {
  private final SortedMap<String, SpanCounts> types = new TreeMap<>();

  /** Creates a counter without spans. */
  public SpanCounter() {}

  /** Adds the gold and predicted spans of one sentence. */
  public void add(List<Span> gold, List<Span> predicted) {
    Set<Span> expected = new HashSet<>(gold);
    gold.forEach(span -> add(span, new SpanCounts(0, 1, 0)));
    predicted.forEach(span -> add(span, new SpanCounts(expected.contains(span) ? 1 : 0, 0, 1)));
  }

  private void add(Span span, SpanCounts counts) {
    types.merge(span.type(), counts, SpanCounts::plus);
  }

  /** Returns the counts of each type among the gold or predicted spans, in alphabetical order. */
  public SortedMap<String, SpanCounts> byType() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(types));
  }

  /** Returns the sums over all types. */
  public SpanCounts total() {
    return types.values().stream().reduce(SpanCounts.ZERO, SpanCounts::plus);
  }
}
