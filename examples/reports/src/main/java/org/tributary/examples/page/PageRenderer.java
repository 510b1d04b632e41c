package org.tributary.examples.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A renderer of pages by the templates in this package's resources. */
public final class PageRenderer {
  private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
  private static final String SCRIPT = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.js";

  private PageRenderer() {}

  /**
   * Returns a self-contained HTML page; style, scripts and data are inlined.
   *
   * @param page the page
   * @param data the data of the charts, embedded as a whole
   * @return the text of the file
   */
  public static String html(Page page, ObjectNode data) {
    Map<String, Object> context = new HashMap<>();
    context.put("page", page);
    // a script element ends at the first </script, whatever its contents
    context.put("data", data.toString().replace("<", "\\u003c"));
    context.put("chartScript", chartScript());
    context.put("style", resource("page.css"));
    context.put("script", resource("page.js"));
    return render("page.html.mustache", Escapers.HTML, context);
  }

  /**
   * Returns the page as GitHub-flavoured Markdown, without its charts.
   *
   * @param page the page
   * @return the text of the file
   */
  public static String markdown(Page page) {
    return render("page.md.mustache", PageRenderer::escapeMarkdown, Map.of("page", page));
  }

  private static String render(
      String template, Mustache.Escaper escaper, Map<String, Object> context) {
    return Mustache.compiler()
        .withEscaper(escaper)
        .emptyStringIsFalse(true)
        .withLoader(name -> new StringReader(resource(name)))
        .compile(resource(template))
        .execute(context);
  }

  /**
   * Escapes a text for a paragraph or a table cell: a backslash before every special character, an
   * entity for the ampersand, a space for every line break.
   */
  private static String escapeMarkdown(String text) {
    return text.replaceAll("[\\\\`*_\\[\\]<>|~#$!]", "\\\\$0")
        .replace("&", "&amp;")
        .replaceAll("[\n\r]", " ");
  }

  /** Returns the Chart.js script without its source map reference. */
  private static String chartScript() {
    Properties webjar = new Properties();
    try (InputStream properties = PageRenderer.class.getResourceAsStream(WEBJAR)) {
      webjar.load(properties);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return resource(SCRIPT.formatted(webjar.getProperty("version")))
        .replaceFirst("(?m)^//# sourceMappingURL=.*$", "");
  }

  private static String resource(String name) {
    try (InputStream stream = PageRenderer.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
