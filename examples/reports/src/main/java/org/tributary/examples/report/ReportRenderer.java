package org.tributary.examples.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A renderer of reports by the templates in this package's resources. */
final class ReportRenderer {

  private ReportRenderer() {}

  /** Returns a self-contained HTML page; style, script and data are inlined. */
  static String html(ReportModel model) {
    return render(
        "report.html.mustache",
        Escapers.HTML,
        Map.of(
            "report", ReportView.of(model),
            "curve", LearningCurve.json(model.history()),
            "chartScript", LearningCurve.chartScript(),
            "style", resource("report.css"),
            "script", resource("report.js")));
  }

  /** Returns the report as GitHub-flavoured Markdown. */
  static String markdown(ReportModel model) {
    return render(
        "report.md.mustache", MarkdownText::escape, Map.of("report", ReportView.of(model)));
  }

  private static String render(
      String template, Mustache.Escaper escaper, Map<String, Object> context) {
    return Mustache.compiler()
        .withEscaper(escaper)
        .emptyStringIsFalse(true)
        .compile(resource(template))
        .execute(context);
  }

  private static String resource(String name) {
    try (InputStream stream = ReportRenderer.class.getResourceAsStream(name);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
