package org.tributary.examples.figures;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.tributary.examples.figures.Svg.Anchor;

/**
 * A line chart of one or more series.
 *
 * @param title the heading above the chart
 * @param x the horizontal axis; its ticks are the points' values
 * @param y the vertical axis
 * @param series the series, at least one with a point
 * @param caption the source of the numbers, below the chart
 */
public record LineChart(String title, Axis x, Axis y, List<Series> series, String caption) {

  /**
   * A named line.
   *
   * @param name the name in the legend
   * @param points the points from left to right
   */
  public record Series(String name, List<Point> points) {
    /** Copies the points. */
    public Series {
      points = List.copyOf(points);
    }
  }

  /** A point; both values must be valid for their axes. */
  public record Point(double x, double y) {}

  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final int LEFT = 80;
  private static final int RIGHT = 20;
  private static final int TOP = 50;
  private static final int BOTTOM = 90;
  private static final int LEGEND_LINE = 18;

  /** Checks the points. */
  public LineChart {
    series = List.copyOf(series);
    if (series.stream().allMatch(s -> s.points().isEmpty())) {
      throw new IllegalArgumentException("chart: expected at least one point, got none");
    }
    for (Series each : series) {
      for (Point point : each.points()) {
        x.checkValue(point.x());
        y.checkValue(point.y());
      }
    }
  }

  /** Returns the chart as SVG. */
  public String svg() {
    double minX = values(Point::x).min().orElseThrow();
    double maxX = values(Point::x).max().orElseThrow();
    double left = x.scale() == Axis.Scale.LINEAR ? 0 : minX / 1.2;
    double right = maxX * 1.2;
    List<Double> ticks =
        y.ticks(values(Point::y).min().orElseThrow(), values(Point::y).max().orElseThrow());
    double low = ticks.get(0);
    double high = ticks.get(ticks.size() - 1);

    Svg svg = new Svg(WIDTH, HEIGHT + LEGEND_LINE * series.size(), title);
    svg.write(LEFT, 24, 16, Anchor.START, title);
    svg.write(LEFT, TOP - 8, 12, Anchor.START, y.label());
    for (double tick : ticks) {
      double at = pixelY(y.position(tick, low, high));
      svg.line(LEFT, at, WIDTH - RIGHT, at, Svg.GRID);
      svg.write(LEFT - 6, at + 4, 12, Anchor.END, Axis.text(tick));
    }
    for (double tick : values(Point::x).distinct().sorted().toArray()) {
      double at = pixelX(x.position(tick, left, right));
      svg.line(at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 5, Svg.INK);
      svg.write(at, HEIGHT - BOTTOM + 20, 12, Anchor.MIDDLE, Axis.text(tick));
    }
    svg.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, Svg.INK);
    svg.write((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 40, 12, Anchor.MIDDLE, x.label());
    for (int k = 0; k < series.size(); k++) {
      draw(svg, k, left, right, low, high);
    }
    svg.write(LEFT, HEIGHT - 12 + LEGEND_LINE * series.size(), 10, Anchor.START, caption);
    return svg.finish();
  }

  private void draw(Svg svg, int k, double left, double right, double low, double high) {
    String colour = Svg.COLOURS.get(k % Svg.COLOURS.size());
    List<double[]> line =
        series.get(k).points().stream()
            .map(
                p ->
                    new double[] {
                      pixelX(x.position(p.x(), left, right)), pixelY(y.position(p.y(), low, high))
                    })
            .toList();
    svg.polyline(line, colour);
    line.forEach(point -> svg.circle(point[0], point[1], 3.5, colour));
    double legend = HEIGHT - 30 + LEGEND_LINE * k;
    svg.rectangle(LEFT, legend - 9, 16, 10, colour);
    svg.write(LEFT + 22, legend, 12, Anchor.START, series.get(k).name());
  }

  private DoubleStream values(ToDoubleFunction<Point> coordinate) {
    return series.stream().flatMap(s -> s.points().stream()).mapToDouble(coordinate);
  }

  private static double pixelX(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private static double pixelY(double share) {
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }
}
