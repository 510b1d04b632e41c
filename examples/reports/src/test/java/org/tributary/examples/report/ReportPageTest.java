package org.tributary.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.tributary.examples.browser.Chromium;
import org.tributary.examples.io.NumberFormats;
import org.tributary.testing.CaseSelection;

/** The pages of reports in Chromium. Skipped with a message where it is missing. */
class ReportPageTest {
  private static final double MIN_CONTRAST = 4.5; // WCAG 2.2, level AA

  /** The elements that reach beyond the right edge, except what a region scrolls. */
  private static final String TOO_WIDE =
      """
      return [...document.querySelectorAll("body *")]
        .filter((e) => !e.closest(".scroll, .figures") && e.getBoundingClientRect().right > innerWidth + 0.5)
        .map((e) => e.outerHTML.slice(0, 200))
      """;

  /** The names of rows that take more than one line, if all are {@code corporation}. */
  private static final String BROKEN_NAMES =
      """
      const names = [...document.querySelectorAll(".figures tbody th")];
      names.forEach((name) => { name.textContent = "corporation"; });
      return names.map((name) => {
          const words = document.createRange();
          words.selectNodeContents(name);
          return words.getClientRects().length;
        })
        .filter((lines) => lines !== 1)
      """;

  /** The visible text of the cells of rows, in one call: one for each cell takes seconds. */
  private static final String CELLS =
      """
      const visible = { opacityProperty: true, visibilityProperty: true };
      return [...document.querySelectorAll(arguments[0])]
        .map((row) => [...row.querySelectorAll("th, td")]
          .map((cell) => cell.checkVisibility(visible) ? cell.innerText.trim() : ""))
      """;

  @TempDir static Path folder;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start(folder.resolve("profile"));
    Report.in(folder.resolve("tags"))
        .write(SampleContents.contents(SampleContents.random(1, false)));
    Report.in(folder.resolve("spans"))
        .write(SampleContents.contents(SampleContents.random(1, true)));
    Report.in(folder.resolve("comparison")).write(SampleContents.comparison(true));
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static void open(String report, int width, String scheme) {
    chromium.scheme(scheme);
    chromium.width(width);
    chromium.driver().get(folder.resolve(report).resolve("report.html").toUri().toString());
  }

