package org.tributary.examples.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of numbers on a command line. */
public record Numbers(CommandSpec command) {

  /** Wrong usage where {@code value} is less than 1. */
  public void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          command.commandLine(), "%s: expected at least 1, got %d".formatted(option, value));
    }
  }
}
