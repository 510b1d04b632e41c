package org.tributary.tribuo.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochSummaryTest {
  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void devScoreOutOfRangeIsRefused(double devScore) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EpochSummary(1, 0.5, OptionalDouble.of(devScore)))
        .withMessage("epoch summary: expected a development score from 0 to 1, got " + devScore);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NaN})
  void nonFiniteLossIsRefused(double loss) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EpochSummary(2, loss, OptionalDouble.empty()))
        .withMessage(
            "epoch summary: expected an epoch of at least 1 and a finite loss, got 2 and " + loss);
  }

  private static Optional<Integer> best(double... devScores) {
    List<EpochSummary> history = new ArrayList<>();
    for (double score : devScores) {
      history.add(new EpochSummary(history.size() + 1, 1, OptionalDouble.of(score)));
    }
    return EpochSummary.best(history).map(EpochSummary::epoch);
  }

  @Test
  void bestEpochIsTheFirstOfTheHighestScoreOrTheLastOfZeros() {
    assertThat(best(0.5, 0.9, 0.9, 0.7)).hasValue(2);
    assertThat(best(0, 0, 0)).hasValue(3);
    assertThat(best(0, 0.2, 0)).hasValue(2);
    assertThat(best()).isEmpty();
    assertThat(EpochSummary.best(List.of(new EpochSummary(1, 1, OptionalDouble.empty()))))
        .isEmpty();
  }
}
