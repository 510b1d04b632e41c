package org.tributary.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the choice of a padding strategy under changes of the padding and the layer's sizes. */
class PaddingStrategyTest {
  private static final List<Integer> SIZES = List.of(2, 16, 64, 256, 1024);
  private static final int STEPS = 10_000;

  /** The two cost models. */
  enum CostModel {
    LOOPS {
      @Override
      PaddingStrategy choose(long computed, long needed, int inputSize, int hiddenSize) {
        return PaddingStrategy.of(computed, needed, inputSize, hiddenSize);
      }
    },
    BLOCKS {
      @Override
      PaddingStrategy choose(long computed, long needed, int inputSize, int hiddenSize) {
        return PaddingStrategy.forBlockKernel(computed, needed, inputSize, hiddenSize);
      }
    };

    abstract PaddingStrategy choose(long computed, long needed, int inputSize, int hiddenSize);
  }

  @ParameterizedTest
  @EnumSource
  void batchWithoutPaddingIsNeverPacked(CostModel model) {
    for (int size : SIZES) {
      assertThat(model.choose(STEPS, STEPS, size, size)).isEqualTo(PaddingStrategy.MASKED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void morePaddingNeverEndsPacking(CostModel model) {
    for (int size : SIZES) {
      assertSwitchesAtMostOnce(
          IntStream.rangeClosed(0, 100)
              .mapToObj(percent -> model.choose(STEPS, STEPS - STEPS / 100L * percent, size, size))
              .toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void largerLayersNeverEndPacking(CostModel model) {
    for (int percent = 5; percent < 100; percent += 5) {
      long needed = STEPS - STEPS / 100L * percent;
      for (int fixed : SIZES) {
        assertSwitchesAtMostOnce(
            SIZES.stream().map(size -> model.choose(STEPS, needed, size, fixed)).toList());
        assertSwitchesAtMostOnce(
            SIZES.stream().map(size -> model.choose(STEPS, needed, fixed, size)).toList());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void eitherSizeAloneCausesPackingIfLargeEnough(CostModel model) {
    assertThat(model.choose(100, 50, 2, 16)).isEqualTo(PaddingStrategy.MASKED);
    assertThat(model.choose(100, 50, 1_000_000, 16)).isEqualTo(PaddingStrategy.PACKED);
    assertThat(model.choose(100, 50, 2, 1_000_000)).isEqualTo(PaddingStrategy.PACKED);
  }

  /** A loop copies rows at every step, so costs and savings are proportional to the batch. */
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
  void mostlyPaddedBatchOfLargeLayerIsPacked(CostModel model) {
    assertThat(model.choose(STEPS, STEPS / 100, 512, 512)).isEqualTo(PaddingStrategy.PACKED);
  }

  @ParameterizedTest
  @EnumSource
  void slightlyPaddedBatchOfSmallLayerIsNotPacked(CostModel model) {
    assertThat(model.choose(STEPS, STEPS - 10, 4, 4)).isEqualTo(PaddingStrategy.MASKED);
  }

  @ParameterizedTest
  @EnumSource
  void largerBatchesNeverEndPacking(CostModel model) {
    for (int percent = 0; percent < 100; percent += 5) {
      int padding = percent;
      for (int size : SIZES) {
        assertSwitchesAtMostOnce(
            IntStream.rangeClosed(2, 10)
                .mapToObj(
                    power -> {
                      long computed = (long) Math.pow(10, power);
                      return model.choose(
                          computed, computed - computed / 100 * padding, size, size);
                    })
                .toList());
      }
    }
  }

  /** Asserts that the choices are MASKED any number of times, then PACKED to the end. */
  private static void assertSwitchesAtMostOnce(List<PaddingStrategy> choices) {
    assertThat(choices).isSorted();
  }
}
