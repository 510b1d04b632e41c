package org.tributary.param;

/**
 * The 32-bit Mersenne twister MT19937 of Matsumoto and Nishimura (1998), seeded with Knuth's linear
 * recurrence from the lower 32 bits of a seed, as PyTorch's CPU generator does.
 */
final class MersenneTwister {

  /** Number of words in the state vector. */
  static final int SIZE = 624;

  private static final int SHIFT = 397;
  private static final int TWIST = 0x9908b0df;
  private static final int UPPER_BIT = 0x80000000;
  private static final int LOWER_BITS = 0x7fffffff;

  private final int[] words = new int[SIZE];

  /** Index of the next word to return; {@code SIZE} when the vector is used up. */
  private int next;

  MersenneTwister(int seed) {
    words[0] = seed;
    for (int j = 1; j < SIZE; j++) {
      words[j] = 1812433253 * (words[j - 1] ^ (words[j - 1] >>> 30)) + j;
    }
    next = SIZE;
  }

  int nextWord() {
    if (next == SIZE) {
      refill();
    }
    int y = words[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void refill() {
    for (int j = 0; j < SIZE - SHIFT; j++) {
      words[j] = words[j + SHIFT] ^ twisted(words[j], words[j + 1]);
    }
    for (int j = SIZE - SHIFT; j < SIZE - 1; j++) {
      words[j] = words[j + SHIFT - SIZE] ^ twisted(words[j], words[j + 1]);
    }
    words[SIZE - 1] = words[SHIFT - 1] ^ twisted(words[SIZE - 1], words[0]);
    next = 0;
  }

  private static int twisted(int upper, int lower) {
    int mixed = (upper & UPPER_BIT) | (lower & LOWER_BITS);
    return (mixed >>> 1) ^ (-(lower & 1) & TWIST);
  }
}
