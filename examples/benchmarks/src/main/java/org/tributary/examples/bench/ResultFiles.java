package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.chart.Fonts;
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
    if (figure != null) {
      requirePng(figure);
      Fonts.require();
      figureFile = OutputFile.atFileOrDevice(figure);
    }
  }

  private static void requirePng(Path figure) throws IOException {
    boolean other = Files.exists(figure) && !Files.isRegularFile(figure); // such as /dev/stdout
    if (!other && !figure.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new IOException(
          "--figure: expected a file name that ends in .png, got %s; charts are PNG images"
              .formatted(figure));
    }
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
