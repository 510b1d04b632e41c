package org.tributary.examples.chart;

import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** Colours and fonts that all charts share. */
final class ChartStyle {

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

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final Font CAPTION = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  private ChartStyle() {}

  /** Applies the style: white, with light grid lines and a legend below the plot. */
  static void apply(AxesChart<? extends AxesChartStyler, ?> chart) {
    AxesChartStyler styler = chart.getStyler();
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
  }
}
