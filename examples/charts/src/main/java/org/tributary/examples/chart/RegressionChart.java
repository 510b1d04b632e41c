package org.tributary.examples.chart;

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

/**
 * A scatter chart of predicted against true numbers, with the diagonal on which both are equal.
 *
 * @param title heading
 * @param gold true numbers, at least one
 * @param predicted predicted numbers, one for each true one
 */
public record RegressionChart(String title, List<Float> gold, List<Float> predicted)
    implements Chart {
  private static final int SIZE = 560;
  private static final int MARKER_SIZE = 4;
  private static final int OPACITY = 90; // of 255, so that dense regions show

  /**
   * Copies the numbers.
   *
   * @throws IllegalArgumentException if there is no number, the lists differ in size, or a
   *     prediction is not finite
   */
  public RegressionChart {
    gold = List.copyOf(gold);
    predicted = List.copyOf(predicted);
    if (gold.isEmpty() || predicted.size() != gold.size()) {
      throw new IllegalArgumentException(
          "chart: expected as many true as predicted numbers, at least 1, got %d and %d"
              .formatted(gold.size(), predicted.size()));
    }
    for (float number : predicted) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException(
            "chart: expected finite predicted numbers, got %s; did the training diverge?"
                .formatted(number));
      }
    }
  }

  @Override
  public void write(Path file) throws IOException {
    XYChart chart = new XYChartBuilder().width(SIZE).height(SIZE).title(title).build();
    chart.setXAxisTitle("true");
    chart.setYAxisTitle("predicted");
    ChartStyle.apply(chart);
    Color blue = ChartStyle.PALETTE.get(0);
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
    PngWriter.write("", List.of(chart), "", file);
  }
}
