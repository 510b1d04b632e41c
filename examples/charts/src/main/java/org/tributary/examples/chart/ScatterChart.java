package org.tributary.examples.chart;

import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A scatter chart of named points. The horizontal axis starts at 0, the vertical one at the whole
 * number below the lowest point.
 *
 * @param title heading
 * @param x quantity and unit of the horizontal axis
 * @param y quantity and unit of the vertical axis
 * @param points the points, at least one
 * @param caption the source of the numbers, below the chart
 */
public record ScatterChart(String title, String x, String y, List<Point> points, String caption)
    implements Chart {

  /**
   * A named point.
   *
   * @param name the label beside the point
   * @param x the horizontal value, at least 0
   * @param y the vertical value
   */
  public record Point(String name, double x, double y) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is not finite, or x is negative
     */
    public Point {
      if (!Double.isFinite(x) || x < 0 || !Double.isFinite(y)) {
        throw new IllegalArgumentException(
            "chart: expected finite values, x of at least 0, for '%s', got %s and %s"
                .formatted(name, x, y));
      }
    }
  }

  private static final int WIDTH = 800;
  private static final int HEIGHT = 440;
  private static final int PLOT_WIDTH = 700; // about, without the axis
  private static final int LABEL_GAP = 12; // pixels between a point and its label

  /**
   * Copies the points.
   *
   * @throws IllegalArgumentException if there is no point
   */
  public ScatterChart {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("chart: expected at least one point, got none");
    }
  }

  @Override
  public void write(Path file) throws IOException {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
    chart.setXAxisTitle(x);
    chart.setYAxisTitle(y);
    ChartStyle.apply(chart);
    DoubleSummaryStatistics heights = points.stream().mapToDouble(Point::y).summaryStatistics();
    double low = Math.floor(heights.getMin());
    double high = Math.max(low + 1, Math.ceil(heights.getMax()));
    double right = points.stream().mapToDouble(Point::x).max().orElseThrow();
    XYStyler styler = chart.getStyler();
    double end = right == 0 ? 1 : 1.1 * right;
    styler.setXAxisMin(0.0).setXAxisMax(end);
    styler.setYAxisMin(low).setYAxisMax(high);
    styler.setLegendVisible(false);
    styler.setAnnotationTextFont(ChartStyle.TEXT);
    styler.setMarkerSize(10);
    for (int k = 0; k < points.size(); k++) {
      Point point = points.get(k);
      chart
          .addSeries(k + " " + point.name(), List.of(point.x()), List.of(point.y()))
          .setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
          .setMarker(SeriesMarkers.CIRCLE);
      double at = point.x() + labelDistance(point, end) * end / PLOT_WIDTH;
      chart.addAnnotation(new AnnotationText(point.name(), at, point.y(), false));
    }
    PngWriter.write("", List.of(chart), caption, file);
  }

  /**
   * Returns the pixels from a point to the middle of its label, which is to the right of points in
   * the left half of the chart, and to the left of the others.
   */
  private static double labelDistance(Point point, double end) {
    double width =
        ChartStyle.TEXT
            .getStringBounds(point.name(), new FontRenderContext(null, true, true))
            .getWidth();
    double distance = LABEL_GAP + width / 2;
    return point.x() <= end / 2 ? distance : -distance;
  }
}
