package org.tributary.tagger;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tributary.head.TagScheme;
import org.tributary.head.Transitions;

/**
 * A label column: one of the tasks that a tagger predicts from the shared encoder.
 *
 * @param name letters, digits and underscores, a letter first; part of the parameter names
 * @param lossWeight the weight of the column's loss in training, above 0 and finite
 * @param head the output head
 */
public record LabelColumn(String name, double lossWeight, HeadDefinition head) {
  /** The name of the main column: the first one, on which development data are scored. */
  public static final String MAIN = "tag";

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  /**
   * Checks the name and the weight.
   *
   * @throws IllegalArgumentException if the name has other characters or the weight is out of range
   */
  public LabelColumn {
    Objects.requireNonNull(head, "head");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "label column: expected a name of letters, digits and underscores, a letter first, got \"%s\""
              .formatted(name));
    }
    if (!(lossWeight > 0) || Double.isInfinite(lossWeight)) {
      throw new IllegalArgumentException(
          "label column %s: expected a finite loss weight above 0, got %s"
              .formatted(name, lossWeight));
    }
  }

  /** Returns the parameter prefix of the linear layer, as in {@code hidden2tag}. */
  String linearName() {
    return "hidden2" + name;
  }

  /** Returns the parameter prefix of the CRF, as in {@code crf.tag}. */
  String crfName() {
    return "crf." + name;
  }

  /**
   * Returns the transition constraints of predictions; empty without a tag scheme.
   *
   * @throws IllegalArgumentException if there is a scheme and the labels have no names or do not
   *     conform to it
   */
  Optional<Transitions> constraints(LabelSet labels) {
    return head instanceof HeadDefinition.Crf crf
        ? crf.scheme().map(scheme -> constraints(scheme, labels))
        : Optional.empty();
  }

  /** Returns the transition constraints of the training loss; empty without any. */
  Optional<Transitions> trainingConstraints(LabelSet labels) {
    return head instanceof HeadDefinition.Crf crf && crf.constrainsTraining()
        ? constraints(labels)
        : Optional.empty();
  }

  private Transitions constraints(TagScheme scheme, LabelSet labels) {
    return Transitions.of(
        scheme,
        labels
            .names()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "label column %s: expected label names, which the rules of %s refer to, got %d labels without names; use LabelSet.of(names)"
                            .formatted(name, scheme, labels.size()))));
  }
}
