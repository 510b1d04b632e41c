package org.tributary.tagger.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelSet;

/** Soft targets of labelled sequences. */
class SoftTargetSequenceTest {
  private static final LabelledSequence SEQUENCE =
      new LabelledSequence(FeatureSequence.ofWords(3, 4), 1, LabelledSequence.NONE);

  private static LabelDistributions distributions(float... values) {
    return LabelDistributions.of(values, 2);
  }

  @Test
  void distributionsAreNormalizedAndStayWithFurtherColumns() {
    LabelledSequence soft =
        SEQUENCE.withSoftTargets(distributions(0.25f, 0.75f, 0.4005f, 0.6f), 0.3).withColumn(1, 1);
    LabelDistributions targets = soft.softTargets().orElseThrow();
    assertThat(targets.probability(0, 1)).isEqualTo(0.75f);
    assertThat(targets.probability(1, 0)).isEqualTo((float) (0.4005f / (0.4005f + (double) 0.6f)));
    assertThat(soft.softWeight()).isEqualTo(0.3f);
    assertThat(soft.columns()).isEqualTo(2);
    assertThat(soft.label(0)).isEqualTo(1);
    assertThat(SEQUENCE.softTargets()).isEmpty();
    assertThat(SEQUENCE.softWeight()).isZero();
  }

  @Test
  void wrongDistributionsAreRefused() {
    refused(
        0.5,
        "soft targets: expected 2 distributions, one per step, got 1; are they of another sequence?",
        0.5f,
        0.5f);
    refused(
        0.5,
        "soft targets: expected probabilities of all labels that sum to 1, got a sum of 0.9 at step 1; are they logits, or are labels missing?",
        0.5f,
        0.5f,
        0.4f,
        0.5f);
    refused(
        0.5,
        "label distributions: expected finite probabilities of 0 or more, got -0.5 of label 0 at step 1",
        0.5f,
        0.5f,
        -0.5f,
        1.5f);
    refused(
        0.5,
        "label distributions: expected finite probabilities of 0 or more, got NaN of label 1 at step 0",
        0.5f,
        Float.NaN,
        0.5f,
        0.5f);
    for (double weight : new double[] {0, 1.01, Double.NaN}) {
      refused(
          weight,
          "soft targets: expected a weight above 0 and at most 1, got " + weight,
          0.5f,
          0.5f,
          0.5f,
          0.5f);
    }
  }

  private static void refused(double weight, String message, float... values) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SEQUENCE.withSoftTargets(distributions(values), weight))
        .withMessage(message);
  }

  @Test
  void distributionsOverOtherLabelsAreRefusedByTraining() {
    LabelledSequence soft = SEQUENCE.withSoftTargets(distributions(1, 0, 0, 1), 1);
    soft.requireColumns(List.of(LabelSet.ofSize(2)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> soft.requireColumns(List.of(LabelSet.ofSize(3))))
        .withMessage("tagger training: expected soft targets over 3 labels, got 2");
  }
}
