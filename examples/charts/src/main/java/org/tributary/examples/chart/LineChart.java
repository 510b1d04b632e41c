package org.tributary.examples.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A line chart of one or more curves, such as losses over training steps. */
public final class LineChart implements Chart {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 400;
  private static final int LEGEND_LINE_LENGTH = 80; // in characters

  private final XYChart chart;
  private final List<XYSeries> curves = new ArrayList<>();
  private String caption = "";
  private int legendLength;

  /**
   * Creates a chart without curves.
   *
   * @param title heading
   * @param x name of the horizontal axis
   * @param y name of the vertical axis
   */
  public LineChart(String title, String x, String y) {
    this.chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
    chart.setXAxisTitle(x);
    chart.setYAxisTitle(y);
    ChartStyle.apply(chart);
  }

  /** Makes the horizontal axis logarithmic; all its coordinates must be above 0. */
  public LineChart logarithmicX() {
    chart.getStyler().setXAxisLogarithmic(true);
    return this;
  }

  /** Makes the vertical axis logarithmic; all its coordinates must be above 0. */
  public LineChart logarithmicY() {
    chart.getStyler().setYAxisLogarithmic(true);
    return this;
  }

  /** Starts a linear vertical axis at 0, so that differences are seen in proportion. */
  public LineChart fromZero() {
    chart.getStyler().setYAxisMin(0.0);
    return this;
  }

  /** Sets the text at the bottom, such as the source of the numbers. */
  public LineChart caption(String text) {
    caption = text;
    return this;
  }

  /**
   * Adds a curve without marks, for many points.
   *
   * @param name name in the legend, distinct within the chart
   * @param x horizontal coordinates, at least one
   * @param y vertical coordinates, of the same number
   * @return this chart
   */
  public LineChart curve(String name, List<? extends Number> x, List<? extends Number> y) {
    return add(name, x, y, SeriesMarkers.NONE);
  }

  /** Adds a curve with a mark at each point. Arguments as {@link #curve}. */
  public LineChart markedCurve(String name, List<? extends Number> x, List<? extends Number> y) {
    return add(name, x, y, SeriesMarkers.CIRCLE);
  }

  private LineChart add(
      String name, List<? extends Number> x, List<? extends Number> y, Marker marker) {
    XYSeries curve = chart.addSeries(name, x, y);
    curve.setMarker(marker);
    curves.add(curve);
    legendLength += name.length();
    return this;
  }

  private void requirePoints() {
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("chart: expected at least one curve, got none");
    }
    for (XYSeries curve : curves) {
      requireValues("x", curve.getXData(), chart.getStyler().isXAxisLogarithmic());
      requireValues("y", curve.getYData(), chart.getStyler().isYAxisLogarithmic());
    }
  }

  private static void requireValues(String axis, double[] values, boolean logarithmic) {
    for (double value : values) {
      if (!Double.isFinite(value) || (logarithmic && value <= 0)) {
        throw new IllegalArgumentException(
            "chart: expected finite numbers%s on the axis %s, got %s"
                .formatted(logarithmic ? " above 0" : "", axis, value));
      }
    }
  }

  @Override
  public void write(Path file) throws IOException {
    requirePoints();
    chart.getStyler().setLegendVisible(curves.size() > 1);
    if (legendLength > LEGEND_LINE_LENGTH) {
      chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
    }
    PngWriter.write("", List.of(chart), caption, file);
  }
}
