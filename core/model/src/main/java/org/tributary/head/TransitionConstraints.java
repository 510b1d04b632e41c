package org.tributary.head;

import java.util.List;
import org.tributary.span.TagScheme;

/**
 * The label sequences that a tag scheme allows: start labels, end labels and transitions, by the
 * index of a label. Immutable.
 */
public final class TransitionConstraints {
  private final TagScheme scheme;
  private final List<String> labels;

  private TransitionConstraints(TagScheme scheme, List<String> labels) {
    this.scheme = scheme;
    this.labels = labels;
  }

  /**
   * Returns the constraints of {@code scheme} on labels with these names.
   *
   * @param labels the label names by index
   * @throws IllegalArgumentException if a name does not belong to the scheme, or if no label may
   *     both form a sequence alone and follow itself, as O may: some lengths would have no allowed
   *     sequence
   */
  public static TransitionConstraints of(TagScheme scheme, List<String> labels) {
    boolean anyLength = false;
    for (String label : labels) {
      anyLength |= scheme.mayStart(label) && scheme.mayEnd(label) && scheme.mayFollow(label, label);
    }
    if (!anyLength) {
      throw new IllegalArgumentException(
          "labels of %s: expected one that may stand alone and follow itself, such as O, got %s"
              .formatted(scheme, labels));
    }
    return new TransitionConstraints(scheme, List.copyOf(labels));
  }

  /** Returns K, the number of labels. */
  public int labels() {
    return labels.size();
  }

  /** Returns whether a sequence may start with {@code label}. */
  public boolean mayStart(int label) {
    return scheme.mayStart(labels.get(label));
  }

  /** Returns whether a sequence may end with {@code label}. */
  public boolean mayEnd(int label) {
    return scheme.mayEnd(labels.get(label));
  }

  /**
   * Returns whether {@code to} may directly follow {@code from}.
   *
   * @throws IndexOutOfBoundsException if a label is not from 0 to K - 1
   */
  public boolean mayFollow(int from, int to) {
    return scheme.mayFollow(labels.get(from), labels.get(to));
  }

  /**
   * Returns whether a sequence is allowed.
   *
   * @param sequence at least one label, each from 0 to K - 1
   * @throws IllegalArgumentException if there are no labels, or one is out of range
   */
  public boolean allow(int... sequence) {
    if (sequence.length == 0) {
      throw new IllegalArgumentException("transitions: expected at least one label, got none");
    }
    for (int label : sequence) {
      if (label < 0 || label >= labels()) {
        throw new IllegalArgumentException(
            "transitions: expected labels from 0 to %d, got %d".formatted(labels() - 1, label));
      }
    }
    boolean allowed = mayStart(sequence[0]) && mayEnd(sequence[sequence.length - 1]);
    for (int step = 1; step < sequence.length; step++) {
      allowed &= mayFollow(sequence[step - 1], sequence[step]);
    }
    return allowed;
  }
}
