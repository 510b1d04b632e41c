package org.tributary.param;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TorchRandomTest {

  /** The weights of notebook cell 2: {@code torch.manual_seed(0); nn.LSTM(3, 2).weight_ih_l0}. */
  private static final float[] FIRST_WEIGHTS = {
    -0.0053f, 0.3793f, -0.5820f, -0.5204f, -0.2723f, 0.1896f, -0.0140f, 0.5607f, -0.0628f,
    0.1871f, -0.2137f, -0.1390f, -0.6755f, -0.4683f, -0.2915f, 0.0262f, 0.2795f, 0.4243f,
    -0.4794f, -0.3079f, 0.2568f, 0.5872f, -0.1455f, 0.5291f
  };

  @Test
  void firstDrawsMatchLstmWeights() {
    double bound = 1 / Math.sqrt(2);
    float[] weights = TorchRandom.seeded(0).uniform(24, -bound, bound);
    assertThat(weights).containsExactly(FIRST_WEIGHTS, within(5e-5f));
  }

  @Test
  void laterDrawsMatchInput() {
    TorchRandom random = TorchRandom.seeded(0);
    random.uniform(24 + 16 + 8 + 8, -1, 1);
    // cell 3: in1 = torch.randn(1, 1, 3)
    assertThat(random.normal(3))
        .containsExactly(new float[] {-0.0209f, -0.7185f, 0.5186f}, within(5e-5f));
  }

  /**
   * The published MT19937 check value: the 10 000th word after seed 5489 (ISO C++, std::mt19937).
   */
  @Test
  void wordsMatchMersenneTwisterReference() {
    TorchRandom random = TorchRandom.seeded(5489);
    for (int i = 2; i < 10_000; i += 2) {
      random.nextInt64();
    }
    assertThat(random.nextInt64() & 0xffffffffL).isEqualTo(4123659995L);
  }

  @Test
  void manualSeedRestartsAndClearsCachedNormal() {
    TorchRandom random = TorchRandom.seeded(4);
    float[] first = random.normal(3);
    random.manualSeed(4);
    assertThat(random.normal(3)).isEqualTo(first);
  }

  @Test
  void onlyLower32SeedBitsMatter() {
    assertThat(TorchRandom.seeded((7L << 32) + 9).nextInt64())
        .isEqualTo(TorchRandom.seeded(9).nextInt64())
        .isNotEqualTo(TorchRandom.seeded(10).nextInt64());
  }

  @Property(tries = 50)
  void uniformsAreIndependentOfBatching(
      @ForAll long seed,
      @ForAll @IntRange(max = 700) int first,
      @ForAll @IntRange(max = 700) int second) {
    TorchRandom parts = TorchRandom.seeded(seed);
    float[] whole = TorchRandom.seeded(seed).uniform(first + second, -1, 3);
    assertThat(parts.uniform(first, -1, 3)).isEqualTo(Arrays.copyOf(whole, first));
    assertThat(parts.uniform(second, -1, 3))
        .isEqualTo(Arrays.copyOfRange(whole, first, first + second));
  }

  @Test
  void negativeCountIsRejected() {
    TorchRandom random = TorchRandom.seeded(0);
    String message = "count: expected at least 0, got -3; did a product of dimensions overflow?";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random.uniform(-3, 0, 1))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random.uniformDoubles(-3, 0, 1))
        .withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> random.normal(-3)).withMessage(message);
  }

  @Test
  void descendingBoundsAreRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchRandom.seeded(0).uniform(2, 1, -0.5))
        .withMessage(
            "from, to: expected bounds in ascending order a finite distance apart, got from 1.0 to"
                + " -0.5; are they in the wrong order, or out of the type's range?");
  }

  @Test
  void boundsBeyondTypeRangeAreRejected() {
    TorchRandom random = TorchRandom.seeded(0);
    assertThat(random.uniformDoubles(1, 0, 1e39)).doesNotContain(Double.POSITIVE_INFINITY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random.uniform(1, 0, 1e39))
        .withMessageContaining("got from 0.0 to 1.0E39;");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random.uniformDoubles(1, Double.NaN, 1))
        .withMessageContaining("got from NaN to 1.0;");
  }

  @Test
  void negativeDeviationAndInfiniteMeanAreRejected() {
    TorchRandom random = TorchRandom.seeded(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random.normal(2, 0.5, -1))
        .withMessage(
            "mean, std: expected a finite mean and a finite standard deviation of at least 0, got"
                + " mean 0.5 and std -1.0; are they in the wrong order, or is std a logarithm?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random.normal(2, 1e39, 1))
        .withMessageContaining("got mean Infinity and std 1.0;");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random.normal(2, 0, Double.NaN))
        .withMessageContaining("got mean 0.0 and std NaN;");
  }
}
