package org.tributary.examples.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.page.Page;
import org.tributary.examples.page.PageRenderer;

/**
 * The three files of a report in a folder: {@code report.html}, {@code report.md} and {@code
 * report.json}.
 *
 * @param html the absolute path of the HTML file
 * @param markdown that of the Markdown file
 * @param json that of the JSON file
 */
public record Report(Path html, Path markdown, Path json) {
  /** The contents of a report, on one model or on several. */
  public sealed interface Contents permits ReportContents, ComparisonContents {
    /** Returns the page. */
    Page page();

    /** Returns the JSON; {@code report.schema.json} describes it. */
    ObjectNode json();
  }

  /**
   * Checks that a report can be written, and creates its folder if missing.
   *
   * @param folder the destination folder
   * @return the report, not yet written
   * @throws IOException if the folder cannot be created or written
   */
  public static Report in(Path folder) throws IOException {
    OutputFile.createFolder(folder);
    return new Report(
        OutputFile.at(folder.resolve("report.html")).path(),
        OutputFile.at(folder.resolve("report.md")).path(),
        OutputFile.at(folder.resolve("report.json")).path());
  }

  /**
   * Writes the report, each file atomically.
   *
   * @throws IOException if writing fails
   */
  public void write(Contents contents) throws IOException {
    Page page = contents.page();
    ObjectNode data = contents.json();
    OutputFile.at(html).write(PageRenderer.html(page, data));
    OutputFile.at(markdown).write(PageRenderer.markdown(page));
    OutputFile.at(json).write(text(data));
  }

  /** Returns the JSON of a report as a pretty-printed object, ending in a line feed. */
  public static String json(Contents contents) {
    return text(contents.json());
  }

  private static String text(ObjectNode data) {
    return data.toPrettyString() + "\n";
  }

  /** Returns the current time for the contents of a report, in seconds. */
  public static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
  }
}
