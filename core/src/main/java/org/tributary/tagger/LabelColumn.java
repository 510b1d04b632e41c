package org.tributary.tagger;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tributary.head.TagScheme;
import org.tributary.head.Transitions;

/**
 * One of the columns of labels that a tagger predicts from one encoder.
 *
 * @param name letters, digits and underscores, a letter first; it is part of parameters' names
 * @param lossWeight how much the column's loss counts in training, above 0
 * @param head how its labels are chosen
 */
public record LabelColumn(String name, double lossWeight, HeadDefinition head) {
  /** The name of the column that comes first and that development data are scored on. */
  public static final String MAIN = "tag";

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  /** Checks the name and the weight. */
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

  /** The linear layer's name among the parameters, as {@code hidden2tag}. */
  String linearName() {
    return "hidden2" + name;
  }

  /** The CRF's name among the parameters, as {@code crf.tag}. */
  String crfName() {
    return "crf." + name;
  }

  /**
   * What predictions of this column must keep to.
   *
   * @throws IllegalArgumentException if there is a scheme, and the labels have no names or are not
   *     of it
   */
  Optional<Transitions> rules(LabelSet labels) {
    return head instanceof HeadDefinition.Crf crf
        ? crf.scheme().map(scheme -> rules(scheme, labels))
        : Optional.empty();
  }

  /** What training of this column must keep to. */
  Optional<Transitions> trainingRules(LabelSet labels) {
    return head instanceof HeadDefinition.Crf crf && crf.constrainsTraining()
        ? rules(labels)
        : Optional.empty();
  }

  private Transitions rules(TagScheme scheme, LabelSet labels) {
    return Transitions.of(
        scheme,
        labels
            .names()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "label column %s: expected the labels' names, which the rules of %s are about, got only that they are %d; use LabelSet.of(names)"
                            .formatted(name, scheme, labels.size()))));
  }
}
