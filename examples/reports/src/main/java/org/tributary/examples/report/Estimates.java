package org.tributary.examples.report;

import org.tributary.examples.analysis.Estimate;
import org.tributary.examples.page.Page.Card;
import org.tributary.examples.text.NumberFormats;

/** The texts of scores with confidence intervals. */
public final class Estimates {
  private Estimates() {}

  static Card card(String name, Estimate estimate) {
    String interval = interval(estimate);
    return new Card(
        name,
        NumberFormats.percent(estimate.value()),
        interval.isEmpty() ? "" : "95 % interval " + interval);
  }

  /**
   * Returns the confidence interval of a share.
   *
   * @param estimate a score in [0, 1]
   * @return text such as {@code 81.20–85.31 %}; empty without an interval
   */
  public static String interval(Estimate estimate) {
    return estimate
        .interval()
        .map(
            interval ->
                NumberFormats.percent(interval.low()).replace(" %", "")
                    + "–"
                    + NumberFormats.percent(interval.high()))
        .orElse("");
  }
}
