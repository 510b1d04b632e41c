package org.tributary.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.tributary.examples.browser.Chromium;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggingService;

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
  private static Chromium chromium;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start(folder.resolve("profile"));
    browser = chromium.driver();
    Path model = folder.resolve("names.tributary");
    NamesModel.write(model);
    ServiceMetrics metrics = new ServiceMetrics();
    server =
        new TaggingServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TaggingService.of(Tagger.load(model)).listener(metrics).start(),
            metrics,
            () -> Tagger.load(model),
            new TaggingServer.Options(MAX_BODY, Duration.ofSeconds(5), false, Locale.ENGLISH));
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() {
    chromium.scheme("light");
    chromium.windowWidth();
    browser.get("http://127.0.0.1:" + server.port() + "/");
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
      pause();
    }
    return message;
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<WebElement> all(String selector) {
    return chromium.all(selector);
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
      chromium.scheme(scheme);
      tag("Ada Lovelace left Rome.");
      String ground = browser.findElement(By.tagName("body")).getCssValue("background-color");
      assertThat(Chromium.luminance(ground))
          .as(scheme)
          .matches(l -> scheme.equals("dark") ? l < 0.1 : l > 0.9);
      for (WebElement tag : all(".tag")) {
        assertThat(Chromium.contrast(tag.getCssValue("color"), tag.getCssValue("background-color")))
            .as("contrast of %s, %s", tag.getText(), scheme)
            .isGreaterThan(MIN_CONTRAST);
      }
      WebElement error = tag("");
      assertThat(Chromium.contrast(error.getCssValue("color"), ground)).isGreaterThan(MIN_CONTRAST);
    }
  }

  @Test
  void phoneScrollsInOneDirection() {
    chromium.width(PHONE_WIDTH);
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
