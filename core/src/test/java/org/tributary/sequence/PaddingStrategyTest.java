package org.tributary.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the choice between padding and packing moves with the padding and the layer's sizes. */
class PaddingStrategyTest {
  private static final List<Integer> SIZES = List.of(2, 16, 64, 256, 1024);
  private static final int STEPS = 10_000;

  /** The two rules. */
  enum Rule {
    LOOPS {
      @Override
      PaddingStrategy way(long computed, long needed, int inputSize, int hiddenSize) {
        return PaddingStrategy.of(computed, needed, inputSize, hiddenSize);
      }
    },
    BLOCKS {
      @Override
      PaddingStrategy way(long computed, long needed, int inputSize, int hiddenSize) {
        return PaddingStrategy.ofBlocks(computed, needed, inputSize, hiddenSize);
      }
    };

    abstract PaddingStrategy way(long computed, long needed, int inputSize, int hiddenSize);
  }

  @ParameterizedTest
  @EnumSource
  void batchWithoutPaddingIsNeverPacked(Rule rule) {
    for (int size : SIZES) {
      assertThat(rule.way(STEPS, STEPS, size, size)).isEqualTo(PaddingStrategy.MASKED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void morePaddingNeverEndsPacking(Rule rule) {
    for (int size : SIZES) {
      assertSwitchesAtMostOnce(
          IntStream.rangeClosed(0, 100)
              .mapToObj(percent -> rule.way(STEPS, STEPS - STEPS / 100L * percent, size, size))
              .toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void largerLayersNeverEndPacking(Rule rule) {
    for (int percent = 5; percent < 100; percent += 5) {
      long needed = STEPS - STEPS / 100L * percent;
      for (int fixed : SIZES) {
        assertSwitchesAtMostOnce(
            SIZES.stream().map(size -> rule.way(STEPS, needed, size, fixed)).toList());
        assertSwitchesAtMostOnce(
            SIZES.stream().map(size -> rule.way(STEPS, needed, fixed, size)).toList());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void eitherSizeDecidesWhenItIsLargeEnough(Rule rule) {
    assertThat(rule.way(100, 50, 2, 16)).isEqualTo(PaddingStrategy.MASKED);
    assertThat(rule.way(100, 50, 1_000_000, 16)).isEqualTo(PaddingStrategy.PACKED);
    assertThat(rule.way(100, 50, 2, 1_000_000)).isEqualTo(PaddingStrategy.PACKED);
  }

  /** A loop copies rows at every step, so that a larger batch gains and loses in proportion. */
  @Test
  void shareOfPaddingDecidesForLoops() {
    for (int percent = 0; percent < 100; percent++) {
      for (int size : SIZES) {
        assertThat(PaddingStrategy.of(9_000_000_000L, 90_000_000L * (100 - percent), size, size))
            .isEqualTo(PaddingStrategy.of(100, 100 - percent, size, size));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void mostlyPaddedBatchOfLargeLayerIsPacked(Rule rule) {
    assertThat(rule.way(STEPS, STEPS / 100, 512, 512)).isEqualTo(PaddingStrategy.PACKED);
  }

  @ParameterizedTest
  @EnumSource
  void slightlyPaddedBatchOfSmallLayerIsNotPacked(Rule rule) {
    assertThat(rule.way(STEPS, STEPS - 10, 4, 4)).isEqualTo(PaddingStrategy.MASKED);
  }

  @ParameterizedTest
  @EnumSource
  void largerBatchesNeverEndPacking(Rule rule) {
    for (int percent = 0; percent < 100; percent += 5) {
      int padding = percent;
      for (int size : SIZES) {
        assertSwitchesAtMostOnce(
            IntStream.rangeClosed(2, 10)
                .mapToObj(
                    power -> {
                      long computed = (long) Math.pow(10, power);
                      return rule.way(computed, computed - computed / 100 * padding, size, size);
                    })
                .toList());
      }
    }
  }

  /** EVEN any number of times, then UNEVEN to the end. */
  private static void assertSwitchesAtMostOnce(List<PaddingStrategy> ways) {
    assertThat(ways).isSorted();
  }
}
