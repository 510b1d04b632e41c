package org.tributary.examples.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An axis of a chart.
 *
 * @param label the quantity and its unit
 * @param scale the mapping of values to positions
 */
public record Axis(String label, Scale scale) {

  /** The mapping of values to positions on an axis. */
  public enum Scale {
    /** Linear, from 0. */
    LINEAR,
    /** Logarithmic, for values above 0. */
    LOGARITHMIC
  }

  /** Returns a linear axis that starts at 0. */
  public static Axis linear(String label) {
    return new Axis(label, Scale.LINEAR);
  }

  /** Returns a logarithmic axis. */
  public static Axis logarithmic(String label) {
    return new Axis(label, Scale.LOGARITHMIC);
  }

  /** Returns round tick values, 1, 2 or 5 times a power of ten, that enclose the data. */
  List<Double> ticks(double min, double max) {
    List<Double> ticks = new ArrayList<>();
    if (scale == Scale.LINEAR) {
      double step = roundUp(max <= 0 ? 1 : max / 5);
      for (int k = 0; k == 0 || ticks.get(k - 1) < max; k++) {
        ticks.add(k * step);
      }
      return ticks;
    }
    double tick = roundDown(min);
    ticks.add(tick);
    while (tick < max * (1 - 1e-9) || ticks.size() < 2) {
      tick = roundUp(tick * 1.5);
      ticks.add(tick);
    }
    return ticks;
  }

  /** Returns the position of a value between the ends of the axis, from 0 to 1. */
  double position(double value, double from, double to) {
    return scale == Scale.LINEAR
        ? (value - from) / (to - from)
        : Math.log(value / from) / Math.log(to / from);
  }

  void checkValue(double value) {
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
