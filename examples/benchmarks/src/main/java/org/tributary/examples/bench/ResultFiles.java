package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.files.OutputFile;
import picocli.CommandLine.Option;

/** Options for a benchmark's output files. */
final class ResultFiles {

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Output file for the results as JSON. Default: none.")
  private Path json;

  @Option(
      names = "--figure",
      paramLabel = "FILE.png",
      description = "Output file for the chart as PNG. Default: none.")
  private Path figure;

  private OutputFile jsonFile;
  private OutputFile figureFile;

  /** Checks, before the work, that the files can be written. */
  void check() throws IOException {
    jsonFile = json == null ? null : OutputFile.atFileOrDevice(json);
    figureFile = figure == null ? null : OutputFile.atFileOrDevice(figure);
  }

  void write(BenchResult result) throws IOException {
    if (jsonFile != null) {
      jsonFile.write(result.json().toPrettyString() + "\n");
    }
    if (figureFile != null) {
      figureFile.write(result.figure()::write);
    }
  }
}
