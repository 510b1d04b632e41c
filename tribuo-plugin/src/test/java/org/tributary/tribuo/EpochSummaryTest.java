package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochSummaryTest {
  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void anAccuracyIsAShare(double accuracy) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EpochSummary(1, 0.5, OptionalDouble.of(accuracy)))
        .withMessage("epoch summary: expected a development score from 0 to 1, got " + accuracy);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NaN})
  void aLossIsFinite(double loss) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EpochSummary(2, loss, OptionalDouble.empty()))
        .withMessage(
            "epoch summary: expected an epoch of at least 1 and a finite loss, got 2 and " + loss);
  }
}
