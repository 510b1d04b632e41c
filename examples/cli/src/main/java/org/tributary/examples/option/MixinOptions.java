package org.tributary.examples.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Base class of picocli mixins, with access to the command and usage errors. */
public abstract class MixinOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  /** Returns the command that the options belong to. */
  protected final CommandSpec command() {
    return command;
  }

  /** Returns whether the user has given an option of the command. */
  protected final boolean isGiven(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** Returns the exception of wrong usage. */
  protected final ParameterException wrongUsage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
