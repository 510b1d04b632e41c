package org.tributary.head;

import java.util.List;
import java.util.Objects;
import org.tributary.span.TagScheme;

/** The allowed label sequences: a set of start labels, end labels and transitions. Immutable. */
public final class TransitionConstraints {
  /** A predicate on two consecutive labels. */
  @FunctionalInterface
  interface Rule {
    /** Returns whether {@code to} may directly follow {@code from}, both from 0 to K - 1. */
    boolean mayFollow(int from, int to);
  }

  private final boolean[] start; // [K]
  private final boolean[] end; // [K]
  private final boolean[] follow; // [K, K], row-major, from before to

  private TransitionConstraints(boolean[] start, boolean[] end, boolean[] follow) {
    this.start = start;
    this.end = end;
    this.follow = follow;
  }

  /**
   * Returns rules with these start labels, end labels and transitions.
   *
   * @param mayStart [K]
   * @param mayEnd [K]
   * @throws IllegalArgumentException if the lengths differ, or no label may start or end a sequence
   */
  static TransitionConstraints of(boolean[] mayStart, boolean[] mayEnd, Rule rule) {
    int labels = mayStart.length;
    if (labels < 1 || mayEnd.length != labels) {
      throw new IllegalArgumentException(
          "transitions: expected whether each label may start and end, got %d and %d labels"
              .formatted(labels, mayEnd.length));
    }
    if (!any(mayStart) || !any(mayEnd)) {
      throw new IllegalArgumentException(
          "transitions: expected a label that may start and one that may end, got none that may %s"
              .formatted(any(mayStart) ? "end" : "start"));
    }
    boolean[] follow = new boolean[labels * labels];
    for (int from = 0; from < labels; from++) {
      for (int to = 0; to < labels; to++) {
        follow[from * labels + to] = rule.mayFollow(from, to);
      }
    }
    return new TransitionConstraints(mayStart.clone(), mayEnd.clone(), follow);
  }

  /**
   * Returns the rules of {@code scheme} for labels with these names.
   *
   * @param labels the label names by index
   * @throws IllegalArgumentException if a name does not belong to the scheme, or if no label may
   *     both form a sequence alone and follow itself, as O may: some lengths would have no allowed
   *     sequence
   */
  public static TransitionConstraints of(TagScheme scheme, List<String> labels) {
    boolean[] start = new boolean[labels.size()];
    boolean[] end = new boolean[labels.size()];
    boolean anyLength = false;
    for (int k = 0; k < start.length; k++) {
      String label = labels.get(k);
      start[k] = scheme.mayStart(label);
      end[k] = scheme.mayEnd(label);
      anyLength |= start[k] && end[k] && scheme.mayFollow(label, label);
    }
    if (!anyLength) {
      throw new IllegalArgumentException(
          "labels of %s: expected one that may stand alone and follow itself, such as O, got %s"
              .formatted(scheme, labels));
    }
    return of(start, end, (from, to) -> scheme.mayFollow(labels.get(from), labels.get(to)));
  }

  /** Returns K, the number of labels. */
  public int labels() {
    return start.length;
  }

  /** Returns whether a sequence may start with {@code label}. */
  public boolean mayStart(int label) {
    return start[label];
  }

  /** Returns whether a sequence may end with {@code label}. */
  public boolean mayEnd(int label) {
    return end[label];
  }

  /**
   * Returns whether {@code to} may directly follow {@code from}.
   *
   * @throws IndexOutOfBoundsException if a label is not from 0 to K - 1
   */
  public boolean mayFollow(int from, int to) {
    Objects.checkIndex(from, start.length);
    Objects.checkIndex(to, start.length);
    return follow[from * start.length + to];
  }

  /**
   * Returns whether the rules allow a sequence.
   *
   * @param labels at least one, each from 0 to K - 1
   * @throws IllegalArgumentException if there are no labels, or one is out of range
   */
  public boolean allow(int... labels) {
    if (labels.length == 0) {
      throw new IllegalArgumentException("transitions: expected at least one label, got none");
    }
    for (int label : labels) {
      if (label < 0 || label >= labels()) {
        throw new IllegalArgumentException(
            "transitions: expected labels from 0 to %d, got %d".formatted(labels() - 1, label));
      }
    }
    if (!mayStart(labels[0]) || !mayEnd(labels[labels.length - 1])) {
      return false;
    }
    for (int step = 1; step < labels.length; step++) {
      if (!mayFollow(labels[step - 1], labels[step])) {
        return false;
      }
    }
    return true;
  }

  private static boolean any(boolean[] values) {
    for (boolean value : values) {
      if (value) {
        return true;
      }
    }
    return false;
  }
}
