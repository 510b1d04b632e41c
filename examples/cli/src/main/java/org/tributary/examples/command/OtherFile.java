package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A file that is written, which must be another than those that are read.
 *
 * @param command whose usage is wrong otherwise
 * @param option names the file
 */
record OtherFile(CommandSpec command, String option, Path path) {

  /**
   * Checks it against another.
   *
   * @throws ParameterException if both are the same file
   */
  void than(String otherOption, Path other) throws IOException {
    boolean both = Files.exists(path) && Files.exists(other);
    if (both ? Files.isSameFile(path, other) : absolute(path).equals(absolute(other))) {
      throw new ParameterException(
          command.commandLine(),
          "%s: expected another file than %s, got %s for both"
              .formatted(option, otherOption, path));
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
