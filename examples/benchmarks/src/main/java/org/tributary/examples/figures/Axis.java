package org.tributary.examples.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An axis of a chart.
 *
 * @param label what it measures, with its unit
 * @param scale how values are spread over it
 */
public record Axis(String label, Scale scale) {

  /** How values are spread over an axis. */
  public enum Scale {
    /** In proportion, from 0. */
    LINEAR,
    /** By their logarithm; for values above 0. */
    LOGARITHMIC
  }

  /** An axis in proportion, from 0. */
  public static Axis linear(String label) {
    return new Axis(label, Scale.LINEAR);
  }

  /** A logarithmic axis. */
  public static Axis logarithmic(String label) {
    return new Axis(label, Scale.LOGARITHMIC);
  }

  /** The round values 1, 2 and 5 times a power of ten that enclose and divide the data. */
  List<Double> ticks(double least, double most) {
    List<Double> ticks = new ArrayList<>();
    if (scale == Scale.LINEAR) {
      double step = roundUp(most <= 0 ? 1 : most / 5);
      for (int k = 0; k == 0 || ticks.get(k - 1) < most; k++) {
        ticks.add(k * step);
      }
      return ticks;
    }
    double tick = roundDown(least);
    ticks.add(tick);
    while (tick < most * (1 - 1e-9) || ticks.size() < 2) {
      tick = roundUp(tick * 1.5);
      ticks.add(tick);
    }
    return ticks;
  }

  /** Where a value stands between the ends of the axis, from 0 to 1. */
  double place(double value, double from, double to) {
    return scale == Scale.LINEAR
        ? (value - from) / (to - from)
        : Math.log(value / from) / Math.log(to / from);
  }

  void require(double value) {
    if (!Double.isFinite(value) || value < 0 || (scale == Scale.LOGARITHMIC && value == 0)) {
      throw new IllegalArgumentException(
          "chart: expected finite values %s 0 on the axis '%s', got %s"
              .formatted(scale == Scale.LINEAR ? "of at least" : "above", label, value));
    }
  }

  static String text(double value) {
    return value >= 1000 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%s", (float) value);
  }

  private static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    return Arrays.stream(new double[] {1, 2, 5, 10})
        .map(k -> k * power)
        .filter(k -> k >= value * (1 - 1e-9))
        .findFirst()
        .orElseThrow();
  }

  private static double roundDown(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    return Arrays.stream(new double[] {5, 2, 1})
        .map(k -> k * power)
        .filter(k -> k <= value * (1 + 1e-9))
        .findFirst()
        .orElseThrow();
  }
}
