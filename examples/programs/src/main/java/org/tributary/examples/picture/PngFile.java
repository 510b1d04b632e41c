package org.tributary.examples.picture;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** The style that all pictures share, and their PNG files. */
final class PngFile {

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

  private PngFile() {}

  /** Applies the style: white, with light grid lines and a legend below the plot. */
  static void style(Styler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setChartPadding(12);
    styler.setSeriesColors(PALETTE.toArray(Color[]::new));
    styler.setAntiAlias(true);
  }

  /** Applies the style, and light grid lines, to a chart with two axes of numbers. */
  static void style(XYChart chart) {
    XYStyler styler = chart.getStyler();
    style((Styler) styler);
    styler.setPlotGridLinesColor(new Color(0xDDDDDD));
    styler.setAxisTicksLineVisible(false);
    styler.setLocale(Locale.ROOT);
  }

  /**
   * Writes a chart.
   *
   * @param file a path that ends in {@code .png}; its folder is created if missing
   */
  static void write(Chart<?, ?> chart, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }
}
