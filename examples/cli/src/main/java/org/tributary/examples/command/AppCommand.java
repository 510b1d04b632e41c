package org.tributary.examples.command;

import java.util.concurrent.Callable;
import org.tributary.examples.console.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command of a program. {@link CommandRunner} sets its console. */
public abstract class AppCommand implements Callable<Integer> {
  protected Console console;
  @Spec protected CommandSpec command;

  /** Returns the error of wrong usage with a message. */
  protected ParameterException wrongUsage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Checks that the value of an option is at least 1. */
  protected final void requirePositive(String option, int value) {
    requireAtLeast(option, 1, value);
  }

  /** Checks the value of an option. */
  protected final void requireAtLeast(String option, int minimum, int value) {
    if (value < minimum) {
      throw wrongUsage("%s: expected at least %d, got %d".formatted(option, minimum, value));
    }
  }
}
