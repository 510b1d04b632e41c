package org.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TensorType;

class HalfPrecisionVectorsTest {
  /** Values and their nearest numbers of 16 bits, from numpy's {@code float16}. */
  @Test
  void numbersAreRoundedToTheNearest() {
    float[] values = {0.1f, -0.3333f, 1.0009f, 2049, 65504, 1e-6f, 3e-8f, 2e-8f, -0f};
    float[] rounded = {
      0x1.998p-4f, -0x1.554p-2f, 0x1.004p0f, 2048, 65504, 0x1.1p-20f, 0x1p-24f, 0, -0f
    };
    WordVectors vectors = new WordVectors(List.of("a"), values.length, values);
    assertThat(vectors.halfPrecision().values()).containsExactly(rounded);
    assertThat(vectors.halfPrecision().index("A")).hasValue(0);
  }

  @Test
  void roundedVectorsAreExactAndRoundingThemAgainKeepsThem() {
    Random random = new Random(3);
    float[] values = new float[3000];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(12) - 9));
    }
    List<String> words = List.of("a", "b", "c");
    WordVectors rounded = new WordVectors(words, 1000, values).halfPrecision();
    assertThat(rounded.halfPrecision()).isEqualTo(rounded);
    assertThat(TensorType.F16.holds(rounded.table())).isTrue();
    float[] halves = rounded.values();
    for (int k = 0; k < values.length; k++) {
      assertThat(halves[k]).isCloseTo(values[k], within(Math.abs(values[k]) / 2048 + 3e-8f));
      FloatTensor one = FloatTensor.of(TensorShape.of(1), new float[] {values[k]});
      assertThat(TensorType.F16.holds(one)).isEqualTo(halves[k] == values[k]);
    }
  }

  @Test
  void numberBeyondTheRangeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new WordVectors(List.of("a", "b"), 2, new float[] {1, 2, 3, 70_000})
                    .halfPrecision())
        .withMessage(
            "word vectors: expected numbers of at most 65504 in 16 bits, got 70000.0 for the word 'b'; use 32 bits");
  }
}
