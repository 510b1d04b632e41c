package org.tributary.tribuo.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A seeded source of damaged inputs: valid ones with one to four changes such as altered, inserted,
 * deleted, repeated or exchanged bytes. Not thread-safe.
 */
final class Mutator {
  private static final int MAX_CHANGES = 4;
  private static final int MAX_RUN = 40;
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    127,
    128,
    255,
    256,
    65_536,
    1 << 30,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final Random random;
  private final List<byte[]> valid;
  private final List<byte[]> dictionary;
  private int maxChanges = MAX_CHANGES;

  /**
   * Creates a source.
   *
   * @param valid inputs to change
   * @param dictionary texts to insert that mean something in the format
   */
  Mutator(long seed, List<byte[]> valid, List<String> dictionary) {
    this.random = new Random(seed);
    this.valid = valid;
    this.dictionary =
        dictionary.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Limits the changes of an input to one. Returns this mutator. */
  Mutator withOneChange() {
    maxChanges = 1;
    return this;
  }

  /** Returns the valid inputs. */
  List<byte[]> valid() {
    return valid;
  }

  /** Returns the next damaged input. */
  byte[] next() {
    byte[] input = anyValid();
    for (int left = 1 + random.nextInt(maxChanges); left > 0; left--) {
      input = changed(input);
    }
    return input;
  }

  private byte[] anyValid() {
    return valid.get(random.nextInt(valid.size()));
  }

  private byte[] changed(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int run = Math.min(input.length - at, random.nextInt(MAX_RUN));
    return switch (random.nextInt(9)) {
      case 0 -> replaced(input, at, Math.min(1, run), new byte[] {(byte) random.nextInt()});
      case 1 -> replaced(input, at, 0, randomBytes());
      case 2 -> replaced(input, at, run, new byte[0]);
      case 3 -> replaced(input, at, 0, Arrays.copyOfRange(input, at, at + run));
      case 4 -> Arrays.copyOf(input, at);
      case 5 -> number(input, at);
      case 6 -> {
        byte[] other = anyValid();
        int from = random.nextInt(other.length + 1);
        yield replaced(
            input,
            at,
            run,
            Arrays.copyOfRange(other, from, from + Math.min(MAX_RUN, other.length - from)));
      }
      default ->
          dictionary.isEmpty()
              ? replaced(input, at, Math.min(1, run), new byte[] {(byte) (1 << random.nextInt(8))})
              : replaced(
                  input,
                  at,
                  random.nextBoolean() ? 0 : run,
                  dictionary.get(random.nextInt(dictionary.size())));
    };
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[1 + random.nextInt(MAX_RUN)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Overwrites four or eight bytes by an extreme number. */
  private byte[] number(byte[] input, int at) {
    int size = random.nextBoolean() ? Integer.BYTES : Long.BYTES;
    ByteBuffer number =
        ByteBuffer.allocate(Long.BYTES)
            .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long value = EXTREMES[random.nextInt(EXTREMES.length)];
    if (size == Integer.BYTES) {
      number.putInt((int) value);
    } else {
      number.putLong(value);
    }
    return replaced(
        input, at, Math.min(size, input.length - at), Arrays.copyOf(number.array(), size));
  }

  private static byte[] replaced(byte[] input, int at, int count, byte[] by) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(input.length + by.length);
    bytes.write(input, 0, at);
    bytes.writeBytes(by);
    bytes.write(input, at + count, input.length - at - count);
    return bytes.toByteArray();
  }
}
