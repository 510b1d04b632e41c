package org.tributary.span;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Checks and parsing of span labels whose {@link TagScheme} is unknown: BIOES has the prefixes of
 * all schemes, and every scheme is parsed by the same rules.
 */
public final class SpanLabels {
  private static final TagScheme ALL_PREFIXES = TagScheme.BIOES;

  private SpanLabels() {}

  /**
   * Returns the first label that belongs to no scheme.
   *
   * @param labels any labels
   * @return empty if all are span labels
   */
  public static Optional<String> firstInvalid(Collection<String> labels) {
    return labels.stream().filter(label -> !ALL_PREFIXES.accepts(label)).findFirst();
  }

  /**
   * Returns whether a label set encodes spans: every label belongs to a scheme, and one is not O.
   *
   * @param labels the distinct labels of a model or of training data
   */
  public static boolean encodeSpans(Collection<String> labels) {
    return firstInvalid(labels).isEmpty()
        && labels.stream().anyMatch(label -> !label.equals(TagScheme.OUTSIDE));
  }

  /**
   * Returns whether the next token's label continues the span of a label: I or E after B or I of
   * the same type.
   *
   * @throws IllegalArgumentException if a label belongs to no scheme
   */
  public static boolean continuesSpan(String label, String next) {
    return ALL_PREFIXES.continuesSpan(label, next);
  }

  /**
   * Parses the spans of a sentence as conlleval does.
   *
   * @param labels one label per token
   * @return the non-overlapping spans in token order
   * @throws IllegalArgumentException if a label belongs to no scheme
   */
  public static List<Span> read(List<String> labels) {
    return ALL_PREFIXES.read(labels);
  }
}
