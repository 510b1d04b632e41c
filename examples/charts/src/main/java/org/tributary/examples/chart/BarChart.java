package org.tributary.examples.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.style.HorizontalBarStyler;

/**
 * A horizontal bar chart, with a panel for each measure.
 *
 * @param title heading
 * @param panels the panels from top to bottom, at least one
 * @param caption the source of the numbers, below the chart
 */
public record BarChart(String title, List<Panel> panels, String caption) implements Chart {

  /**
   * The bars of one measure, scaled so that the longest spans most of the width.
   *
   * @param measure the quantity and its unit
   * @param format the format of the values, as of {@link String#format}, such as {@code %.2f}
   * @param bars the bars from top to bottom, at least one
   */
  public record Panel(String measure, String format, List<Bar> bars) {
    /** Copies the bars and checks the format. */
    public Panel {
      bars = List.copyOf(bars);
      if (bars.isEmpty()) {
        throw new IllegalArgumentException(
            "chart: expected at least one bar for '%s', got none".formatted(measure));
      }
      if (text(format, 0).equals(text(format, 1))) {
        throw new IllegalArgumentException(
            "chart: expected a format of numbers such as %%.2f for '%s', got '%s'"
                .formatted(measure, format));
      }
    }
  }

  /**
   * A bar.
   *
   * @param name the label beside the bar
   * @param value the bar's value, at least 0
   */
  public record Bar(String name, double value) {
    /** Checks the value. */
    public Bar {
      if (!Double.isFinite(value) || value < 0) {
        throw new IllegalArgumentException(
            "chart: expected a finite value of at least 0 for '%s', got %s".formatted(name, value));
      }
    }
  }

  private static final int WIDTH = 800;
  private static final int TITLE_HEIGHT = 50;
  private static final int ROW_HEIGHT = 24;

  /** Copies the panels. */
  public BarChart {
    panels = List.copyOf(panels);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("chart: expected at least one panel, got none");
    }
  }

  @Override
  public void write(Path file) throws IOException {
    PngWriter.write(title, panels.stream().map(BarChart::chart).toList(), caption, file);
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static HorizontalBarChart chart(Panel panel) {
    HorizontalBarChart chart =
        new HorizontalBarChartBuilder()
            .width(WIDTH)
            .height(TITLE_HEIGHT + ROW_HEIGHT * panel.bars().size())
            .title(panel.measure())
            .build();
    ChartStyle.apply(chart);
    chart.setCustomXAxisTickLabelsFormatter(value -> text(panel.format(), value));
    HorizontalBarStyler styler = chart.getStyler();
    styler.setLabelsVisible(true).setLabelsPosition(1.1).setLabelsFont(ChartStyle.TEXT);
    styler.setXAxisTickMarkSpacingHint(1); // XChart 4.0.3 spaces names by it, and leaves out some
    styler.setAxisTicksMarksVisible(false);
    styler.setXAxisTicksVisible(false);
    styler.setChartTitleFont(ChartStyle.TEXT); // below the heading of all panels
    styler.setLegendVisible(false);
    styler.setPlotGridLinesVisible(false);
    List<Double> values = new ArrayList<>();
    panel.bars().forEach(bar -> values.add(bar.value()));
    double longest = values.stream().mapToDouble(v -> v).max().orElseThrow();
    styler.setXAxisMin(0.0).setXAxisMax(longest == 0 ? 1 : 1.15 * longest);
    chart.addSeries(panel.measure(), values, names(panel.bars()));
    return chart;
  }

  /** Returns the names; one that occurs again has a number, since XChart merges equal names. */
  private static List<String> names(List<Bar> bars) {
    List<String> names = new ArrayList<>();
    for (Bar bar : bars) {
      String name = bar.name();
      for (int k = 2; names.contains(name); k++) {
        name = bar.name() + " (" + k + ")";
      }
      names.add(name);
    }
    return names;
  }
}
