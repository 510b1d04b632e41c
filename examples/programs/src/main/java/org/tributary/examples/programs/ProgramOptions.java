package org.tributary.examples.programs;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every program that writes files. */
final class ProgramOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private Path folder;

  /** Sets the folder, before any work begins. */
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      defaultValue = "target/programs",
      description = "Folder of the results. Default: ${DEFAULT-VALUE}.")
  void folder(Path path) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new ParameterException(
          command.commandLine(), "--output: expected a folder, got the file " + path);
    }
    folder = path;
  }

  /** Returns the path of a file in the folder of the results. */
  Path file(String name) {
    return folder.resolve(name);
  }
}
