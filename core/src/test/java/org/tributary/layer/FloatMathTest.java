package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.tributary.testing.CaseSelection;

/**
 * Compares elementary functions with {@link StrictMath} in double precision, for a dense sample of
 * the floats by default.
 */
class FloatMathTest {
  private static final long FLOATS = 1L << 32;

  /** A prime, so that the sample has all exponents and many mantissas. */
  private static final int STRIDE = CaseSelection.count(1021, 1);

  private static final int CHUNK = 1 << 12;

  /** A function that replaces the first values of an array. */
  private interface ArrayFunction {
    void apply(float[] values, int count);
  }

  /** The error of a result. */
  private interface ErrorMeasure {
    double of(float actual, double exact);
  }

  @Test
  void tanhIsWithin6UnitsInTheLastPlace() {
    assertThat(largestError(FloatMath::tanh, StrictMath::tanh, FloatMathTest::units)).isLessThan(6);
  }

  @Test
  void logisticIsWithin2e7() {
    double largest =
        largestError(
            FloatMath::logistic,
            x -> 1 / (1 + StrictMath.exp(-x)),
            (actual, exact) -> Math.abs(actual - exact));
    assertThat(largest).isLessThan(2e-7);
  }

  @Test
  void expIsWithin1_02UnitsInTheLastPlace() {
    double largest =
        largestError(
            (values, count) -> {
              for (int k = 0; k < count; k++) {
                values[k] = FloatMath.exp(values[k]);
              }
            },
            StrictMath::exp,
            FloatMathTest::units);
    assertThat(largest).isLessThan(1.02);
  }

  @Test
  void expOfLimits() {
    assertThat(FloatMath.exp(0)).isEqualTo(1);
    assertThat(FloatMath.exp(-0f)).isEqualTo(1);
    assertThat(FloatMath.exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(FloatMath.exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatMath.exp(Math.nextUp(88.72283f))).isEqualTo((float) StrictMath.exp(88.72284));
    assertThat(FloatMath.exp(89)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatMath.exp(-103.9f)).isEqualTo(Float.MIN_VALUE);
    assertThat(FloatMath.exp(-104)).isZero();
    assertThat(FloatMath.exp(Float.NaN)).isNaN();
  }

  @Test
  void nanStaysNan() {
    float[] values = {1, Float.NaN, 2};
    FloatMath.tanh(values, 3);
    assertThat(values[1]).isNaN();
    FloatMath.logistic(values, 3);
    assertThat(values[1]).isNaN();
    assertThat(values[0]).isNotNaN();
  }

  @Test
  void tanhIsOddToTheBit() {
    for (long bits = 0; bits < FLOATS / 2; bits += 65_537) {
      float x = Float.intBitsToFloat((int) bits);
      if (!Float.isNaN(x)) {
        float[] both = {x, -x};
        FloatMath.tanh(both, 2);
        assertThat(both[1]).as("tanh(-%s)", x).isEqualTo(-both[0]);
      }
    }
  }

  @Test
  void onlyCountedValuesChange() {
    float[] values = {1, 2, 3};
    FloatMath.logistic(values, 2);
    assertThat(values[0]).isNotEqualTo(1f);
    assertThat(values[2]).isEqualTo(3f);
  }

  /** Returns the distance in units in the last place of the exact result as a float. */
  private static double units(float actual, double exact) {
    float nearest = (float) exact;
    if (Float.isInfinite(nearest) || Float.isInfinite(actual)) {
      return nearest == actual || isBetweenLargestAndInfinity(exact) ? 0 : Double.MAX_VALUE;
    }
    return Math.abs(actual - exact) / Math.ulp(nearest);
  }

  /** Returns whether the largest float and infinity both are less than a unit away. */
  private static boolean isBetweenLargestAndInfinity(double exact) {
    return exact > Float.MAX_VALUE && exact < 0x1p128;
  }

  private static double largestError(
      ArrayFunction function, DoubleUnaryOperator exact, ErrorMeasure measure) {
    float[] x = new float[CHUNK];
    float[] y = new float[CHUNK];
    double largest = 0;
    for (long bits = 0; bits < FLOATS; ) {
      int count = 0;
      for (; count < CHUNK && bits < FLOATS; bits += STRIDE) {
        float value = Float.intBitsToFloat((int) bits);
        if (!Float.isNaN(value)) {
          x[count++] = value;
        }
      }
      System.arraycopy(x, 0, y, 0, count);
      function.apply(y, count);
      for (int k = 0; k < count; k++) {
        double error = measure.of(y[k], exact.applyAsDouble(x[k]));
        if (!(error <= largest)) {
          largest = error;
        }
      }
    }
    return largest;
  }
}
