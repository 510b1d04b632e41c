package org.tributary.examples.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.IllegalFormatException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions and lengths, in pixels, of what charts draw. */
class ChartTest {
  private static final Color BLUE = ChartStyle.PALETTE.get(0);
  private static final Color ORANGE = ChartStyle.PALETTE.get(1);
  private static final Color GREEN = ChartStyle.PALETTE.get(2);

  @TempDir private Path folder;

  private BufferedImage drawn(Chart chart) throws IOException {
    return Pixels.read(chart, folder.resolve("chart.png"));
  }

  @Test
  void barLengthIsProportionalWithinThePanel() throws IOException {
    assertThat(barArea(90, 45) / barArea(90, 90)).isCloseTo(0.75, within(0.01));
    assertThat(barArea(90, 0) / barArea(90, 90)).isCloseTo(0.5, within(0.01));
    assertThat(barArea(0, 0)).isLessThan(2_000); // nothing but outlines
  }

  private double barArea(double first, double second) throws IOException {
    List<BarChart.Bar> bars =
        List.of(new BarChart.Bar("ours", first), new BarChart.Bar("theirs", second));
    BarChart chart =
        new BarChart("layers", List.of(new BarChart.Panel("ms/step", "%.1f", bars)), "here");
    return Pixels.area(drawn(chart), BLUE);
  }

  @Test
  void panelsAreBelowEachOther() throws IOException {
    BarChart.Panel panel = new BarChart.Panel("s", "%.0f", List.of(new BarChart.Bar("ours", 1)));
    BufferedImage one = drawn(new BarChart("layers", List.of(panel), "here"));
    BufferedImage two = drawn(new BarChart("layers", List.of(panel, panel), "here"));
    assertThat(Pixels.area(two, BLUE)).isEqualTo(2 * Pixels.area(one, BLUE));
    assertThat(two.getHeight()).isGreaterThan(one.getHeight());
  }

  @Test
  void pointsAreAtTheirValues() throws IOException {
    ScatterChart chart =
        new ScatterChart(
            "taggers",
            "words/s",
            "accuracy, %",
            List.of(
                new ScatterChart.Point("slow", 100, 95),
                new ScatterChart.Point("middle", 200, 94),
                new ScatterChart.Point("fast", 300, 93)),
            "here");
    BufferedImage image = drawn(chart);
    double dx = centerX(image, ORANGE) - centerX(image, BLUE);
    double dy = centerY(image, ORANGE) - centerY(image, BLUE);
    assertThat(centerX(image, GREEN) - centerX(image, ORANGE)).isCloseTo(dx, within(2.0));
    assertThat(centerY(image, GREEN) - centerY(image, ORANGE)).isCloseTo(dy, within(2.0));
    assertThat(dx).isGreaterThan(100);
    assertThat(dy).isGreaterThan(50); // downward: less accurate
  }

  @Test
  void logarithmicAxesSpaceFactorsEqually() throws IOException {
    // each curve is one point, in a colour of its own
    BufferedImage image =
        drawn(
            new LineChart("lengths", "T", "ratio")
                .logarithmicX()
                .logarithmicY()
                .caption("here")
                .markedCurve("a", List.of(10, 10), List.of(3, 3))
                .markedCurve("b", List.of(100, 100), List.of(30, 30))
                .markedCurve("c", List.of(1000, 1000), List.of(300, 300)));
    int plot = 2 * 320; // above the legend, which has the same colours
    BufferedImage top = image.getSubimage(0, 0, image.getWidth(), plot);
    double dx = centerX(top, ORANGE) - centerX(top, BLUE);
    double dy = centerY(top, ORANGE) - centerY(top, BLUE);
    assertThat(centerX(top, GREEN) - centerX(top, ORANGE)).isCloseTo(dx, within(2.0));
    assertThat(centerY(top, GREEN) - centerY(top, ORANGE)).isCloseTo(dy, within(2.0));
    assertThat(dx).isGreaterThan(100);
    assertThat(dy).isLessThan(-50); // upward
  }

  private static double centerX(BufferedImage image, Color colour) {
    return Pixels.bounds(image, colour).getCenterX();
  }

  private static double centerY(BufferedImage image, Color colour) {
    return Pixels.bounds(image, colour).getCenterY();
  }

  /** The scale from 0 to 80 is the same whether a point at 0 or the option makes it start there. */
  @Test
  void verticalAxisStartsAtZeroOnDemand() throws IOException {
    double[] from = marks(new LineChart("steps", "step", "ms").fromZero(), 0);
    double[] all =
        marks(
            new LineChart("steps", "step", "ms").markedCurve("c", List.of(1, 1), List.of(0, 0)), 1);
    assertThat(from[0]).isCloseTo(all[0], within(3.0));
    assertThat(from[1]).isCloseTo(all[1], within(3.0));
    assertThat(marks(new LineChart("steps", "step", "ms"), 0)[0] - from[0]).isGreaterThan(50);
  }

