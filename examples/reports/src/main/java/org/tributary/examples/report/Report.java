package org.tributary.examples.report;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tributary.examples.files.OutputFile;

/** The two files of a report in a folder: {@code report.html} and {@code report.md}. */
public final class Report {

  private final OutputFile html;
  private final OutputFile markdown;

  private Report(OutputFile html, OutputFile markdown) {
    this.html = html;
    this.markdown = markdown;
  }

  /**
   * Checks that a report can be written, and creates its folder if missing.
   *
   * @param folder the destination folder
   * @return the report, not yet written
   * @throws IOException if the folder cannot be created or written
   */
  public static Report in(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      FileSystemException error =
          new FileSystemException(
              folder.toString(),
              null,
              "the folder cannot be created; does a file of that name exist, or is writing not permitted?");
      error.initCause(e);
      throw error;
    }
    return new Report(
        OutputFile.at(folder.resolve("report.html")), OutputFile.at(folder.resolve("report.md")));
  }

  /**
   * Writes both files, each atomically.
   *
   * @param model the report's contents
   * @throws IOException if writing fails
   */
  public void write(ReportModel model) throws IOException {
    html.write(ReportRenderer.html(model));
    markdown.write(ReportRenderer.markdown(model));
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
}
