package org.tributary.examples.figures;

import java.util.List;
import org.tributary.examples.figures.Svg.Anchor;

/**
 * A bar chart with one panel per measure.
 *
 * @param title the heading above the chart
 * @param panels the panels from top to bottom, at least one
 * @param caption the source of the numbers, below the chart
 */
public record BarChart(String title, List<Panel> panels, String caption) {

  /**
   * The bars of one measure, scaled so that the longest spans the width.
   *
   * @param measure the quantity and its unit
   * @param bars the bars from top to bottom, at least one
   */
  public record Panel(String measure, List<Bar> bars) {
    /** Copies the bars. */
    public Panel {
      bars = List.copyOf(bars);
      if (bars.isEmpty()) {
        throw new IllegalArgumentException(
            "chart: expected at least one bar for '%s', got none".formatted(measure));
      }
    }
  }

  /**
   * A bar.
   *
   * @param name the label beside the bar
   * @param value the bar's value, at least 0
   * @param text the formatted value
   */
  public record Bar(String name, double value, String text) {
    /** Checks the value. */
    public Bar {
      if (!Double.isFinite(value) || value < 0) {
        throw new IllegalArgumentException(
            "chart: expected a finite value of at least 0 for '%s', got %s".formatted(name, value));
      }
    }
  }

  private static final int WIDTH = 720;
  private static final int LEFT = 220;
  private static final int RIGHT = 110;
  private static final int TITLE_HEIGHT = 40;
  private static final int PANEL_TITLE_HEIGHT = 28;
  private static final int ROW_HEIGHT = 24;

  /** Copies the panels. */
  public BarChart {
    panels = List.copyOf(panels);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("chart: expected at least one panel, got none");
    }
  }

  /** Returns the chart as SVG. */
  public String svg() {
    int rows = panels.stream().mapToInt(p -> p.bars().size()).sum();
    int height = TITLE_HEIGHT + PANEL_TITLE_HEIGHT * panels.size() + ROW_HEIGHT * rows + 40;
    Svg svg = new Svg(WIDTH, height, title);
    svg.write(20, 24, 16, Anchor.START, title);
    double y = TITLE_HEIGHT;
    for (Panel panel : panels) {
      svg.write(20, y + 18, 13, Anchor.START, panel.measure());
      y += PANEL_TITLE_HEIGHT;
      double longest = panel.bars().stream().mapToDouble(Bar::value).max().orElseThrow();
      for (int k = 0; k < panel.bars().size(); k++) {
        Bar bar = panel.bars().get(k);
        double length = longest == 0 ? 0 : bar.value() / longest * (WIDTH - LEFT - RIGHT);
        svg.write(LEFT - 8, y + 14, 12, Anchor.END, bar.name());
        svg.rectangle(LEFT, y + 2, length, ROW_HEIGHT - 8, Svg.COLOURS.get(k % Svg.COLOURS.size()));
        svg.write(LEFT + length + 6, y + 14, 12, Anchor.START, bar.text());
        y += ROW_HEIGHT;
      }
    }
    svg.write(20, height - 12, 10, Anchor.START, caption);
    return svg.finish();
  }
}
