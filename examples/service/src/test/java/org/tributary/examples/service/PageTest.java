package org.tributary.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.tributary.serve.TaggingService;
import org.tributary.tagger.Tagger;

/**
 * The page of the service in Chromium. Skipped with a message where {@code chromium} and {@code
 * chromedriver} are not on the path.
 */
class PageTest {
  private static final int MAX_BODY = 10_000;
  private static final int PHONE_WIDTH = 360;
  private static final double MIN_CONTRAST = 4.5; // WCAG 2.2, level AA

  @TempDir static Path folder;
  private static TaggingServer server;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws IOException {
    Optional<Path> chromium = onPath("chromium");
    Optional<Path> driver = onPath("chromedriver");
    if (chromium.isEmpty() || driver.isEmpty()) {
      System.out.println("SKIPPED: no chromium and chromedriver here, so no test of the page");
    }
    assumeTrue(chromium.isPresent() && driver.isPresent(), "no chromium and chromedriver");
    Path model = folder.resolve("names.tributary");
    NamesModel.write(model);
    ServiceMetrics metrics = new ServiceMetrics();
    server =
        new TaggingServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TaggingService.of(Tagger.load(model)).listener(metrics).start(),
            metrics,
            () -> Tagger.load(model),
            new ServerOptions(MAX_BODY, Duration.ofSeconds(5), false));
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // which a container's root has none of
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--user-data-dir=" + folder.resolve("profile"));
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver.get().toFile()).build(),
            options);
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() {
    media("light");
    browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    browser.get("http://127.0.0.1:" + server.port() + "/");
  }

  private static void media(String scheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Submits a text and returns the message that then appears. */
  private static WebElement tag(String text) {
    WebElement input = browser.findElement(By.id("text"));
    browser.executeScript("arguments[0].value = arguments[1]", input, text);
    browser.findElement(By.id("send")).click();
    return message();
  }

  private static WebElement message() {
    WebElement message = browser.findElement(By.id("message"));
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (message.getText().isEmpty() || message.getText().startsWith("Tagging")) {
      assertThat(System.nanoTime()).as("answered in time").isLessThan(end);
      Thread.onSpinWait();
    }
    return message;
  }

  private static List<WebElement> all(String selector) {
    return browser.findElements(By.cssSelector(selector));
  }

  @Test
  void typedTextIsShownWithColouredTagsSpansAndProbabilities() {
    WebElement input = browser.findElement(By.id("text"));
    input.clear();
    input.sendKeys("Ada Lovelace left Rome. He met Bob!");
    browser.findElement(By.id("send")).click();
    assertThat(message().getText()).isEqualTo("2 sentences, 9 tokens");
    assertThat(all(".tag"))
        .extracting(WebElement::getText)
        .containsExactly("B-PER", "I-PER", "O", "B-LOC", "O", "O", "O", "B-PER", "O");
    List<String> colours =
        all(".tag").stream().map(tag -> tag.getCssValue("background-color")).toList();
    assertThat(colours.get(0)).isEqualTo(colours.get(7)).isNotEqualTo(colours.get(2));
    assertThat(colours).doesNotContain("rgba(0, 0, 0, 0)");

    List<WebElement> spans = all(".span");
    assertThat(spans)
        .extracting(span -> span.getDomAttribute("data-type").split(" ", 2)[0])
        .containsExactly("PER", "LOC", "PER");
    assertThat(spans.get(0).getText()).contains("Ada").contains("Lovelace");
    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(span.getCssValue("border-bottom-style")).isEqualTo("solid");
              assertThat(span.getCssValue("border-bottom-width")).isEqualTo("3px");
            });

    Pattern title = Pattern.compile("(\\S+), (100|[0-9]{1,2})\\.[0-9] %");
    assertThat(all(".token"))
        .hasSize(9)
        .allSatisfy(token -> assertThat(token.getDomAttribute("title")).matches(title));
  }

  @Test
  void emptyTextIsAnError() {
    for (String text : List.of("", " \n ")) {
      WebElement message = tag(text);
      assertThat(message.getText()).isEqualTo("Type a text first: there is nothing to tag.");
      assertThat(message.getDomAttribute("class")).isEqualTo("error");
      assertThat(all(".token")).isEmpty();
    }
  }

  @Test
  void errorOfTheServiceIsShown() {
    WebElement message = tag("word ".repeat(MAX_BODY / 5 + 1));
    assertThat(message.getText()).startsWith("expected a body of at most 10000 bytes");
    assertThat(message.getDomAttribute("class")).isEqualTo("error");
    assertThat(browser.findElement(By.id("send")).isEnabled()).isTrue();
  }

  @Test
  void textIsReadableInLightAndDarkMode() {
    for (String scheme : List.of("light", "dark")) {
      media(scheme);
      tag("Ada Lovelace left Rome.");
      String ground = browser.findElement(By.tagName("body")).getCssValue("background-color");
      assertThat(luminance(ground))
          .as(scheme)
          .matches(l -> scheme.equals("dark") ? l < 0.1 : l > 0.9);
      for (WebElement tag : all(".tag")) {
        assertThat(contrast(tag.getCssValue("color"), tag.getCssValue("background-color")))
            .as("contrast of %s, %s", tag.getText(), scheme)
            .isGreaterThan(MIN_CONTRAST);
      }
      WebElement error = tag("");
      assertThat(contrast(error.getCssValue("color"), ground)).isGreaterThan(MIN_CONTRAST);
    }
  }

  /** The contrast ratio of WCAG 2. */
  private static double contrast(String one, String other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a / b, b / a);
  }

  /** The relative luminance of WCAG 2 of {@code rgb(r, g, b)} or {@code rgba(r, g, b, 1)}. */
  private static double luminance(String colour) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    String[] parts = colour.replaceAll("[^0-9.,]", "").split(",", -1);
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double value = Double.parseDouble(parts[k]) / 255;
      sum +=
          weights[k] * (value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  @Test
  void phoneScrollsInOneDirection() {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", PHONE_WIDTH, "height", 640, "deviceScaleFactor", 2, "mobile", true));
    tag(
        "Ada Lovelace met Bob. "
            + "Donaudampfschifffahrt".repeat(20)
            + " left Rome! "
            + "Ada Lovelace ".repeat(20));
    assertThat(all(".span")).isNotEmpty();
    assertThat((Long) browser.executeScript("return window.innerWidth")).isEqualTo(PHONE_WIDTH);
    assertThat((Long) browser.executeScript("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(PHONE_WIDTH);
  }
}
