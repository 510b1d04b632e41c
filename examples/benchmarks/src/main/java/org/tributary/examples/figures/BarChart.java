package org.tributary.examples.figures;

import java.util.List;
import org.tributary.examples.figures.Svg.Anchor;

/**
 * Bars in panels, one panel a measure.
 *
 * @param title above the chart
 * @param panels from top to bottom, at least one
 * @param caption below it: where the numbers come from
 */
public record BarChart(String title, List<Panel> panels, String caption) {

  /**
   * Bars of one measure, the longest over the whole width.
   *
   * @param measure what they show, with its unit
   * @param bars from top to bottom, at least one
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
   * @param name what it is for
   * @param value its length, at least 0
   * @param text the value as it is written beside it
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
  private static final int HEAD = 40;
  private static final int PANEL_HEAD = 28;
  private static final int LINE = 24;

  /** Copies the panels. */
  public BarChart {
    panels = List.copyOf(panels);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("chart: expected at least one panel, got none");
    }
  }

  /** The chart as SVG. */
  public String svg() {
    int lines = panels.stream().mapToInt(p -> p.bars().size()).sum();
    int height = HEAD + PANEL_HEAD * panels.size() + LINE * lines + 40;
    Svg svg = new Svg(WIDTH, height, title);
    svg.write(20, 24, 16, Anchor.START, title);
    double y = HEAD;
    for (Panel panel : panels) {
      svg.write(20, y + 18, 13, Anchor.START, panel.measure());
      y += PANEL_HEAD;
      double longest = panel.bars().stream().mapToDouble(Bar::value).max().orElseThrow();
      for (int k = 0; k < panel.bars().size(); k++) {
        Bar bar = panel.bars().get(k);
        double length = longest == 0 ? 0 : bar.value() / longest * (WIDTH - LEFT - RIGHT);
        svg.write(LEFT - 8, y + 14, 12, Anchor.END, bar.name());
        svg.rectangle(LEFT, y + 2, length, LINE - 8, Svg.COLOURS.get(k % Svg.COLOURS.size()));
        svg.write(LEFT + length + 6, y + 14, 12, Anchor.START, bar.text());
        y += LINE;
      }
    }
    svg.write(20, height - 12, 10, Anchor.START, caption);
    return svg.end();
  }
}
