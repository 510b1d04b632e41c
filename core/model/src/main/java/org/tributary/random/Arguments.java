package org.tributary.random;

/** Argument checks of {@link TorchRandom}. */
final class Arguments {

  /** Maximum permutation; PyTorch shuffles longer ones with 64-bit words. */
  private static final int MAX_PERMUTATION = 214_748_363;

  private Arguments() {}

  static void checkUniform(int count, double from, double to, double width) {
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

  static void checkNormal(int count, double mean, double std) {
    checkCount(count);
    if (!(std >= 0 && Double.isFinite(std) && Double.isFinite(mean))) {
      throw new IllegalArgumentException(
          "mean, std: expected a finite mean and a finite standard deviation of at least 0, got mean "
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

  static void checkBernoulli(int count, double probability) {
    checkCount(count);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "probability: expected a number from 0 to 1, got "
              + probability
              + "; is it a percentage, or the outcome of a division by zero?");
    }
  }

  static void checkPermutation(int count) {
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
