package org.tributary.examples.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int k = 0; k < found.getLength(); k++) {
      elements.add((Element) found.item(k));
    }
    return elements;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static LineChart chart(Axis x, Axis y, LineChart.Point... points) {
    return new LineChart(
        "a < b & c", x, y, List.of(new LineChart.Series("ours", List.of(points))), "here");
  }

  @Test
  void pointsAreNamedAndPlacedByTheirValues() throws Exception {
    Document svg =
        parsed(
            new ScatterChart(
                    "a < b",
                    "words/s",
                    "accuracy, %",
                    List.of(
                        new ScatterChart.Point("slow & good", 100_000, 95.5),
                        new ScatterChart.Point("fast", 200_000, 93)),
                    "here")
                .svg());
    List<Element> points = elements(svg, "circle");
    assertThat(points).hasSize(2);
    double zero = 70; // the left margin
    assertThat(number(points.get(1), "cx") - zero)
        .isCloseTo(2 * (number(points.get(0), "cx") - zero), within(0.2));
    assertThat(number(points.get(0), "cy")).isLessThan(number(points.get(1), "cy"));
    assertThat(elements(svg, "text"))
        .extracting(Element::getTextContent)
        .contains("slow & good", "fast", "93", "96", "200,000");
    assertThatThrownBy(() -> new ScatterChart("", "", "", List.of(), ""))
        .hasMessage("chart: expected at least one point, got none");
    assertThatThrownBy(() -> new ScatterChart.Point("p", -1, 3))
        .hasMessage("chart: expected finite values, x of at least 0, for 'p', got -1.0 and 3.0");
  }

  @Test
  void equalRatiosAreEquallySpacedOnALogarithmicAxis() throws Exception {
    Document svg =
        parsed(
            chart(
                    Axis.logarithmic("T"),
                    Axis.logarithmic("ratio"),
                    new LineChart.Point(10, 3),
                    new LineChart.Point(100, 30),
                    new LineChart.Point(1000, 300))
                .svg());
    List<Element> points = elements(svg, "circle");
    assertThat(points).hasSize(3);
    double dx = number(points.get(1), "cx") - number(points.get(0), "cx");
    double dy = number(points.get(0), "cy") - number(points.get(1), "cy");
    assertThat(number(points.get(2), "cx") - number(points.get(1), "cx"))
        .isCloseTo(dx, within(0.2));
    assertThat(number(points.get(1), "cy") - number(points.get(2), "cy"))
        .isCloseTo(dy, within(0.2));
    assertThat(dx).isPositive();
    assertThat(dy).isPositive();
    assertThat(elements(svg, "text"))
        .extracting(Element::getTextContent)
        .contains("a < b & c", "10", "100", "1,000", "2", "500", "ours", "here");
  }

  @Test
  void linearAxisStartsAtZero() throws Exception {
    Document svg =
        parsed(
            chart(
                    Axis.linear("step"),
                    Axis.linear("ms"),
                    new LineChart.Point(1, 40),
                    new LineChart.Point(2, 80))
                .svg());
    double bottom = number(elements(svg, "line").get(0), "y1"); // of tick 0
    List<Element> points = elements(svg, "circle");
    assertThat((bottom - number(points.get(1), "cy")) / (bottom - number(points.get(0), "cy")))
        .isCloseTo(2, within(0.01));
    assertThat(elements(svg, "text")).extracting(Element::getTextContent).contains("0", "80");
  }

  @Test
  void ticksAreRoundAndEncloseTheValues() {
    assertThat(Axis.linear("x").ticks(3, 57.5)).containsExactly(0.0, 20.0, 40.0, 60.0);
    assertThat(Axis.linear("x").ticks(0, 0)).containsExactly(0.0);
    assertThat(Axis.logarithmic("x").ticks(0.61, 96))
        .containsExactly(0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0);
    assertThat(Axis.logarithmic("x").ticks(5, 5)).containsExactly(5.0, 10.0);
  }

  @Test
  void barLengthIsProportionalWithinThePanel() throws Exception {
    BarChart chart =
        new BarChart(
            "taggers",
            List.of(
                new BarChart.Panel(
                    "accuracy",
                    List.of(
                        new BarChart.Bar("ours", 90, "90 %"), new BarChart.Bar("b", 45, "45 %"))),
                new BarChart.Panel("seconds", List.of(new BarChart.Bar("ours", 0, "0 s")))),
            "here");
    List<Element> bars = elements(parsed(chart.svg()), "rect");
    assertThat(bars).hasSize(4); // including the background
    assertThat(number(bars.get(1), "width")).isEqualTo(2 * number(bars.get(2), "width"));
    assertThat(number(bars.get(3), "width")).isZero();
    assertThat(number(bars.get(1), "width")).isGreaterThan(100);
  }

  @Test
  void invalidValuesAndEmptyChartsAreRejected() {
    assertThatThrownBy(
            () -> chart(Axis.linear("x"), Axis.logarithmic("y"), new LineChart.Point(1, 0)))
        .hasMessage("chart: expected finite values above 0 on the axis 'y', got 0.0");
    assertThatThrownBy(
            () -> chart(Axis.linear("x"), Axis.linear("y"), new LineChart.Point(Double.NaN, 0)))
        .hasMessage("chart: expected finite values of at least 0 on the axis 'x', got NaN");
    assertThatThrownBy(() -> chart(Axis.linear("x"), Axis.linear("y")))
        .hasMessage("chart: expected at least one point, got none");
    assertThatThrownBy(() -> new BarChart.Bar("b", -1, "-1"))
        .hasMessage("chart: expected a finite value of at least 0 for 'b', got -1.0");
    assertThatThrownBy(() -> new BarChart.Panel("seconds", List.of()))
        .hasMessage("chart: expected at least one bar for 'seconds', got none");
    assertThatThrownBy(() -> new BarChart("t", List.of(), "c"))
        .hasMessage("chart: expected at least one panel, got none");
  }
}
