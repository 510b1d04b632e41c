package org.tributary.internal.fitting;

import java.util.Collection;
import java.util.List;
import org.tributary.head.Head;
import org.tributary.span.SpanLabels;

/** The output layer that follows from the labels of the training data. */
public final class AutomaticHead {
  private AutomaticHead() {}

  /**
   * Returns a CRF if every label is a span label, and a softmax otherwise. The CRF is constrained
   * to the scheme that the fewest sequences violate; it is unconstrained if more than half of the
   * sequences with spans violate every scheme.
   *
   * @param names the distinct labels, also of sequences that the loss does not count
   * @param labels the labels of each sequence that it counts
   */
  public static Head of(Collection<String> names, List<List<String>> labels) {
    if (!SpanLabels.encodeSpans(names)) {
      return Head.softmax();
    }
    return SchemeValidator.fitting(labels).map(Head::crf).orElseGet(Head::crf);
  }
}
