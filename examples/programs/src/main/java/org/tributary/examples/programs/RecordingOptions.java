package org.tributary.examples.programs;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of the programs that train on recordings. */
final class RecordingOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Training epochs. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  /** Returns the number of epochs, at least 1. */
  int epochs() {
    if (epochs < 1) {
      throw new ParameterException(
          command.commandLine(), "--epochs: expected at least 1, got " + epochs);
    }
    return epochs;
  }
}
