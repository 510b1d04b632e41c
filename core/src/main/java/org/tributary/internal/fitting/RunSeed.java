package org.tributary.internal.fitting;

import java.util.SplittableRandom;

/**
 * The seeds of a training run's epochs and steps. Each is a well-mixed function of the run's seed
 * and a number: the first draws of {@link java.util.Random} nearly agree for adjacent seeds, and
 * the sum of a seed and a number is the same for many pairs.
 *
 * @param seed the run's seed
 */
public record RunSeed(long seed) {
  /** Returns the seed of an epoch's batches. */
  public long epoch(int number) {
    return mixed(streams().nextLong() + number);
  }

  /** Returns the seed of a step's dropout and UNK replacement. */
  public long step(long number) {
    SplittableRandom streams = streams();
    streams.nextLong(); // that of the epochs
    return mixed(streams.nextLong() + number);
  }

  private SplittableRandom streams() {
    return new SplittableRandom(seed);
  }

  private static long mixed(long value) {
    return new SplittableRandom(value).nextLong();
  }
}
