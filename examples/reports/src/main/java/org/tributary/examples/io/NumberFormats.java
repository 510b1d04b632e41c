package org.tributary.examples.io;

import java.util.Locale;
import java.util.OptionalDouble;

/** Locale-independent formats for numbers. */
public final class NumberFormats {

  /** The placeholder for a missing number. */
  public static final String NONE = "–";

  private NumberFormats() {}

  /**
   * Formats a fraction as a percentage with two decimals.
   *
   * @param share a fraction in [0, 1]
   * @return text such as {@code 97.31 %}
   */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /**
   * Formats a fraction that may be missing.
   *
   * @param share a fraction in [0, 1], or empty
   * @return text such as {@code 97.31 %}, or {@link #NONE}
   */
  public static String percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : NONE;
  }

  /**
   * Formats an integer with thousands separators.
   *
   * @param count any number
   * @return text such as {@code 12,544}
   */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * Formats a count with its noun.
   *
   * @param count any number
   * @param noun the singular of a noun whose plural ends in s
   * @return text such as {@code 1 sentence} or {@code 12,544 sentences}
   */
  public static String count(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /**
   * Formats a number with four decimals, for losses and F1 scores.
   *
   * @param value any number
   * @return text such as {@code 0.0412}
   */
  public static String fourDecimals(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * Formats a size in B, kB, MB or GB, by powers of 1,000.
   *
   * @param bytes the size in bytes
   * @return text such as {@code 12.3 MB}
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
   * Formats a duration.
   *
   * @param seconds the duration in seconds
   * @return text such as {@code 0.8 s}, {@code 48 s} or {@code 3 min 20 s}
   */
  public static String seconds(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
  }

  /**
   * Formats a rate per second.
   *
   * @param count the number of items
   * @param seconds the duration in seconds
   * @return the rounded rate with thousands separators, or {@link #NONE} if the duration is 0
   */
  public static String rate(long count, double seconds) {
    return seconds > 0 ? count(Math.round(count / seconds)) : NONE;
  }
}
