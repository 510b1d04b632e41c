package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.train.SeedStudy;

class SeedScoresTest {

  @Test
  void standardDeviationIsPrintedOnlyForSeveralSeeds() {
    assertThat(SeedScores.format(new SeedStudy(List.of(1L), List.of(0.094937))))
        .isEqualTo("9.49 %");
    assertThat(SeedScores.format(new SeedStudy(List.of(1L, 2L, 3L), List.of(0.95, 0.96, 0.97))))
        .isEqualTo("96.00 % ± 1.00 over 3 seeds (95.00 % to 97.00 %)");
  }
}
