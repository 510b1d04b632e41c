package org.tributary.examples.figures;

import java.util.List;
import java.util.stream.DoubleStream;
import org.tributary.examples.figures.Svg.Anchor;

/**
 * A chart of named points. The horizontal axis starts at 0, the vertical one near the lowest point.
 *
 * @param title the heading above the chart
 * @param x the quantity and unit of the horizontal axis
 * @param y the quantity and unit of the vertical axis
 * @param points the points, at least one
 * @param caption the source of the numbers, below the chart
 */
public record ScatterChart(String title, String x, String y, List<Point> points, String caption) {

  /**
   * A named point.
   *
   * @param name the label beside the point
   * @param x the horizontal value, at least 0
   * @param y the vertical value
   */
  public record Point(String name, double x, double y) {
    /** Checks the values. */
    public Point {
      if (!Double.isFinite(x) || x < 0 || !Double.isFinite(y)) {
        throw new IllegalArgumentException(
            "chart: expected finite values, x of at least 0, for '%s', got %s and %s"
                .formatted(name, x, y));
      }
    }
  }

  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 30;
  private static final int TOP = 60;
  private static final int BOTTOM = 80;
  private static final int LABEL_GAP = 8;

  /** Copies the points. */
  public ScatterChart {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("chart: expected at least one point, got none");
    }
  }

  /** Returns the chart as SVG. */
  public String svg() {
    Axis xAxis = Axis.linear(x);
    List<Double> xTicks = xAxis.ticks(0, xs().max().orElseThrow());
    double right = xTicks.get(xTicks.size() - 1);
    double low = Math.floor(ys().min().orElseThrow());
    double high = Math.max(low + 1, Math.ceil(ys().max().orElseThrow()));
    double step = Math.max(1, Math.ceil((high - low) / 8));

    Svg svg = new Svg(WIDTH, HEIGHT, title);
    svg.write(LEFT, 24, 16, Anchor.START, title);
    svg.write(LEFT, TOP - 12, 12, Anchor.START, y);
    for (double tick = low; tick <= high; tick += step) {
      double at = pixelY((tick - low) / (high - low));
      svg.line(LEFT, at, WIDTH - RIGHT, at, Svg.GRID);
      svg.write(LEFT - 6, at + 4, 12, Anchor.END, Axis.text(tick));
    }
    for (double tick : xTicks) {
      double at = pixelX(tick / right);
      svg.line(at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 5, Svg.INK);
      svg.write(at, HEIGHT - BOTTOM + 20, 12, Anchor.MIDDLE, Axis.text(tick));
    }
    svg.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, Svg.INK);
    svg.write((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 40, 12, Anchor.MIDDLE, x);
    for (int k = 0; k < points.size(); k++) {
      Point point = points.get(k);
      double atX = pixelX(point.x() / right);
      double atY = pixelY((point.y() - low) / (high - low));
      svg.circle(atX, atY, 5, Svg.COLOURS.get(k % Svg.COLOURS.size()));
      boolean labelLeft = atX > (LEFT + WIDTH - RIGHT) / 2.0;
      svg.write(
          labelLeft ? atX - LABEL_GAP : atX + LABEL_GAP,
          atY + 4,
          12,
          labelLeft ? Anchor.END : Anchor.START,
          point.name());
    }
    svg.write(LEFT, HEIGHT - 12, 10, Anchor.START, caption);
    return svg.finish();
  }

  private DoubleStream xs() {
    return points.stream().mapToDouble(Point::x);
  }

  private DoubleStream ys() {
    return points.stream().mapToDouble(Point::y);
  }

  private static double pixelX(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private static double pixelY(double share) {
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }
}
