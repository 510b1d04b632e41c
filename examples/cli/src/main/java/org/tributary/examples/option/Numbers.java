package org.tributary.examples.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Range checks for numeric options. */
public record Numbers(CommandSpec command) {

  /**
   * Checks that {@code value} is at least 1.
   *
   * @throws ParameterException if it is smaller
   */
  public void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          command.commandLine(), "%s: expected at least 1, got %d".formatted(option, value));
    }
  }
}
