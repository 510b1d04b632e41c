package org.tributary.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowLengthsTest {
  @ParameterizedTest
  @CsvSource({
    "100, 100, 300, 200, EVEN",
    "100, 90, 300, 200, EVEN", // 10 of 100, 5,000 of 5,000
    "100, 89, 300, 200, UNEVEN",
    "100, 70, 64, 64, EVEN", // small layers copy longer than they multiply
    "100, 55, 64, 64, UNEVEN",
    "9000000000, 8200000000, 300, 200, EVEN"
  })
  void whatIsComputedForNothingMayCostAsMuchAsCopying(
      long computed, long needed, int inputSize, int hiddenSize, RowLengths way) {
    assertThat(RowLengths.of(computed, needed, inputSize, hiddenSize)).isEqualTo(way);
  }

  @ParameterizedTest
  @CsvSource({
    "400, 279, 64, 64, UNEVEN", // 121 steps of 32,768 multiply-adds
    "400, 340, 64, 64, EVEN", // 60 of them
    "400, 279, 32, 32, EVEN",
    "9000000000, 8200000000, 300, 200, UNEVEN"
  })
  void blocksLetRowsFallAwayWhereThatSavesEnough(
      long computed, long needed, int inputSize, int hiddenSize, RowLengths way) {
    assertThat(RowLengths.ofBlocks(computed, needed, inputSize, hiddenSize)).isEqualTo(way);
  }
}
