package org.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void accuracyWithoutTokensIsEmpty() {
    assertThat(new Tally(0, 0).accuracy()).isEmpty();
    assertThat(new Tally(3, 4).accuracy()).hasValue(0.75);
  }

  @Test
  void moreCorrectThanTotalIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tally(5, 4))
        .withMessage("tally: expected 0 <= correct <= total, got correct 5 of 4");
    assertThatIllegalArgumentException().isThrownBy(() -> new Tally(-1, 4));
  }

  @Test
  void ratiosWithDenominatorZeroAreZero() {
    assertThat(new LabelScore("X", 0, 0, 3))
        .extracting(LabelScore::precision, LabelScore::recall, LabelScore::f1)
        .containsExactly(0.0, 0.0, 0.0);
    assertThat(new LabelScore("X", 0, 3, 0).precision()).isZero();
  }
}
