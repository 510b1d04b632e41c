package org.tributary.examples.picture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves over one axis, such as losses over training steps. */
public final class LineChart {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 400;

  private final XYChart chart;

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
    PngFile.style(chart);
  }

  /**
   * Adds a curve.
   *
   * @param name name in the legend, distinct within the chart
   * @param x horizontal coordinates, at least one
   * @param y vertical coordinates, as many
   * @return this chart
   */
  public LineChart curve(String name, List<? extends Number> x, List<? extends Number> y) {
    chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
    return this;
  }

  /**
   * Writes the chart as a PNG file.
   *
   * @param file destination; its folder is created if missing
   * @throws IOException if the file cannot be written
   */
  public void write(Path file) throws IOException {
    PngFile.write(chart, file);
  }
}
