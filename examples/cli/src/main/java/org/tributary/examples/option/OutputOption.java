package org.tributary.examples.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * An option that names an output file, which must differ from the command's other files.
 *
 * @param command the command of the option
 * @param option the option's name
 * @param path the output file
 */
public record OutputOption(CommandSpec command, String option, Path path) {

  /**
   * Checks that the file differs from that of another option.
   *
   * @throws ParameterException if both options name the same file
   */
  public void requireDistinctFrom(String otherOption, Path other) throws IOException {
    boolean bothExist = Files.exists(path) && Files.exists(other);
    if (bothExist ? Files.isSameFile(path, other) : absolute(path).equals(absolute(other))) {
      throw new ParameterException(
          command.commandLine(),
          "%s: expected a different file from %s, got %s for both"
              .formatted(option, otherOption, path));
    }
  }

  /**
   * Checks that the file differs from those of other options.
   *
   * @throws ParameterException if it is one of them
   */
  public void requireDistinctFrom(Map<String, Path> others) throws IOException {
    for (Map.Entry<String, Path> other : others.entrySet()) {
      requireDistinctFrom(other.getKey(), other.getValue());
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
