package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;

/** Tests numbers of 16 bits against TensorFlow's conversions. */
class HalfPrecisionTest {
  private static final int COUNT = 1 << 16; // of numbers of 16 bits

  @Test
  void everyNumberHasTheFloatOfTensorFlow() {
    float[] ours = new float[COUNT];
    for (int k = 0; k < COUNT; k++) {
      ours[k] = HalfPrecision.decode((short) k);
    }
    assertThat(bits(ours)).isEqualTo(bits(floats()));
  }

  /** Of each number its neighbours among floats, and halfway to the next number with neighbours. */
  @Test
  void floatsRoundLikeThoseOfTensorFlow() {
    float[] numbers = floats();
    float[] floats = new float[6 * COUNT];
    for (int k = 0; k < COUNT; k++) {
      float halfway = (numbers[k] + numbers[(k + 1) % COUNT]) / 2;
      floats[6 * k] = numbers[k];
      floats[6 * k + 1] = Math.nextUp(numbers[k]);
      floats[6 * k + 2] = Math.nextDown(numbers[k]);
      floats[6 * k + 3] = halfway;
      floats[6 * k + 4] = Math.nextUp(halfway);
      floats[6 * k + 5] = Math.nextDown(halfway);
    }
    short[] expected = new short[floats.length];
    DataLayouts.FLOAT16
        .applyTo(DataBuffers.of(expected, false, false))
        .write(floats, 0, floats.length);
    ByteBuffer ours = ByteBuffer.allocate(HalfPrecision.BYTES * floats.length);
    HalfPrecision.encode(floats, floats.length, ours);
    short[] actual = new short[floats.length];
    ours.asShortBuffer().get(actual);
    assertThat(actual).isEqualTo(expected);
    for (int count : List.of(1, 7, 384)) {
      short[] together = new short[floats.length];
      int[] scratch = new int[count];
      for (int from = 0; from < floats.length; from += count) {
        int size = Math.min(count, floats.length - from);
        boolean finite = HalfPrecision.encode(floats, from, size, together, from, scratch);
        int end = from + size;
        assertThat(finite)
            .isEqualTo(
                IntStream.range(from, end)
                    .allMatch(k -> Float.isFinite(HalfPrecision.decode(expected[k]))));
      }
      assertThat(together).isEqualTo(expected);
    }
  }

  @Test
  void floatsBeyondTheLargestNumberAreInfinite() {
    assertThat(decoded(65_519.99f)).isEqualTo(HalfPrecision.MAX);
    assertThat(decoded(65_520)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(decoded(-65_520)).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  private static float decoded(float number) {
    return HalfPrecision.decode(HalfPrecision.encode(number));
  }

  private static float[] floats() {
    short[] halves = new short[COUNT];
    for (int k = 0; k < COUNT; k++) {
      halves[k] = (short) k;
    }
    float[] floats = new float[COUNT];
    DataLayouts.FLOAT16.applyTo(DataBuffers.of(halves, true, false)).read(floats, 0, COUNT);
    return floats;
  }

  private static int[] bits(float[] floats) {
    int[] bits = new int[floats.length];
    for (int k = 0; k < bits.length; k++) {
      bits[k] = Float.floatToRawIntBits(floats[k]);
    }
    return bits;
  }
}
