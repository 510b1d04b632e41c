package org.tributary.examples.report;

import java.util.Locale;
import org.tributary.examples.analysis.Comparison;
import org.tributary.examples.analysis.Estimate;

/** The texts of a comparison of two models. */
final class ComparisonText {
  private ComparisonText() {}

  /** Returns what the difference of two models means, in a sentence or two. */
  static String explanation(ComparisonContents.Pair pair, String measure) {
    Comparison comparison = pair.comparison();
    double difference = comparison.difference().value();
    if (difference == 0) {
      return "%s and %s have the same %s."
          .formatted(pair.first().name(), pair.second().name(), measure);
    }
    String better = difference > 0 ? pair.first().name() : pair.second().name();
    String worse = difference > 0 ? pair.second().name() : pair.first().name();
    return "%s scores %s percentage points higher in %s than %s (p = %s%s): %s"
        .formatted(
            better,
            points(Math.abs(difference)),
            measure,
            worse,
            pValue(comparison.pValue()),
            pair.adjustedPValue() == comparison.pValue()
                ? ""
                : ", adjusted for the number of pairs " + pValue(pair.adjustedPValue()),
            pair.significant()
                ? "the difference is significant at the 5 % level."
                : "the difference is not significant at the 5 % level; these sentences do not show that one of them is better.");
  }

  /** Returns a difference of shares in points, such as {@code +0.52}. */
  static String difference(Estimate difference) {
    return String.format(Locale.ROOT, "%+.2f", 100 * difference.value());
  }

  /** Returns the interval of a difference in points, such as {@code +0.10 to +0.94}. */
  static String interval(Estimate difference) {
    return difference
        .interval()
        .map(
            interval ->
                String.format(
                    Locale.ROOT, "%+.2f to %+.2f", 100 * interval.low(), 100 * interval.high()))
        .orElse("");
  }

  static String pValue(double pValue) {
    return String.format(Locale.ROOT, "%.4f", pValue);
  }

  private static String points(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * share);
  }
}
