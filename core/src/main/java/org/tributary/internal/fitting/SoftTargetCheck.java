package org.tributary.internal.fitting;

import java.util.List;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;

/** A check that the head of a tagger can learn from the soft targets of its training data. */
public final class SoftTargetCheck {
  private SoftTargetCheck() {}

  /**
   * Checks the head of the main column.
   *
   * @throws IllegalArgumentException if a sequence has soft targets and the head does not support
   *     them; the message names the head
   */
  public static void require(LabelColumn column, List<LabelledSequence> train) {
    if (!column.head().supportsSoftTargets()
        && train.stream().anyMatch(sequence -> sequence.softTargets().isPresent())) {
      throw new IllegalArgumentException(
          "soft targets: expected a head that learns from them, softmax or a CRF whose training is not constrained, got %s; choose another head, or leave the teachers out"
              .formatted(column.head()));
    }
  }
}
