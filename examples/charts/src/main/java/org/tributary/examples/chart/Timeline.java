package org.tributary.examples.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Labels over time: a coloured band of the gold labels, one of the predicted ones, confidence. */
public final class Timeline implements Chart {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 320;
  private static final double GOLD = 2.15; // lower edges of the bands
  private static final double PREDICTED = 1.15;
  private static final double BAND_HEIGHT = 0.7;

  private final String title;
  private final List<String> gold;
  private final List<String> predicted;
  private final List<Double> confidence;

  /**
   * Creates a timeline.
   *
   * @param title heading
   * @param gold true label of each step, at least one
   * @param predicted predicted label of each step
   * @param confidence probability of each predicted label
   * @throws IllegalArgumentException if the lists differ in size or are empty
   */
  public Timeline(
      String title, List<String> gold, List<String> predicted, List<Double> confidence) {
    if (gold.isEmpty() || predicted.size() != gold.size() || confidence.size() != gold.size()) {
      throw new IllegalArgumentException(
          "timeline: expected lists of one size, at least 1, got %d gold labels, %d predicted labels, %d probabilities"
              .formatted(gold.size(), predicted.size(), confidence.size()));
    }
    this.title = title;
    this.gold = List.copyOf(gold);
    this.predicted = List.copyOf(predicted);
    this.confidence = List.copyOf(confidence);
  }

  @Override
  public void write(Path file) throws IOException {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
    ChartStyle.apply(chart);
    chart.setXAxisTitle("time step");
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(3.0);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) gold.size());
    chart.getStyler().setPlotGridLinesVisible(false);
    chart.getStyler().setAxisTicksMarksVisible(false);
    chart.getStyler().setYAxisTickMarkSpacingHint(24);
    chart.setCustomYAxisTickLabelsFormatter(Timeline::tick);
    Set<String> labels = new LinkedHashSet<>(gold);
    labels.addAll(predicted);
    int colour = 0;
    for (String label : labels) {
      band(chart, label, ChartStyle.PALETTE.get(colour++ % ChartStyle.PALETTE.size()));
    }
    List<Double> middles = IntStream.range(0, gold.size()).mapToObj(t -> t + 0.5).toList();
    XYSeries line = chart.addSeries("confidence", middles, confidence);
    line.setMarker(SeriesMarkers.NONE);
    line.setLineColor(Color.DARK_GRAY);
    line.setLineStyle(new BasicStroke(1.5f));
    PngWriter.write("", List.of(chart), "", file);
  }

  /**
   * Returns the text at a height of the vertical axis. XChart draws fewer ticks until their texts
   * differ, so ticks between the bands have blanks of distinct lengths.
   */
  private static String tick(double height) {
    if (Math.abs(height - 2.5) < 0.01) {
      return "gold";
    }
    if (Math.abs(height - 1.5) < 0.01) {
      return "predicted";
    }
    return height < 1.01
        ? Math.round(100 * height) + " %"
        : " ".repeat((int) Math.round(16 * height));
  }

  private void band(XYChart chart, String label, Color colour) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    rectangles(gold, label, GOLD, x, y);
    rectangles(predicted, label, PREDICTED, x, y);
    // names of series are unique and not empty; a label may be empty, or be "confidence"
    XYSeries series = chart.addSeries("label " + label, x, y);
    series.setLabel(label);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    series.setFillColor(colour);
    series.setLineColor(colour);
    series.setMarker(SeriesMarkers.NONE);
  }

  /** Adds a rectangle for each run of a label; NaN separates rectangles. */
  private static void rectangles(
      List<String> labels, String label, double bottom, List<Double> x, List<Double> y) {
    for (int from = 0; from < labels.size(); from++) {
      if (!labels.get(from).equals(label)) {
        continue;
      }
      int to = from;
      while (to < labels.size() && labels.get(to).equals(label)) {
        to++;
      }
      if (!x.isEmpty()) {
        x.add(Double.NaN);
        y.add(Double.NaN);
      }
      double top = bottom + BAND_HEIGHT;
      x.addAll(List.of((double) from, (double) to, (double) to, (double) from));
      y.addAll(List.of(bottom, bottom, top, top));
      from = to;
    }
  }
}
