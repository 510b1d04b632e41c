package org.tributary.examples.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * How PyTorch writes the numbers of one tensor, with its default options: all in the same way,
 * which follows from the largest and the smallest that are neither zero nor infinite nor NaN.
 */
enum NumberText {
  /** Whole numbers, a point behind them: {@code 3.} */
  WHOLE,
  /** Four decimals: {@code 0.4164} */
  FIXED,
  /** Four decimals and an exponent: {@code 4.1643e-01} */
  SCIENTIFIC;

  private static final int DECIMALS = 4;

  /** The way for {@code values}. */
  static NumberText of(float[] values) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    boolean whole = true;
    for (float value : values) {
      if (counts(value)) {
        largest = Math.max(largest, Math.abs((double) value));
        smallest = Math.min(smallest, Math.abs((double) value));
        whole &= value == Math.rint(value);
      }
    }
    boolean far = largest / smallest > 1000 || largest > 1e8;
    if (far || (!whole && smallest < 1e-4)) {
      return SCIENTIFIC;
    }
    return whole ? WHOLE : FIXED;
  }

  /**
   * The columns that PyTorch reserves: what is neither finite nor other than zero may exceed it.
   */
  int width(float[] values) {
    int width = 1;
    for (float value : values) {
      if (counts(value)) {
        width = Math.max(width, write(value).length());
      }
    }
    return width;
  }

  /** One number, rounded half to even as C and Python round. */
  String write(float value) {
    if (Float.isNaN(value)) {
      return "nan";
    }
    String sign = Math.copySign(1, value) < 0 ? "-" : "";
    if (Float.isInfinite(value)) {
      return sign + "inf";
    }
    BigDecimal size = new BigDecimal(value).abs();
    return sign
        + switch (this) {
          case WHOLE -> size.toPlainString() + ".";
          case FIXED -> size.setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
          case SCIENTIFIC ->
              String.format(
                  Locale.ROOT,
                  "%." + DECIMALS + "e",
                  size.round(new MathContext(DECIMALS + 1, RoundingMode.HALF_EVEN)));
        };
  }

  private static boolean counts(float value) {
    return Float.isFinite(value) && value != 0;
  }
}
