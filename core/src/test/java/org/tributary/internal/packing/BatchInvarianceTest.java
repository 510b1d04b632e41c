package org.tributary.internal.packing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** Six rows suffice up to 72 rows in all, and where 6 T is a multiple of 12. */
  @ParameterizedTest
  @CsvSource({
    "1, 12, false, 6", "1, 13, false, 12", "1, 14, false, 6", "1, 14, true, 12",
    "7, 3, false, 12", "13, 3, false, 18", "13, 5, false, 24", "25, 1, true, 36"
  })
  void batchHasTheRowsThatKeepBitsWithoutAvx512(int rows, int steps, boolean packed, int expected) {
    assertThat(BatchInvariance.batchRowsWithoutAvx512(rows, steps, packed)).isEqualTo(expected);
  }
}
