package org.tributary.internal.param;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** All numbers of 16 bits, by their definition: sign, exponent and fraction. */
class HalfPrecisionTest {
  private static double value(int bits) {
    int exponent = (bits >> 10) & 31;
    int fraction = bits & 1023;
    double size =
        exponent == 0
            ? Math.scalb(fraction, -24)
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : Math.scalb(1024 + fraction, exponent - 25);
    return (bits & 0x8000) == 0 ? size : -size;
  }

  @Test
  void everyNumberIsDecodedAndEncodedAgain() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float decoded = HalfPrecision.decode((short) bits);
      assertThat(Double.compare(decoded, value(bits))).as("bits %x", bits).isZero();
      if (!Float.isNaN(decoded)) {
        assertThat(HalfPrecision.encode(decoded)).as("bits %x", bits).isEqualTo((short) bits);
      } else {
        assertThat(HalfPrecision.decode(HalfPrecision.encode(decoded))).isNaN();
      }
    }
  }

  /** Between two neighbours the nearer is chosen, and in the middle the even one. */
  @Test
  void numbersAreRoundedToTheNearestEven() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      double next = bits == 0x7bff ? 65_536 : value(bits + 1);
      float middle = (float) ((value(bits) + next) / 2); // exact
      short even = (short) (bits + (bits & 1));
      for (int sign : new int[] {0, 0x8000}) {
        float signed = sign == 0 ? middle : -middle;
        assertThat(HalfPrecision.encode(signed)).isEqualTo((short) (even | sign));
        assertThat(HalfPrecision.encode(Math.nextDown(Math.abs(signed)))).isEqualTo((short) bits);
        assertThat(HalfPrecision.encode(Math.nextUp(Math.abs(signed))))
            .isEqualTo((short) (bits + 1));
      }
    }
  }
}
