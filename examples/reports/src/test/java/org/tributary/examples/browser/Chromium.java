package org.tributary.examples.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window, for tests of pages. */
public final class Chromium implements AutoCloseable {
  private final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts a browser; skips the test with a message where {@code chromium} and {@code chromedriver}
   * are not on the path.
   *
   * @param profile a folder for its files
   */
  public static Chromium start(Path profile) {
    Optional<Path> chromium = onPath("chromium");
    Optional<Path> driver = onPath("chromedriver");
    if (chromium.isEmpty() || driver.isEmpty()) {
      System.out.println("SKIPPED: no chromium and chromedriver here, so no test of the page");
    }
    assumeTrue(chromium.isPresent() && driver.isPresent(), "no chromium and chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // which a container's root has none of
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--user-data-dir=" + profile);
    return new Chromium(
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver.get().toFile()).build(),
            options));
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Returns the driver, for what this class lacks. */
  public ChromeDriver driver() {
    return driver;
  }

  /** Prefers a colour scheme, light or dark. */
  public void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Gives pages a width in CSS pixels. */
  public void width(int pixels) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", pixels < 600));
  }

  /** Gives pages the width of the window again. */
  public void windowWidth() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /** Returns the elements of a CSS selector. */
  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Returns the errors and warnings on the console since the last call. */
  public List<String> consoleErrors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Returns the contrast ratio of WCAG 2 of two opaque CSS colours. */
  public static double contrast(String one, String other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a / b, b / a);
  }

  /**
   * Returns the relative luminance of WCAG 2 of {@code rgb(r, g, b)} or {@code rgba(r, g, b, 1)}.
   */
  public static double luminance(String colour) {
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

  @Override
  public void close() {
    driver.quit();
  }
}
