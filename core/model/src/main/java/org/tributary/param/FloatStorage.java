package org.tributary.param;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;
import org.tributary.internal.HalfPrecision;

/** The values of a tensor, row-major and immutable. */
interface FloatStorage {
  /** The number of values that are copied at a time. */
  int CHUNK = 1 << 14;

  /** Returns the number of values. */
  int size();

  /** Returns one value. */
  float get(int at);

  /**
   * Copies {@code count} values from {@code from} on to {@code to}, from its index {@code at} on.
   *
   * @throws IndexOutOfBoundsException if this or {@code to} has fewer values
   */
  void copy(int from, float[] to, int at, int count);

  /** A consumer of consecutive values, from the index {@code from} on. */
  @FunctionalInterface
  interface ChunkConsumer<E extends Exception> {
    /** Returns whether to go on. */
    boolean accept(int from, float[] part, int count) throws E;
  }

  /** Passes the values in chunks, which share one array, until the consumer ends it. */
  default <E extends Exception> void forEachChunk(ChunkConsumer<E> consumer) throws E {
    int size = size();
    float[] part = new float[Math.min(size, CHUNK)];
    int count;
    for (int from = 0; from < size; from += count) { // a sum of counts does not overflow
      count = Math.min(part.length, size - from);
      copy(from, part, 0, count);
      if (!consumer.accept(from, part, count)) {
        return;
      }
    }
  }

  /** Returns whether another storage has the same values, each equal as by {@link Float#equals}. */
  default boolean hasValuesOf(FloatStorage other) {
    boolean[] equal = {other.size() == size()};
    float[] others = new float[Math.min(size(), CHUNK)];
    if (equal[0]) {
      forEachChunk(
          (from, mine, count) -> {
            other.copy(from, others, 0, count);
            equal[0] = Arrays.equals(mine, 0, count, others, 0, count);
            return equal[0];
          });
    }
    return equal[0];
  }

  /** Returns the first value that is NaN or infinite; empty if every value is finite. */
  default OptionalDouble firstNonFinite() {
    OptionalDouble[] first = {OptionalDouble.empty()};
    forEachChunk(
        (from, part, count) -> {
          for (int k = 0; k < count; k++) {
            if (!Float.isFinite(part[k])) {
              first[0] = OptionalDouble.of(part[k]);
              return false;
            }
          }
          return true;
        });
    return first[0];
  }

  /** Returns the hash code of the values, as by {@link Arrays#hashCode(float[])}. */
  default int hash() {
    int[] hash = {1};
    forEachChunk(
        (from, part, count) -> {
          for (int k = 0; k < count; k++) {
            hash[0] = 31 * hash[0] + Float.hashCode(part[k]);
          }
          return true;
        });
    return hash[0];
  }

  /** Values in single precision, 4 bytes each. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Singles(float[] values) implements FloatStorage {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public float get(int at) {
      return values[at];
    }

    @Override
    public void copy(int from, float[] to, int at, int count) {
      System.arraycopy(values, from, to, at, count);
    }
  }

  /** Values in half precision (IEEE 754 binary16), 2 bytes each. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Halves(short[] bits) implements FloatStorage {
    @Override
    public int size() {
      return bits.length;
    }

    @Override
    public float get(int at) {
      return HalfPrecision.decode(bits[at]);
    }

    @Override
    public void copy(int from, float[] to, int at, int count) {
      Objects.checkFromIndexSize(from, count, size());
      Objects.checkFromIndexSize(at, count, to.length);
      for (int k = 0; k < count; k++) {
        to[at + k] = HalfPrecision.decode(bits[from + k]);
      }
    }
  }
}
