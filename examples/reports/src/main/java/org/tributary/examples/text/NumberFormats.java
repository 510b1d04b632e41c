package org.tributary.examples.text;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them, the same in every language setting. */
public final class NumberFormats {

  /** What stands where there is no number. */
  public static final String NONE = "–";

  private NumberFormats() {}

  /**
   * A share as a percentage with two decimals.
   *
   * @param share in [0, 1]
   * @return such as {@code 97.31 %}
   */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /**
   * A share that may be missing.
   *
   * @param share in [0, 1], or empty
   * @return such as {@code 97.31 %}, or {@link #NONE}
   */
  public static String percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : NONE;
  }

  /**
   * A whole number, its thousands apart.
   *
   * @param count any number
   * @return such as {@code 12,544}
   */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * A number with four decimals, as losses and F1 scores are given.
   *
   * @param value any number
   * @return such as {@code 0.0412}
   */
  public static String four(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * A size in the unit that suits it, by powers of 1,000.
   *
   * @param bytes the size
   * @return such as {@code 12.3 MB}
   */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double size = bytes / 1e3;
    for (String unit : new String[] {"kB", "MB"}) {
      if (size < 999.95) {
        return String.format(Locale.ROOT, "%.1f %s", size, unit);
      }
      size /= 1000;
    }
    return String.format(Locale.ROOT, "%.1f GB", size);
  }

  /**
   * A time span.
   *
   * @param seconds its length
   * @return such as {@code 0.8 s}, {@code 48 s} or {@code 3 min 20 s}
   */
  public static String seconds(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
  }

  /**
   * How many a second.
   *
   * @param count how many
   * @param seconds in which time
   * @return the rounded rate with its thousands apart, or {@link #NONE} where no time passed
   */
  public static String rate(long count, double seconds) {
    return seconds > 0 ? count(Math.round(count / seconds)) : NONE;
  }
}
