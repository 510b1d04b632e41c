package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.testing.Eval;

/** Tests the distribution of dropout masks: probability, scale and independence. */
class DropoutTest {
  /** An odd number of elements, because elements are drawn in pairs. */
  private static final int[] SHAPE = {37, 51, 23};

  private static final int COUNT = 37 * 51 * 23;

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.25, 0.4, 0.5, 0.9, 0.999})
  void eachElementIsDroppedWithItsProbability(double probability) {
    float[] mask = masks(probability, 1, 1).get(0);
    assertThat(mask).hasSize(COUNT);
    int dropped = 0;
    float scale = 0;
    for (float value : mask) {
      dropped += value == 0 ? 1 : 0;
      scale = Math.max(scale, value);
    }
    for (float value : mask) {
      assertThat(value).isIn(0f, scale);
    }
    double rounding = Math.pow(2, -17);
    assertThat(1 - 1.0 / scale).isCloseTo(probability, within(rounding + 1e-6));
    assertThat(dropped / (double) COUNT)
        .isCloseTo(probability, within(5 * Math.sqrt(probability * (1 - probability) / COUNT)));
  }

  /** Beyond 16 bits no element is dropped, or all but one of 65,536; the scale stays finite. */
  @Test
  void extremeProbabilitiesKeepFiniteScale() {
    assertThat(masks(1e-9, 1, 1).get(0)).containsOnly(1f);
    for (float value : masks(1 - 1e-9, 1, 1).get(0)) {
      assertThat(value).isIn(0f, 65536f);
    }
  }

  @Test
  void elementsAndMasksAreIndependent() {
    List<float[]> masks = masks(0.4, 1, 2);
    float[] first = masks.get(0);
    assertIndependent(first, k -> k + 1, first);
    assertIndependent(first, k -> k + 2, first);
    assertIndependent(first, k -> k + 23, first);
    assertIndependent(first, k -> k, masks.get(1));
    assertIndependent(first, k -> k, masks(0.4, 2, 1).get(0));
  }

  @Test
  void equalSeedsYieldEqualMasks() {
    assertThat(masks(0.4, 7, 2)).usingRecursiveComparison().isEqualTo(masks(0.4, 7, 2));
  }

  /** Checks that the joint frequency is the product, within five standard deviations. */
  private static void assertIndependent(float[] first, IntUnaryOperator other, float[] second) {
    int both = 0;
    int count = 0;
    for (int k = 0; k < first.length && other.applyAsInt(k) < second.length; k++, count++) {
      both += first[k] == 0 && second[other.applyAsInt(k)] == 0 ? 1 : 0;
    }
    assertThat(both / (double) count).isCloseTo(0.16, within(5 * Math.sqrt(0.16 * 0.84 / count)));
  }

  /** Returns the first masks of a seed. */
  private static List<float[]> masks(double probability, long seed, int count) {
    try (Eval eval = new Eval()) {
      Operand<TFloat32> x = eval.tf().fill(eval.tf().array(SHAPE), eval.tf().constant(1f));
      Dropout dropout = Dropout.seeded(eval.tf(), eval.tf().constant(seed));
      List<Operand<TFloat32>> drawn =
          IntStream.range(0, count)
              .<Operand<TFloat32>>mapToObj(k -> dropout.mask(x, probability).orElseThrow())
              .toList();
      return eval.values(drawn);
    }
  }
}
