package org.tributary.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowLengthsTest {
  @ParameterizedTest
  @CsvSource({
    "100, 100, 300, 200, EVEN",
    "100, 89, 300, 200, EVEN", // 11 of 100, 5,500 of 6,000
    "100, 87, 300, 200, UNEVEN",
    "100, 60, 64, 64, EVEN", // small layers copy longer than they multiply
    "100, 40, 64, 64, UNEVEN",
    "9000000000, 8000000000, 300, 200, EVEN"
  })
  void whatIsComputedForNothingMayCostAsMuchAsCopying(
      long computed, long needed, int inputSize, int hiddenSize, RowLengths way) {
    assertThat(RowLengths.of(computed, needed, inputSize, hiddenSize)).isEqualTo(way);
  }
}
