package org.tributary.examples.picture;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Predicted against true numbers, with the diagonal on which both are equal. */
public final class ScatterChart {
  private static final int SIZE = 560;
  private static final int MARKER_SIZE = 4;
  private static final int OPACITY = 90; // of 255, so that dense regions show

  private ScatterChart() {}

  /**
   * Writes the chart as a PNG file.
   *
   * @param title heading
   * @param gold true numbers, at least one
   * @param predicted predicted numbers, as many
   * @param file destination; its folder is created if missing
   * @throws IOException if the file cannot be written
   */
  public static void write(String title, List<Float> gold, List<Float> predicted, Path file)
      throws IOException {
    XYChart chart = new XYChartBuilder().width(SIZE).height(SIZE).title(title).build();
    chart.setXAxisTitle("true");
    chart.setYAxisTitle("predicted");
    PngFile.style(chart);
    Color blue = PngFile.PALETTE.get(0);
    XYSeries points = chart.addSeries("time step", gold, predicted);
    points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    points.setMarker(SeriesMarkers.CIRCLE);
    points.setMarkerColor(new Color(blue.getRed(), blue.getGreen(), blue.getBlue(), OPACITY));
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    List<Float> ends =
        List.of(
            Math.min(Collections.min(gold), Collections.min(predicted)),
            Math.max(Collections.max(gold), Collections.max(predicted)));
    XYSeries diagonal = chart.addSeries("predicted = true", ends, ends);
    diagonal.setMarker(SeriesMarkers.NONE);
    PngFile.write(chart, file);
  }
}
