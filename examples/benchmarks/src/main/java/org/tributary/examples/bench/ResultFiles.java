package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.examples.files.OutputFile;
import picocli.CommandLine.Option;

/** Where a benchmark's outcome is written, beside the table on the console. */
final class ResultFiles {

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here as well.")
  private Path json;

  @Option(names = "--figure", paramLabel = "FILE.svg", description = "Draw them here, as SVG.")
  private Path figure;

  private OutputFile jsonFile;
  private OutputFile figureFile;

  /** Fails before the work begins where a file cannot be written. */
  void check() throws IOException {
    jsonFile = json == null ? null : OutputFile.atFileOrDevice(json);
    figureFile = figure == null ? null : OutputFile.atFileOrDevice(figure);
  }

  void write(BenchResult result) throws IOException {
    if (jsonFile != null) {
      jsonFile.write(result.json().toPrettyString() + "\n");
    }
    if (figureFile != null) {
      figureFile.write(result.figure());
    }
  }
}
