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
 */
public final class Report {

  private final OutputFile html;
  private final OutputFile markdown;
  private final OutputFile json;

  private Report(OutputFile html, OutputFile markdown, OutputFile json) {
    this.html = html;
    this.markdown = markdown;
    this.json = json;
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
        OutputFile.at(folder.resolve("report.html")),
        OutputFile.at(folder.resolve("report.md")),
        OutputFile.at(folder.resolve("report.json")));
  }

  /**
   * Writes the report on one model, each file atomically.
   *
   * @param contents the report's contents
   * @throws IOException if writing fails
   */
  public void write(ReportContents contents) throws IOException {
    write(ReportPage.of(contents), ReportJson.of(contents));
  }

  /**
   * Writes a comparison of models, each file atomically.
   *
   * @param contents the comparison's contents
   * @throws IOException if writing fails
   */
  public void write(ComparisonContents contents) throws IOException {
    write(ComparisonPage.of(contents), ReportJson.of(contents));
  }

  /**
   * Returns the JSON of a report on one model; {@code report.schema.json} describes it.
   *
   * @param contents the report's contents
   * @return a pretty-printed object, ending in a line feed
   */
  public static String json(ReportContents contents) {
    return ReportJson.of(contents).toPrettyString() + "\n";
  }

  /**
   * Returns the JSON of a comparison; {@code report.schema.json} describes it.
   *
   * @param contents the comparison's contents
   * @return a pretty-printed object, ending in a line feed
   */
  public static String json(ComparisonContents contents) {
    return ReportJson.of(contents).toPrettyString() + "\n";
  }

  private void write(Page page, ObjectNode data) throws IOException {
    html.write(PageRenderer.html(page, data));
    markdown.write(PageRenderer.markdown(page));
    json.write(data.toPrettyString() + "\n");
  }

  /**
   * Returns the path of the HTML file.
   *
   * @return an absolute path
   */
  public Path html() {
    return html.path();
  }

  /**
   * Returns the path of the Markdown file.
   *
   * @return an absolute path
   */
  public Path markdown() {
    return markdown.path();
  }

  /**
   * Returns the path of the JSON file.
   *
   * @return an absolute path
   */
  public Path json() {
    return json.path();
  }

  /** Returns the current time for the contents of a report, in seconds. */
  public static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
  }
}
