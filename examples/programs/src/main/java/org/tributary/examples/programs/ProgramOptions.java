package org.tributary.examples.programs;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of every program that writes files. */
final class ProgramOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      defaultValue = "target/programs",
      description = "Folder of the results. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  /** Returns the path of a file in the folder of the results. */
  Path file(String name) {
    return folder.resolve(name);
  }
}
