package org.tributary.examples.option;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.examples.console.Console;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.report.Report;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options for the files that scores are written to: JSON and a report. */
public final class ScoreFileOptions extends MixinOptions {

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Output file for the scores as JSON. Default: none.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Output folder for report.html, report.md and report.json; created if absent. Default:"
              + " none.")
  private Path report;

  /**
   * Checks that the JSON file is none of the command's other files.
   *
   * @throws ParameterException if it is one of them
   * @throws IOException if files cannot be compared
   */
  public void check() throws IOException {
    if (json != null) {
      requireOwnFile("--json", json);
    }
  }

  /**
   * Checks that the files can be written; called before the work whose scores they get.
   *
   * @return the files
   * @throws IOException if one cannot be written
   */
  public ScoreFiles open() throws IOException {
    return new ScoreFiles(
        json == null ? null : OutputFile.atFileOrDevice(json),
        report == null ? null : Report.in(report));
  }

  /**
   * The files of scores: JSON, a report, both or none.
   *
   * @param json the file of JSON; null for none
   * @param report the report; null for none
   */
  public record ScoreFiles(OutputFile json, Report report) {

    /** Writes the scores. */
    public void write(Report.Contents contents) throws IOException {
      if (json != null) {
        json.write(Report.json(contents));
      }
      if (report != null) {
        report.write(contents);
      }
    }

    /** Prints the paths of the written files. */
    public void print(Console console) {
      if (json != null) {
        console.say("json    %s", json.path());
      }
      if (report != null) {
        console.say("report  %s", report.html());
        console.say("        %s", report.markdown());
        console.say("        %s", report.json());
      }
    }
  }
}
