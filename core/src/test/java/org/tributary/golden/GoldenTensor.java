package org.tributary.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A named, immutable float32 tensor, row-major. */
public final class GoldenTensor {

  private final String name;
  private final int[] shape;
  private final float[] values;
  private final double rounding;

  GoldenTensor(String name, int[] shape, float[] values) {
    this(name, shape, values, 0);
  }

  GoldenTensor(String name, int[] shape, float[] values, double rounding) {
    this.name = name;
    this.shape = shape;
    this.values = values;
    this.rounding = rounding;
  }

  /** Returns the number of elements of a shape. */
  static int size(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** Returns the name in {@code docs/golden/recurrent.py}. */
  public String name() {
    return name;
  }

  /** Returns a copy of the dimensions. */
  public int[] shape() {
    return shape.clone();
  }

  /** Returns a copy of the values. */
  public float[] values() {
    return values.clone();
  }

  /** Returns the maximum error of PyTorch's own float32 result; 0 if unknown. */
  public double rounding() {
    return rounding;
  }

  /** Returns the tensor with its first two axes swapped: [A, B, C] as [B, A, C]. */
  public GoldenTensor swapped() {
    int first = shape[0];
    int second = shape[1];
    int width = shape[2];
    float[] moved = new float[values.length];
    for (int a = 0; a < first; a++) {
      for (int b = 0; b < second; b++) {
        System.arraycopy(values, (a * second + b) * width, moved, (b * first + a) * width, width);
      }
    }
    return new GoldenTensor(name, new int[] {second, first, width}, moved, rounding);
  }

  byte[] littleEndian() {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
