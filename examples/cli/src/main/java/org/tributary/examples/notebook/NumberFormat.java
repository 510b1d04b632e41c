package org.tributary.examples.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * The number format of one printed tensor under PyTorch's default print options. All numbers of a
 * tensor share a format, chosen from the largest and smallest finite, non-zero magnitudes.
 */
enum NumberFormat {
  /** Integers with a trailing point: {@code 3.} */
  WHOLE,
  /** Four decimals: {@code 0.4164} */
  FIXED,
  /** Four decimals and an exponent: {@code 4.1643e-01} */
  SCIENTIFIC;

  private static final int DECIMALS = 4;

  /** Returns the format for {@code values}. */
  static NumberFormat of(float[] values) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    boolean whole = true;
    for (float value : values) {
      if (isFiniteNonZero(value)) {
        largest = Math.max(largest, Math.abs((double) value));
        smallest = Math.min(smallest, Math.abs((double) value));
        whole &= value == Math.rint(value);
      }
    }
    boolean wideRange = largest / smallest > 1000 || largest > 1e8;
    if (wideRange || (!whole && smallest < 1e-4)) {
      return SCIENTIFIC;
    }
    return whole ? WHOLE : FIXED;
  }

  /**
   * Returns the column width that PyTorch reserves. Zeros, infinities and NaN do not count and may
   * exceed it.
   */
  int width(float[] values) {
    int width = 1;
    for (float value : values) {
      if (isFiniteNonZero(value)) {
        width = Math.max(width, format(value).length());
      }
    }
    return width;
  }

  /** Returns the text of one number, rounded half to even as in C and Python. */
  String format(float value) {
    if (Float.isNaN(value)) {
      return "nan";
    }
    String sign = Math.copySign(1, value) < 0 ? "-" : "";
    if (Float.isInfinite(value)) {
      return sign + "inf";
    }
    BigDecimal magnitude = new BigDecimal(value).abs();
    return sign
        + switch (this) {
          case WHOLE -> magnitude.toPlainString() + ".";
          case FIXED -> magnitude.setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
          case SCIENTIFIC ->
              String.format(
                  Locale.ROOT,
                  "%." + DECIMALS + "e",
                  magnitude.round(new MathContext(DECIMALS + 1, RoundingMode.HALF_EVEN)));
        };
  }

  private static boolean isFiniteNonZero(float value) {
    return Float.isFinite(value) && value != 0;
  }
}
