package org.tributary.examples.picture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves over one axis, such as losses over training steps. */
public final class LineChart implements Picture {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 400;
  private static final int LEGEND_LINE_LENGTH = 80; // in letters

  private final XYChart chart;
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

  /** Makes the horizontal axis logarithmic, for coordinates above 0. */
  public LineChart logarithmicX() {
    chart.getStyler().setXAxisLogarithmic(true);
    return this;
  }

  /** Makes the vertical axis logarithmic, for coordinates above 0. */
  public LineChart logarithmicY() {
    chart.getStyler().setYAxisLogarithmic(true);
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
   * @param y vertical coordinates, as many
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
    chart.addSeries(name, x, y).setMarker(marker);
    legendLength += name.length();
    return this;
  }

  @Override
  public void write(Path file) throws IOException {
    if (legendLength > LEGEND_LINE_LENGTH) {
      chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
    }
    PngFile.write(List.of(chart), caption, file);
  }
}
