package org.tributary.internal.packing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BatchInvarianceTest {
  @Test
  void positionsAreRoundedUpToFewSizes() {
    Set<Integer> sizes = new TreeSet<>();
    for (int positions = 1; positions <= 4096; positions++) {
      int rounded = BatchInvariance.roundedPositions(positions);
      assertThat(rounded)
          .isGreaterThanOrEqualTo(positions)
          .isLessThan(positions + Math.max(16, positions / 8 + 1));
      assertThat(rounded % 16).isZero();
      assertThat(BatchInvariance.roundedPositions(rounded)).isEqualTo(rounded);
      sizes.add(rounded);
    }
    // 16 to 256 in steps of 16, then eight in each of four octaves
    assertThat(sizes).hasSize(16 + 4 * 8);
  }
}
