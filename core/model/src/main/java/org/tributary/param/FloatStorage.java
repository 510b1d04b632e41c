package org.tributary.param;

import java.util.Objects;
import org.tributary.internal.HalfPrecision;

/** The values of a tensor, row-major and immutable. */
interface FloatStorage {
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
