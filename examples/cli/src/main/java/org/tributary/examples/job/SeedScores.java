package org.tributary.examples.job;

import java.util.Locale;
import org.tributary.examples.io.NumberFormats;
import org.tributary.train.SeedStudy;

/** The text of dev scores over several seeds. */
public final class SeedScores {
  private SeedScores() {}

  /**
   * Returns mean, standard deviation in percentage points, lowest and highest score, such as {@code
   * 95.82 % ± 0.02 over 3 seeds (95.81 % to 95.84 %)}; the score alone for a single seed.
   */
  public static String format(SeedStudy study) {
    String mean = NumberFormats.percent(study.mean());
    return study.seeds().size() == 1
        ? mean
        : String.format(
            Locale.ROOT,
            "%s ± %.2f over %d seeds (%s to %s)",
            mean,
            100 * study.standardDeviation(),
            study.seeds().size(),
            NumberFormats.percent(study.lowest()),
            NumberFormats.percent(study.highest()));
  }
}
