package org.tributary.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Access to label distributions and its range checks. */
class LabelDistributionsTest {
  private static final LabelDistributions TWO_STEPS =
      new LabelDistributions(new float[] {0.5f, 0.3f, 0.2f, 0.1f, 0.7f, 0.2f}, 3);

  @Test
  void probabilitiesAreIndexedByStepAndLabel() {
    assertThat(TWO_STEPS.steps()).isEqualTo(2);
    assertThat(TWO_STEPS.labels()).isEqualTo(3);
    assertThat(TWO_STEPS.probability(0, 2)).isEqualTo(0.2f);
    assertThat(TWO_STEPS.probability(1, 0)).isEqualTo(0.1f);
    assertThat(TWO_STEPS.best(0)).isZero();
    assertThat(TWO_STEPS.best(1)).isEqualTo(1);
  }

  @Test
  void labelOutOfRangeIsRefused() {
    assertThatThrownBy(() -> TWO_STEPS.probability(0, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("label distributions: expected a label from 0 to 2, got 3");
    assertThatThrownBy(() -> TWO_STEPS.probability(1, -1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("label distributions: expected a label from 0 to 2, got -1");
  }

  @Test
  void stepOutOfRangeIsRefused() {
    assertThatThrownBy(() -> TWO_STEPS.probability(2, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("label distributions: expected a step from 0 to 1, got 2");
    assertThatThrownBy(() -> TWO_STEPS.best(-1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("label distributions: expected a step from 0 to 1, got -1");
  }

  @Test
  void incompleteStepIsRefused() {
    assertThatThrownBy(() -> LabelDistributions.of(new float[] {0.5f, 0.5f, 1}, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "label distributions: expected a probability of each of 2 labels at every step, got 3 numbers");
    assertThat(LabelDistributions.of(new float[] {0.1f, 0.9f}, 2).best(0)).isEqualTo(1);
  }

  @Test
  void decodedLabelsWithoutProbabilitiesAreRefused() {
    assertThatThrownBy(() -> DecodedSequence.of(new int[] {1}, TWO_STEPS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("decoded sequence: expected a label for each of 2 steps, got 1");
    assertThatThrownBy(() -> DecodedSequence.of(new int[] {1, 3}, TWO_STEPS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("decoded sequence: expected labels from 0 to 2, got 3");
    assertThat(DecodedSequence.of(new int[] {0, 1}, TWO_STEPS).probabilityOf(0, 0, 1))
        .isEqualTo((double) 0.5f * 0.7f);
  }

  @Test
  void valuesThatAreNoProbabilitiesAreRefused() {
    for (float wrong : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> LabelDistributions.of(new float[] {1, 0, 0, wrong}, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "label distributions: expected finite probabilities of 0 or more, got %s of label 1 at step 1",
              wrong);
    }
  }
}
