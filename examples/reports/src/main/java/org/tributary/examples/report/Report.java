package org.tributary.examples.report;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tributary.examples.files.OutputFile;

/** A report's two files in a folder: {@code report.html} and {@code report.md}. */
public final class Report {

  private final OutputFile html;
  private final OutputFile markdown;

  private Report(OutputFile html, OutputFile markdown) {
    this.html = html;
    this.markdown = markdown;
  }

  /**
   * Checks that a report can be written, and makes its folder where there is none.
   *
   * @param folder where the two files shall be
   * @return the report, not yet written
   * @throws IOException where the folder cannot be made or written
   */
  public static Report in(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      FileSystemException told =
          new FileSystemException(
              folder.toString(),
              null,
              "the folder cannot be made; is a file there, or may you not write there?");
      told.initCause(e);
      throw told;
    }
    return new Report(
        OutputFile.at(folder.resolve("report.html")), OutputFile.at(folder.resolve("report.md")));
  }

  /**
   * Writes both files, each whole or not at all.
   *
   * @param model what to report
   * @throws IOException where writing fails
   */
  public void write(ReportModel model) throws IOException {
    html.write(ReportRenderer.html(model));
    markdown.write(ReportRenderer.markdown(model));
  }

  /**
   * The page for a browser.
   *
   * @return its path
   */
  public Path html() {
    return html.path();
  }

  /**
   * The page as Markdown.
   *
   * @return its path
   */
  public Path markdown() {
    return markdown.path();
  }
}
