package org.tributary.random;

import java.util.Arrays;

/**
 * PyTorch's CPU random generator. From the same seed, the same calls return the same numbers as
 * {@code torch.manual_seed} followed by {@code torch.Tensor.uniform_}, {@code torch.randn}, {@code
 * torch.Tensor.bernoulli_} or {@code torch.randperm}.
 *
 * <p>The source is MT19937; each float32 uniform uses one 32-bit word, each float64 uniform two. A
 * draw of 16 or more normal numbers applies Box–Muller to blocks of 16 uniform numbers, and redraws
 * the last 16 if the count is not a multiple of 16. A smaller draw generates pairs in double
 * precision and, if the count is odd, caches the unused half of the last pair, which the next small
 * draw of either precision uses first. Larger draws neither use nor clear it; {@link #manualSeed}
 * clears it.
 *
 * <p>Accuracy against PyTorch 2.6 on x86-64 with AVX2, over 5 to 50 million draws of each kind:
 * words, float32 uniforms and normals, float64 uniforms, Bernoulli draws and permutations were
 * equal to the last bit. One in 16 float64 normals differed, by at most 3 units in the last place
 * before the mean is added: they use {@link StrictMath} here and the C library in PyTorch. Without
 * AVX2, PyTorch's own float32 normals differ by up to 3e-6 and its uniforms by up to 6e-8; the
 * numbers here are the same on every processor.
 *
 * <p>Not thread-safe: use one generator per thread.
 */
public final class TorchRandom {
  /** Maximum permutation; PyTorch shuffles longer ones with 64-bit words. */
  private static final int MAX_PERMUTATION = 214_748_363;

  private MersenneTwister twister;
  private NormalPairs pairs;

  private TorchRandom(long seed) {
    manualSeed(seed);
  }

  /**
   * Returns a generator in the state of {@code torch.Generator().manual_seed(seed)}.
   *
   * @param seed any value; its lower 32 bits decide the numbers, as in PyTorch
   * @return the new generator
   */
  public static TorchRandom seeded(long seed) {
    return new TorchRandom(seed);
  }

  /**
   * Restarts from a seed and clears the cached normal number, as {@code torch.manual_seed} does.
   *
   * @param seed any value; its lower 32 bits decide the numbers, as in PyTorch
   */
  public void manualSeed(long seed) {
    twister = new MersenneTwister((int) seed);
    pairs = new NormalPairs();
  }

  /**
   * Draws the next word of the generator.
   *
   * @return 32 random bits, unsigned
   */
  public int nextInt32() {
    return twister.nextWord();
  }

  /**
   * Draws the next two words of the generator, the first in the upper half (PyTorch's {@code
   * random64}).
   *
   * @return 64 random bits, unsigned
   */
  public long nextInt64() {
    long upper = twister.nextWord();
    return upper << 32 | Integer.toUnsignedLong(twister.nextWord());
  }

