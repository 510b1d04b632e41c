package org.tributary.examples.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions and lengths of what charts draw, in pixels. */
class ChartTest {
  private static final Color BLUE = ChartStyle.PALETTE.get(0);
  private static final Color ORANGE = ChartStyle.PALETTE.get(1);
  private static final Color GREEN = ChartStyle.PALETTE.get(2);

  @TempDir private Path folder;

  private BufferedImage drawn(Picture picture) throws IOException {
    return Drawn.read(picture, folder.resolve("chart.png"));
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
    BarChart chart = new BarChart(List.of(new BarChart.Panel("ms/step", "%.1f", bars)), "here");
    return Drawn.area(drawn(chart), BLUE);
  }

  @Test
  void panelsAreBelowEachOther() throws IOException {
    BarChart.Panel panel = new BarChart.Panel("s", "%.0f", List.of(new BarChart.Bar("ours", 1)));
    BufferedImage one = drawn(new BarChart(List.of(panel), "here"));
    BufferedImage two = drawn(new BarChart(List.of(panel, panel), "here"));
    assertThat(Drawn.area(two, BLUE)).isEqualTo(2 * Drawn.area(one, BLUE));
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
    // each curve has its own colour and is at one place
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
    return Drawn.bounds(image, colour).getCenterX();
  }

  private static double centerY(BufferedImage image, Color colour) {
    return Drawn.bounds(image, colour).getCenterY();
  }

  @Test
  void regressionPointsLieAtTheirErrors() throws IOException {
    List<Float> gold = List.of(0f, 5f, 10f);
    drawn(new RegressionChart("equal", gold, gold));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegressionChart("t", gold, List.of(1f)))
        .withMessage("chart: expected as many true as predicted numbers, at least 1, got 3 and 1");
  }

  @Test
  void invalidValuesAndEmptyChartsAreRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BarChart.Bar("b", -1))
        .withMessage("chart: expected a finite value of at least 0 for 'b', got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BarChart.Panel("seconds", "%.0f", List.of()))
        .withMessage("chart: expected at least one bar for 'seconds', got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BarChart(List.of(), "c"))
        .withMessage("chart: expected at least one panel, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScatterChart.Point("p", 1, Double.NaN))
        .withMessage("chart: expected finite values, x of at least 0, for 'p', got 1.0 and NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScatterChart("t", "x", "y", List.of(), "c"))
        .withMessage("chart: expected at least one point, got none");
    LineChart zero =
        new LineChart("t", "x", "y").logarithmicY().curve("zero", List.of(1, 2), List.of(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> zero.write(folder.resolve("zero.png")));
  }
}
