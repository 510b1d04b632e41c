package org.tributary.examples.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A timeline of labels as a PNG file, drawn by XChart. */
public final class Picture {
  /** Colours that people with a colour vision deficiency can tell apart (Okabe and Ito 2008). */
  static final List<Color> PALETTE =
      List.of(
          new Color(0x0072B2),
          new Color(0xE69F00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0xD55E00),
          new Color(0xF0E442),
          new Color(0x666666));

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /** Scale in each direction, for screens of high resolution. */
  private static final int SCALE = 2;

  private static final double GOLD = 2.15; // lower edges of a timeline's bands
  private static final double PREDICTED = 1.15;
  private static final double BAND_HEIGHT = 0.7;

  private Picture() {}

  /**
   * Draws labels over time: a coloured band of the gold labels, one of the predicted ones, and the
   * confidence.
   *
   * @param gold true label of each step, at least one
   * @param predicted predicted label of each step
   * @param confidence probability of each predicted label
   * @throws IOException if the file cannot be written, or if the system has no fonts
   */
  public static void timeline(
      Path file, String title, List<String> gold, List<String> predicted, List<Double> confidence)
      throws IOException {
    XYChart chart = chart(1000, 320, title, "time step", "");
    XYStyler styler = chart.getStyler();
    styler.setYAxisMin(0.0).setYAxisMax(3.0);
    styler.setXAxisMin(0.0).setXAxisMax((double) gold.size());
    styler.setPlotGridLinesVisible(false);
    styler.setAxisTicksMarksVisible(false);
    styler.setYAxisTickMarkSpacingHint(24);
    chart.setCustomYAxisTickLabelsFormatter(Picture::tick);
    Set<String> labels = new LinkedHashSet<>(gold);
    labels.addAll(predicted);
    int number = 0;
    for (String label : labels) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      rectangles(gold, label, GOLD, x, y);
      rectangles(predicted, label, PREDICTED, x, y);
      Color colour = PALETTE.get(number++ % PALETTE.size());
      // names of series are unique and not empty; a label may be empty, or be "confidence"
      XYSeries band = chart.addSeries("label " + label, x, y);
      band.setLabel(label);
      band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
      band.setFillColor(colour);
      band.setLineColor(colour);
      band.setMarker(SeriesMarkers.NONE);
    }
    List<Double> middles = IntStream.range(0, gold.size()).mapToObj(t -> t + 0.5).toList();
    XYSeries line = chart.addSeries("confidence", middles, confidence);
    line.setMarker(SeriesMarkers.NONE);
    line.setLineColor(Color.DARK_GRAY);
    line.setLineStyle(new BasicStroke(1.5f));
    write(chart, file);
  }

  /**
   * Returns the text at a height of a timeline's vertical axis. XChart draws fewer ticks until
   * their texts differ, so ticks between the bands have blanks of distinct lengths.
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

  /** Returns an empty chart: white, with light grid lines and a legend below the plot. */
  private static XYChart chart(int width, int height, String title, String x, String y)
      throws IOException {
    requireFonts();
    XYChart chart = new XYChartBuilder().width(width).height(height).title(title).build();
    chart.setXAxisTitle(x);
    chart.setYAxisTitle(y);
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setBaseFont(TEXT);
    styler.setChartTitleFont(TITLE);
    styler.setAxisTitleFont(TEXT);
    styler.setAxisTickLabelsFont(TEXT);
    styler.setDecimalPattern("#,##0.###");
    styler.setChartPadding(12);
    styler.setSeriesColors(PALETTE.toArray(Color[]::new));
    styler.setAntiAlias(true);
    styler.setPlotGridLinesColor(new Color(0xDDDDDD));
    styler.setAxisTicksLineVisible(false);
    styler.setLocale(Locale.ROOT);
    return chart;
  }

  private static void requireFonts() throws IOException {
    try {
      TEXT.getLineMetrics("0", new FontRenderContext(null, true, true));
    } catch (RuntimeException | Error e) { // InternalError, NoClassDefFoundError and others
      throw new IOException(
          "chart: expected fonts on this system to draw text with, got none; install them, on Debian with: apt-get install fontconfig fonts-dejavu-core",
          e);
    }
  }

  private static void write(XYChart chart, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(
            SCALE * chart.getWidth(), SCALE * chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, png.toByteArray());
  }
}