  /** Returns the heights of two marks, at 70 and at 80. */
  private double[] marks(LineChart chart, int colours) throws IOException {
    chart.markedCurve("a", List.of(1, 1), List.of(70, 70));
    chart.markedCurve("b", List.of(1, 1), List.of(80, 80));
    BufferedImage image = drawn(chart);
    BufferedImage plot = image.getSubimage(0, 0, image.getWidth(), 2 * 320);
    return new double[] {
      centerY(plot, ChartStyle.PALETTE.get(colours)),
      centerY(plot, ChartStyle.PALETTE.get(colours + 1))
    };
  }

  @Test
  void horizontalAxisOfPointsStartsAtZero() throws IOException {
    ScatterChart chart =
        new ScatterChart("t", "x", "y", List.of(new ScatterChart.Point("p", 100, 5)), "here");
    BufferedImage image = drawn(chart);
    assertThat(centerX(image, BLUE) / image.getWidth()).isBetween(0.8, 0.95);
  }

  @Test
  void regressionPointsLieAtTheirErrors() throws IOException {
    List<Float> gold = List.of(0f, 5f, 10f);
    BufferedImage image = drawn(new RegressionChart("t", gold, List.of(0f, 9f, 10f)));
    Color light = new Color(0xA5CDE4); // the palette's blue, 90 of 255, on white
    BufferedImage plot = image.getSubimage(0, 0, image.getWidth(), 2 * 475);
    double low = Pixels.bounds(plot, light).getMaxY(); // of the point (0, 0)
    double high = Pixels.bounds(plot, light).getMinY(); // of the point (10, 10)
    double middle =
        centerY(
            plot.getSubimage(plot.getWidth() * 2 / 5, 0, plot.getWidth() / 4, plot.getHeight()),
            light);
    assertThat((low - middle) / (low - high)).isCloseTo(0.9, within(0.03));
  }

  @Test
  void longCaptionsAreBrokenIntoLines() throws IOException {
    BarChart.Panel panel = new BarChart.Panel("s", "%.0f", List.of(new BarChart.Bar("ours", 1)));
    int one = drawn(new BarChart("t", List.of(panel), "here")).getHeight();
    int two = drawn(new BarChart("t", List.of(panel), "many words ".repeat(20))).getHeight();
    assertThat(two).isEqualTo(one + 2 * 15);
  }

  /** As two equal cases of a benchmark. */
  @Test
  void equalNamesAreTwoBars() throws IOException {
    List<BarChart.Bar> same = List.of(new BarChart.Bar("a", 1), new BarChart.Bar("a", 1));
    List<BarChart.Bar> distinct = List.of(new BarChart.Bar("a", 1), new BarChart.Bar("b", 1));
    assertThat(Pixels.area(drawn(panel(same)), BLUE))
        .isCloseTo(Pixels.area(drawn(panel(distinct)), BLUE), withinPercentage(5));
  }

  private static BarChart panel(List<BarChart.Bar> bars) {
    return new BarChart("t", List.of(new BarChart.Panel("s", "%.0f", bars)), "here");
  }

  @Test
  void unwritableFileIsNamed() {
    assertThatThrownBy(
            () -> new LineChart("t", "x", "y").curve("c", List.of(1), List.of(1)).write(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void invalidValuesAndEmptyChartsAreRejected() {
    rejects(
        "chart: expected a finite value of at least 0 for 'b', got -1.0",
        () -> new BarChart.Bar("b", -1));
    rejects(
        "chart: expected at least one bar for 'seconds', got none",
        () -> new BarChart.Panel("seconds", "%.0f", List.of()));
    rejects(
        "chart: expected a format of numbers such as %.2f for 's', got 'ms'",
        () -> new BarChart.Panel("s", "ms", List.of(new BarChart.Bar("b", 1))));
    rejects(
        "chart: expected at least one panel, got none", () -> new BarChart("t", List.of(), "c"));
    rejects(
        "chart: expected finite values, x of at least 0, for 'p', got 1.0 and NaN",
        () -> new ScatterChart.Point("p", 1, Double.NaN));
    rejects(
        "chart: expected at least one point, got none",
        () -> new ScatterChart("t", "x", "y", List.of(), "c"));
    rejects(
        "chart: expected as many true as predicted numbers, at least 1, got 2 and 1",
        () -> new RegressionChart("t", List.of(1f, 2f), List.of(1f)));
    rejects(
        "chart: expected finite predicted numbers, got NaN; did the training diverge?",
        () -> new RegressionChart("t", List.of(1f), List.of(Float.NaN)));
    rejects(
        "chart: expected at least one curve, got none", () -> drawn(new LineChart("t", "x", "y")));
    LineChart zero =
        new LineChart("t", "x", "y").logarithmicY().curve("c", List.of(1, 2), List.of(0, 1));
    rejects("chart: expected finite numbers above 0 on the axis y, got 0.0", () -> drawn(zero));
    LineChart gap = new LineChart("t", "x", "y").curve("c", List.of(1, 2), List.of(1, Double.NaN));
    rejects("chart: expected finite numbers on the axis y, got NaN", () -> drawn(gap));
    assertThatThrownBy(() -> new BarChart.Panel("s", "%d", List.of(new BarChart.Bar("b", 1))))
        .isInstanceOf(IllegalFormatException.class);
  }

  private static void rejects(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