  private static JsonNode json(String report) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(report).resolve("report.json").toFile());
  }

  /** Each report in each width; by default light and dark by turns. */
  @ParameterizedTest
  @CsvSource({
    "tags, 390, light", "tags, 800, dark", "tags, 1100, light",
    "spans, 390, dark", "spans, 800, light", "spans, 1100, dark",
    "comparison, 390, light", "comparison, 800, dark", "comparison, 1100, light"
  })
  void pageFitsItsWidthWithoutErrors(String report, int width, String byTurns) {
    String other = byTurns.equals("light") ? "dark" : "light";
    for (String scheme : CaseSelection.everyNth(2, List.of(byTurns, other))) {
      open(report, width, scheme);
      // folded tables too
      chromium
          .driver()
          .executeScript("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
      assertThat((Long) chromium.driver().executeScript("return innerWidth")).isEqualTo(width);
      assertThat((List<?>) chromium.driver().executeScript(TOO_WIDE)).isEmpty();
      assertThat(
              (Long) chromium.driver().executeScript("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(width);
      assertThat(chromium.consoleErrors()).isEmpty();
    }
  }

  /** A name that fits the page is on one line; the table scrolls if all of it does not. */
  @ParameterizedTest
  @ValueSource(strings = {"tags", "spans", "comparison"})
  void namesDoNotBreakInsideAWordOnAPhone(String report) {
    open(report, 390, "light");
    chromium
        .driver()
        .executeScript("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
    assertThat((List<?>) chromium.driver().executeScript(BROKEN_NAMES)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tags", "spans"})
  void numbersAreThoseOfTheJson(String report) throws IOException {
    open(report, 1100, "light");
    JsonNode json = json(report);
    assertThat(chromium.all(".card .value").get(0).getText())
        .isEqualTo(NumberFormats.percent(json.at("/score/value").asDouble()));
    assertThat(chromium.all(".card .quiet").get(0).getText())
        .isEqualTo(
            "95 % interval "
                + NumberFormats.percent(json.at("/score/low").asDouble()).replace(" %", "–")
                + NumberFormats.percent(json.at("/score/high").asDouble()));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode label : json.get("labels")) {
      rows.add(
          List.of(
              label.get("label").asText(),
              NumberFormats.percent(label.get("precision").asDouble()),
              NumberFormats.percent(label.get("recall").asDouble()),
              NumberFormats.percent(label.get("f1").asDouble()),
              NumberFormats.count(label.get("gold").asLong())));
    }
    assertThat(rows("#labels tbody tr")).isEqualTo(rows);
    List<List<String>> thresholds = new ArrayList<>();
    for (JsonNode threshold : json.at("/calibration/thresholds")) {
      thresholds.add(
          List.of(
              NumberFormats.percent(threshold.get("confidence").asDouble()),
              NumberFormats.count(threshold.get("count").asLong()),
              NumberFormats.percent(threshold.get("coverage").asDouble()),
              threshold.get("accuracy").isNull()
                  ? NumberFormats.NONE
                  : NumberFormats.percent(threshold.get("accuracy").asDouble())));
    }
    List<List<String>> shown = rows("#calibration tbody tr");
    assertThat(shown.subList(shown.size() - thresholds.size(), shown.size())).isEqualTo(thresholds);
  }

  @SuppressWarnings("unchecked") // what the script returns
  private static List<List<String>> rows(String selector) {
    return (List<List<String>>) chromium.driver().executeScript(CELLS, selector);
  }

  @Test
  void chartsShowTheJsonsNumbers() throws IOException {
    open("spans", 1100, "light");
    JsonNode json = json("spans");
    List<?> losses =
        (List<?>)
            chromium
                .driver()
                .executeScript(
                    "return Chart.getChart(document.querySelector('[data-chart=learning]')).data.datasets[1].data");
    assertThat(losses).asString().isEqualTo("[1.25, 0.75, 0.5]");
    for (String path : List.of("calibration", "spans.calibration")) {
      List<?> points =
          (List<?>)
              chromium
                  .driver()
                  .executeScript(
                      "return Chart.getChart(document.querySelector('[data-chart=reliability][data-path=\""
                          + path
                          + "\"]')).data.datasets[0].data.map((p) => p.y)");
      List<Double> accuracies = new ArrayList<>();
      for (JsonNode bin : json.at("/" + path.replace('.', '/') + "/bins")) {
        if (bin.get("count").asLong() > 0) {
          accuracies.add(100 * bin.get("accuracy").asDouble());
        }
      }
      assertThat(points.stream().map(p -> ((Number) p).doubleValue()).toList())
          .isEqualTo(accuracies);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void textIsReadable(String scheme) {
    open("spans", 1100, scheme);
    String page = chromium.driver().findElement(By.tagName("body")).getCssValue("background-color");
    assertThat(Chromium.luminance(page)).matches(l -> scheme.equals("dark") ? l < 0.1 : l > 0.8);
    String panel = chromium.all("section:not(.cards)").get(0).getCssValue("background-color");
    for (String selector :
        List.of("h2", ".quiet", "section .good", "section .bad", "thead th", "summary", "nav a")) {
      String colour = chromium.all(selector).get(0).getCssValue("color");
      assertThat(Math.min(Chromium.contrast(colour, page), Chromium.contrast(colour, panel)))
          .as("%s, %s", selector, scheme)
          .isGreaterThan(MIN_CONTRAST);
    }
  }

  @Test
  void examplesUnfoldByKeyboard() {
    open("spans", 1100, "light");
    WebElement summary = chromium.all("#span-errors summary").get(0);
    WebElement table = chromium.all("#span-errors details table").get(0);
    assertThat(table.isDisplayed()).isFalse();
    summary.sendKeys(Keys.ENTER);
    assertThat(table.isDisplayed()).isTrue();
    assertThat(chromium.all("#span-errors details mark")).isNotEmpty();
  }

  @Test
  void matrixIsShownWhereItFits() {
    open("tags", 1100, "light");
    assertThat(chromium.all("#confusions .matrix").get(0).isDisplayed()).isTrue();
  }
}
