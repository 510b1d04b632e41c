package org.tributary.param;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;

class FloatTensorTest {
  private final float[] source = {1, 2, 3, 4, 5, 6};
  private final FloatTensor tensor = FloatTensor.of(TensorShape.of(2, 3), source);

  @Test
  void tensorIsImmutable() {
    source[0] = 99;
    tensor.values()[1] = 99;
    try (TFloat32 copy = NativeTensors.of(tensor)) {
      copy.setFloat(99, 1, 1);
      assertThat(NativeTensors.copyOf(copy).get(1, 1)).isEqualTo(99);
    }
    assertThat(tensor.values()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void elementsAreRowMajor() {
    assertThat(tensor.get(1, 0)).isEqualTo(4);
    assertThat(tensor.reshape(3, 2).get(2, 1)).isEqualTo(6);
    assertThat(tensor).hasToString("FloatTensor[2, 3] {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}");
  }

  @Test
  void textEndsAfterAFewValues() {
    assertThat(FloatTensor.zeros(9))
        .hasToString("FloatTensor[9] {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, …}");
    assertThat(FloatTensor.zeros(0)).hasToString("FloatTensor[0] {}");
  }

  @Test
  void atSlicesFirstDimensionAndArgMaxFindsLargest() {
    assertThat(tensor.at(1)).isEqualTo(FloatTensor.of(TensorShape.of(3), new float[] {4, 5, 6}));
    assertThat(tensor.at(0).at(2).get()).isEqualTo(3);
    for (int index : new int[] {-1, 2}) {
      assertThatThrownBy(() -> tensor.at(index))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage(
              "tensor: expected an index within the first dimension of shape [2, 3], got " + index);
    }
    assertThatThrownBy(() -> tensor.at(0).at(0).at(0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(FloatTensor.of(TensorShape.of(2, 2), new float[] {1, 7, -9, 7}).argMax())
        .isEqualTo(1);
    float nan = Float.NaN;
    assertThat(FloatTensor.of(TensorShape.of(3), new float[] {1, nan, 3}).argMax()).isEqualTo(1);
    assertThat(FloatTensor.of(TensorShape.of(4), new float[] {nan, 5, nan, 6}).argMax()).isZero();
    assertThat(FloatTensor.of(TensorShape.of(2), new float[] {-0f, 0}).argMax()).isZero();
    float infinity = Float.POSITIVE_INFINITY;
    assertThat(FloatTensor.of(TensorShape.of(3), new float[] {1, infinity, nan}).argMax())
        .isEqualTo(2);
    assertThatThrownBy(() -> FloatTensor.zeros(0, 2).argMax())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tensor: expected at least one value to take the largest of, got shape [0, 2]");
  }

  @Test
  void valuesAreCopiedAndWrittenInPlace() {
    float[] to = new float[4];
    tensor.copy(2, to, 1, 3);
    assertThat(to).containsExactly(0, 3, 4, 5);
    assertThatThrownBy(() -> tensor.copy(4, to, 0, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(FloatTensor.written(TensorShape.of(2, 3), values -> tensor.copy(0, values, 0, 6)))
        .isEqualTo(tensor);
    assertThatThrownBy(() -> TensorShape.of(-1, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected known dimensions");
  }

  /** Numbers of 16 bits (IEEE 754 binary16): 1 is 0x3c00, the smallest one 2⁻²⁴. */
  @Test
  void halvesHaveTheValuesOfSingles() {
    short[] bits = {0x3c00, 0x4000, 0x4200, (short) 0xc400, 0x0001, 0x7bff};
    float[] numbers = {1, 2, 3, -4, 0x1p-24f, 65_504};
    FloatTensor halves =
        FloatTensor.writtenHalves(
            TensorShape.of(2, 3), to -> System.arraycopy(bits, 0, to, 0, bits.length));
    FloatTensor singles = FloatTensor.of(TensorShape.of(2, 3), numbers);
    assertThat(halves.isHalf()).as("2 bytes each").isTrue();
    assertThat(halves.values()).containsExactly(numbers);
    assertThat(halves).isEqualTo(singles).hasSameHashCodeAs(singles);
    assertThat(singles).isEqualTo(halves);
    assertThat(halves).hasToString(singles.toString());
    assertThat(halves.get(1, 0)).isEqualTo(-4);
    assertThat(halves.at(1)).isEqualTo(singles.at(1));
    assertThat(halves.slice(1, 1, 3)).isEqualTo(singles.slice(1, 1, 3));
    assertThat(halves.reshape(3, 2).get(2, 1)).isEqualTo(65_504);
    assertThat(halves.argMax()).isEqualTo(5);
    float[] to = new float[4];
    halves.copy(2, to, 1, 3);
    assertThat(to).containsExactly(0, 3, -4, 0x1p-24f);
    assertThatThrownBy(() -> halves.copy(4, to, 0, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    try (TFloat32 copy = NativeTensors.of(halves)) {
      assertThat(NativeTensors.copyOf(copy)).isEqualTo(singles);
    }
    assertThat(halves).isNotEqualTo(FloatTensor.of(TensorShape.of(2, 3), new float[6]));
    assertThat(halves.firstNonFinite()).isEmpty();
    FloatTensor infinite =
        FloatTensor.writtenHalves(TensorShape.of(1), values -> values[0] = 0x7c00);
    assertThat(infinite.firstNonFinite()).hasValue(Double.POSITIVE_INFINITY);
  }

  /** More values than are copied at a time. */
  @Test
  void manyHalvesAreRoundedCopiedAndCompared() {
    int size = 100_003;
    FloatTensor singles =
        FloatTensor.written(
            TensorShape.of(size),
            values -> {
              for (int k = 0; k < size; k++) {
                values[k] = (k - size / 2) / 64f; // up to 16 bits, so most are rounded
              }
            });
    FloatTensor halves = TensorType.F16.rounded(singles);
    assertThat(TensorType.F16.holds(halves)).isTrue();
    assertThat(halves.isHalf()).isTrue();
    assertThat(halves.reshape(1, size).isHalf()).isTrue();
    assertThat(TensorType.F16.rounded(halves)).isEqualTo(halves).hasSameHashCodeAs(halves);
    for (int k = 0; k < size; k++) {
      assertThat(halves.get(k)).isCloseTo(singles.get(k), within(Math.abs(singles.get(k)) / 2048));
    }
    assertThat(halves).isNotEqualTo(singles);
    assertThat(FloatTensor.of(halves.shape(), halves.values())).isEqualTo(halves);
    try (TFloat32 copy = NativeTensors.of(halves)) {
      assertThat(NativeTensors.copyOf(copy)).isEqualTo(halves);
    }
  }

  @Test
  void sliceNarrowsOneDimension() {
    float[] values = new float[24];
    for (int k = 0; k < values.length; k++) {
      values[k] = k;
    }
    FloatTensor cube = FloatTensor.of(TensorShape.of(2, 3, 4), values);
    for (int dimension = 0; dimension < 3; dimension++) {
      FloatTensor part = cube.slice(dimension, 1, 2);
      assertThat(part.shape().get(dimension)).isEqualTo(1);
      int[] index = {1, 2, 3};
      index[dimension] = 1;
      float expected = cube.get(index);
      index[dimension] = 0;
      assertThat(part.get(index)).isEqualTo(expected);
    }
    assertThat(cube.slice(1, 1, 3).values())
        .containsExactly(4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23);
    assertThat(cube.slice(2, 4, 4).shape()).isEqualTo(TensorShape.of(2, 3, 0));
    assertThat(cube.slice(0, 0, 2)).isEqualTo(cube);
    assertThatThrownBy(() -> cube.slice(3, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("tensor: expected a dimension of shape [2, 3, 4], counted from 0, got 3");
    assertThatThrownBy(() -> cube.slice(1, 2, 4))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("tensor: expected a range within the 3 elements of dimension 1, got 2 to 4");
  }

  @Test
  void equalityComparesShapeAndValues() {
    assertThat(tensor)
        .isEqualTo(FloatTensor.of(TensorShape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
    assertThat(tensor).isNotEqualTo(tensor.reshape(3, 2));
    assertThat(tensor).isNotEqualTo(FloatTensor.zeros(2, 3));
    assertThat(tensor)
        .hasSameHashCodeAs(FloatTensor.of(TensorShape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
  }

  @Test
  void invalidShapesAndIndicesAreRejected() {
    assertThatThrownBy(() -> FloatTensor.of(TensorShape.of(2, 2), source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor: expected 4 values for shape [2, 2], got 6");
    assertThatThrownBy(() -> FloatTensor.of(TensorShape.of(-1, 2), source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape: expected known dimensions of 0 or more, got [-1, 2]");
    assertThatThrownBy(() -> FloatTensor.zeros(-1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape: expected known dimensions of 0 or more, got [-1, 2]");
    long[] ones = new long[255];
    Arrays.fill(ones, 1);
    assertThatThrownBy(() -> FloatTensor.of(TensorShape.of(ones), new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor: expected at most 254 dimensions, TensorFlow's limit, got 255");
    try (TFloat32 largest = NativeTensors.of(FloatTensor.zeros(Arrays.copyOf(ones, 254)))) {
      assertThat(largest.rank()).isEqualTo(254);
    }
    for (long size : new long[] {1L << 16, 1L << 32}) { // the latter's square overflows to 0
      assertThatThrownBy(() -> FloatTensor.zeros(size, size))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "tensor: expected at most 2147483639 values, as many as a Java array holds, got shape [%d, %d]; choose smaller sizes",
              size, size);
    }
    assertThatThrownBy(() -> tensor.get(1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("tensor: expected 2 indices for shape [2, 3], got [1]");
    assertThatThrownBy(() -> tensor.get(1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("tensor: expected indices within shape [2, 3], got [1, 3]");
  }
}
