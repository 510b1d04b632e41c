package org.tributary.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The state of a {@link TorchRandom}: an immutable value for checkpoints. Its bytes are those of
 * {@code torch.get_rng_state()}, so PyTorch can continue a generator of this library and vice
 * versa.
 */
public final class RandomState {

  /** Number of bytes of {@link #toBytes()}. */
  public static final int BYTES = 5056;

  private static final int SEED = 0;
  private static final int LEFT = 8;
  private static final int SEEDED = 12;
  private static final int NEXT = 16;
  private static final int WORDS = 24;
  private static final int KEPT = WORDS + 8 * MersenneTwister.SIZE + 8;
  private static final int HAS_KEPT = KEPT + 16;

  private final byte[] bytes;

  private RandomState(byte[] bytes) {
    this.bytes = bytes;
  }

  static RandomState of(long seed, MersenneTwister twister, OptionalDouble kept) {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(SEED, seed);
    buffer.putInt(LEFT, MersenneTwister.SIZE + 1 - twister.next());
    buffer.putInt(SEEDED, 1);
    buffer.putLong(NEXT, twister.next());
    int[] words = twister.words();
    for (int j = 0; j < words.length; j++) {
      buffer.putLong(WORDS + 8 * j, Integer.toUnsignedLong(words[j]));
    }
    buffer.putDouble(KEPT, kept.orElse(0));
    buffer.putInt(HAS_KEPT, kept.isPresent() ? 1 : 0);
    return new RandomState(buffer.array());
  }

  /**
   * Reads a state from bytes of {@link #toBytes()} or of PyTorch.
   *
   * @param bytes {@value #BYTES} bytes, copied
   * @return the state
   * @throws IllegalArgumentException if the bytes are not the state of a generator
   */
  public static RandomState fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "bytes: expected the "
              + BYTES
              + " bytes of a CPU generator's state, got "
              + bytes.length
              + "; are they cut short, or the state of another device's generator?");
    }
    RandomState state = new RandomState(bytes.clone());
    int left = state.buffer().getInt(LEFT);
    int seeded = state.buffer().getInt(SEEDED);
    long next = state.buffer().getLong(NEXT);
    boolean consistent =
        seeded == 1
            && left >= 1
            && left <= MersenneTwister.SIZE
            && (left == 1 || next == state.next());
    if (!consistent) {
      throw new IllegalArgumentException(
          "bytes: expected the state of a seeded generator, with 1 to "
              + MersenneTwister.SIZE
              + " words left and the next word's index in step with them, got seeded "
              + seeded
              + ", left "
              + left
              + ", next "
              + next
              + "; are they damaged, or written on a big-endian machine?");
    }
    return state;
  }

  /**
   * Returns the state in the layout of {@code torch.get_rng_state()} on a 64-bit little-endian
   * machine.
   *
   * @return {@value #BYTES} bytes, a copy
   */
  public byte[] toBytes() {
    return bytes.clone();
  }

  long seed() {
    return buffer().getLong(SEED);
  }

  MersenneTwister twister() {
    int[] words = new int[MersenneTwister.SIZE];
    for (int j = 0; j < words.length; j++) {
      words[j] = (int) buffer().getLong(WORDS + 8 * j);
    }
    return new MersenneTwister(words, next());
  }

  OptionalDouble kept() {
    return buffer().getInt(HAS_KEPT) == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(buffer().getDouble(KEPT));
  }

  /**
   * Returns the index of the next word. PyTorch leaves its own index at 0 until the first draw, so
   * this one comes from the number of words left.
   */
  private int next() {
    return MersenneTwister.SIZE + 1 - buffer().getInt(LEFT);
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RandomState state && Arrays.equals(bytes, state.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "RandomState[seed=" + seed() + ", next=" + next() + ", kept=" + kept() + "]";
  }
}