  /**
   * Draws uniform numbers as {@code torch.empty(count).uniform_(from, to)}.
   *
   * @param count number of draws, at least 0
   * @param from lower bound, included; rounded to float
   * @param to upper bound, excluded except through rounding; rounded to float
   * @return {@code count} numbers
   * @throws IllegalArgumentException if {@code count} is negative, {@code from > to}, or the width
   *     is not finite
   */
  public float[] uniform(int count, double from, double to) {
    float low = (float) from;
    float width = (float) to - low;
    checkUniform(count, from, to, width);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.fma(nextFloat(), width, low);
    }
    return values;
  }

  /**
   * Draws uniform numbers as {@code torch.empty(count, dtype=torch.float64).uniform_(from, to)}.
   *
   * @param count number of draws, at least 0
   * @param from lower bound, included
   * @param to upper bound, excluded except through rounding
   * @return {@code count} numbers
   * @throws IllegalArgumentException if {@code count} is negative, {@code from > to}, or the width
   *     is not finite
   */
  public double[] uniformDoubles(int count, double from, double to) {
    double width = to - from;
    checkUniform(count, from, to, width);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.fma(nextDouble(), width, from);
    }
    return values;
  }

  /**
   * Draws standard normal numbers as {@code torch.randn(count)}.
   *
   * @param count number of draws, at least 0
   * @return {@code count} numbers
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public float[] normal(int count) {
    return normal(count, 0, 1);
  }

  /**
   * Draws normal numbers as {@code torch.empty(count).normal_(mean, std)}.
   *
   * @param count number of draws, at least 0
   * @param mean the mean; rounded to float for 16 numbers and more, as in PyTorch
   * @param std the standard deviation, at least 0; rounded likewise
   * @return {@code count} numbers
   * @throws IllegalArgumentException if {@code count} or {@code std} is negative, or {@code mean}
   *     or {@code std} is not finite as a float
   */
  public float[] normal(int count, double mean, double std) {
    checkNormal(count, (float) mean, (float) std);
    float[] values = new float[count];
    if (count < BoxMuller.BLOCK) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) pairs.next(this::nextDouble, mean, std);
      }
      return values;
    }
    fillUniform(values, 0);
    for (int i = 0; i <= count - BoxMuller.BLOCK; i += BoxMuller.BLOCK) {
      BoxMuller.transform(values, i, (float) mean, (float) std);
    }
    if (count % BoxMuller.BLOCK != 0) {
      int last = count - BoxMuller.BLOCK;
      fillUniform(values, last);
      BoxMuller.transform(values, last, (float) mean, (float) std);
    }
    return values;
  }

  /**
   * Draws standard normal numbers as {@code torch.randn(count, dtype=torch.float64)}.
   *
   * @param count number of draws, at least 0
   * @return {@code count} numbers
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public double[] normalDoubles(int count) {
    return normalDoubles(count, 0, 1);
  }

  /**
   * Draws normal numbers as {@code torch.empty(count, dtype=torch.float64).normal_(mean, std)}.
   *
   * @param count number of draws, at least 0
   * @param mean the mean
   * @param std the standard deviation, at least 0
   * @return {@code count} numbers
   * @throws IllegalArgumentException if {@code count} or {@code std} is negative, or {@code mean}
   *     or {@code std} is not finite
   */
  public double[] normalDoubles(int count, double mean, double std) {
    checkNormal(count, mean, std);
    double[] values = new double[count];
    if (count < BoxMuller.BLOCK) {
      for (int i = 0; i < count; i++) {
        values[i] = pairs.next(this::nextDouble, mean, std);
      }
      return values;
    }
    fillUniform(values, 0);
    for (int i = 0; i <= count - BoxMuller.BLOCK; i += BoxMuller.BLOCK) {
      BoxMuller.transform(values, i, mean, std);
    }
    if (count % BoxMuller.BLOCK != 0) {
      int last = count - BoxMuller.BLOCK;
      fillUniform(values, last);
      BoxMuller.transform(values, last, mean, std);
    }
    return values;
  }

  /**
   * Draws zeros and ones as {@code torch.empty(count).bernoulli_(probability)}; {@code
   * torch.nn.Dropout(p)} keeps an element where {@code bernoulli_(1 - p)} is one.
   *
   * <p>PyTorch built with MKL draws other numbers on Intel processors, from MKL's generator.
   *
   * @param count number of draws, at least 0
   * @param probability probability of a one, from 0 to 1
   * @return {@code count} numbers, each 0 or 1
   * @throws IllegalArgumentException if {@code count} is negative or {@code probability} is not
   *     from 0 to 1
   */
  public float[] bernoulli(int count, double probability) {
    checkBernoulli(count, probability);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = nextDouble() < probability ? 1 : 0;
    }
    return values;
  }

  /**
   * Draws the numbers from 0 to {@code count - 1} in random order, as {@code
   * torch.randperm(count)}.
   *
   * @param count size of the permutation, from 0 to 214 748 363
   * @return a permutation
   * @throws IllegalArgumentException if {@code count} is negative or too large
   */
  public int[] permutation(int count) {
    checkPermutation(count);
    int[] values = new int[count];
    Arrays.setAll(values, i -> i);
    for (int i = 0; i < count - 1; i++) {
      int other = i + Integer.remainderUnsigned(twister.nextWord(), count - i);
      int moved = values[i];
      values[i] = values[other];
      values[other] = moved;
    }
    return values;
  }

  private float nextFloat() {
    return (twister.nextWord() & 0xffffff) * 0x1p-24f;
  }

  private double nextDouble() {
    return (nextInt64() & ((1L << 53) - 1)) * 0x1p-53;
  }

  private void fillUniform(float[] values, int start) {
    for (int i = start; i < values.length; i++) {
      values[i] = nextFloat();
    }
  }

  private void fillUniform(double[] values, int start) {
    for (int i = start; i < values.length; i++) {
      values[i] = nextDouble();
    }
  }

  private static void checkUniform(int count, double from, double to, double width) {
    checkCount(count);
    if (!(width >= 0 && width <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "from, to: expected bounds in ascending order a finite distance apart, got from "
              + from
              + " to "
              + to
              + "; are they in the wrong order, or out of the type's range?");
    }
  }

  private static void checkNormal(int count, double mean, double std) {
    checkCount(count);
    if (!(std >= 0 && Double.isFinite(std) && Double.isFinite(mean))) {
      throw new IllegalArgumentException(
          "mean, std: expected a finite mean and a finite standard deviation of at least 0, got"
              + " mean "
              + mean
              + " and std "
              + std
              + "; are they in the wrong order, or is std a logarithm?");
    }
  }

  private static void checkCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "count: expected at least 0, got " + count + "; did a product of dimensions overflow?");
    }
  }

  private static void checkBernoulli(int count, double probability) {
    checkCount(count);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "probability: expected a number from 0 to 1, got "
              + probability
              + "; is it a percentage, or the outcome of a division by zero?");
    }
  }

  private static void checkPermutation(int count) {
    checkCount(count);
    if (count > MAX_PERMUTATION) {
      throw new IllegalArgumentException(
          "count: expected a permutation of at most "
              + MAX_PERMUTATION
              + " elements, got "
              + count
              + "; shuffle the data in parts");
    }
  }
}
