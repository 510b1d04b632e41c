package org.tributary.examples.report;

import java.util.Locale;
import org.tributary.evaluation.Estimate;
import org.tributary.examples.io.NumberFormats;

/** The texts of scores and of differences of scores, with their confidence intervals. */
public final class Estimates {
  private Estimates() {}

  /**
   * Returns the confidence interval of a share.
   *
   * @param estimate a score in [0, 1]
   * @return text such as {@code 81.20–85.31 %}; empty without an interval
   */
  public static String interval(Estimate estimate) {
    return interval("", estimate, "");
  }

  /** Returns the confidence interval of a share between two texts; empty without an interval. */
  public static String interval(String before, Estimate estimate, String after) {
    return estimate
        .interval()
        .map(i -> before + points("%.2f–%.2f %%", i.low(), i.high()) + after)
        .orElse("");
  }

  /** Returns a difference of shares in points, such as {@code +0.52}. */
  static String difference(Estimate difference) {
    return points("%+.2f", difference.value());
  }

  /** Returns the interval of a difference in points, such as {@code +0.10 to +0.94}. */
  static String differenceInterval(Estimate difference) {
    return difference
        .interval()
        .map(interval -> points("%+.2f to %+.2f", interval.low(), interval.high()))
        .orElse("");
  }

  /** Returns shares in percentage points. */
  static String points(String format, Double... shares) {
    Object[] points = new Object[shares.length];
    for (int k = 0; k < shares.length; k++) {
      points[k] = 100 * shares[k];
    }
    return String.format(Locale.ROOT, format, points);
  }

  static String pValue(double pValue) {
    return NumberFormats.fourDecimals(pValue);
  }
}
