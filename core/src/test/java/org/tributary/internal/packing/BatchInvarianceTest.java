package org.tributary.internal.packing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchInvarianceTest {
  @ParameterizedTest
  @ValueSource(ints = {16, 48})
  void positionsAreRoundedUpToFewSizes(int rows) {
    Set<Integer> sizes = new TreeSet<>();
    for (int positions = 1; positions <= 256 * rows; positions++) {
      int rounded = BatchInvariance.roundedPositions(positions, rows);
      assertThat(rounded)
          .isGreaterThanOrEqualTo(positions)
          .isLessThan(positions + Math.max(rows, positions / 8 + 1));
      assertThat(rounded % rows).isZero();
      assertThat(BatchInvariance.roundedPositions(rounded, rows)).isEqualTo(rounded);
      sizes.add(rounded);
    }
    // 16 in steps of rows, then eight in each of four octaves
    assertThat(sizes).hasSize(16 + 4 * 8);
  }
}
