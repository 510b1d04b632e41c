package org.tributary.head;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Which sequences of labels are allowed: what may stand first, what may stand last, and what may
 * follow what. Immutable.
 */
public final class Transitions {
  /** Whether one label may follow another. */
  @FunctionalInterface
  public interface Rule {
    /** Whether {@code to} may stand right after {@code from}, both from 0 to K - 1. */
    boolean mayFollow(int from, int to);
  }

  private final boolean[] start; // [K]
  private final boolean[] end; // [K]
  private final boolean[] follow; // [K, K], row-major, from before to

  private Transitions(boolean[] start, boolean[] end, boolean[] follow) {
    this.start = start;
    this.end = end;
    this.follow = follow;
  }

  /** Allows every sequence of {@code labels} labels. */
  public static Transitions all(int labels) {
    return of(everywhere(labels), everywhere(labels), (from, to) -> true);
  }

  /**
   * Allows what {@code rule} and the two lists allow.
   *
   * @param mayStart [K]
   * @param mayEnd [K]
   * @throws IllegalArgumentException if the lengths differ or nothing may start or end
   */
  public static Transitions of(boolean[] mayStart, boolean[] mayEnd, Rule rule) {
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
    return new Transitions(mayStart.clone(), mayEnd.clone(), follow);
  }

  /**
   * The rules that {@code scheme} has for labels of these names.
   *
   * @param labels the names by index
   * @throws IllegalArgumentException if a name is not of the scheme, or if there is no label that
   *     may stand alone and follow itself, as O may: some lengths would have no allowed sequence
   */
  public static Transitions of(TagScheme scheme, List<String> labels) {
    return scheme.transitions(labels);
  }

  /** K, the number of labels. */
  public int labels() {
    return start.length;
  }

  /** Whether {@code label} may stand first. */
  public boolean mayStart(int label) {
    return start[label];
  }

  /** Whether {@code label} may stand last. */
  public boolean mayEnd(int label) {
    return end[label];
  }

  /**
   * Whether {@code to} may stand right after {@code from}.
   *
   * @throws IndexOutOfBoundsException if one is not from 0 to K - 1
   */
  public boolean mayFollow(int from, int to) {
    Objects.checkIndex(from, start.length);
    Objects.checkIndex(to, start.length);
    return follow[from * start.length + to];
  }

  /**
   * Whether a sequence keeps the rules.
   *
   * @param labels at least one, each from 0 to K - 1
   * @throws IllegalArgumentException if there is none
   */
  public boolean allow(int... labels) {
    if (labels.length == 0) {
      throw new IllegalArgumentException("transitions: expected at least one label, got none");
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

  @Override
  public boolean equals(Object other) {
    return other instanceof Transitions t
        && Arrays.equals(start, t.start)
        && Arrays.equals(end, t.end)
        && Arrays.equals(follow, t.follow);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(start) + Arrays.hashCode(end)) + Arrays.hashCode(follow);
  }

  @Override
  public String toString() {
    int forbidden = 0;
    for (boolean allowed : follow) {
      forbidden += allowed ? 0 : 1;
    }
    return "transitions of %d labels, %d of %d forbidden"
        .formatted(start.length, forbidden, follow.length);
  }

  private static boolean[] everywhere(int labels) {
    boolean[] all = new boolean[labels];
    Arrays.fill(all, true);
    return all;
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
