package org.tributary.examples.bench;

import org.tributary.examples.option.Numbers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a load by concurrent clients. */
final class LoadOptions {

  @Option(
      names = "--clients",
      defaultValue = "16",
      paramLabel = "N",
      description = "Concurrent callers. Default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Seconds of each measurement. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  void check() {
    new Numbers(command).requirePositive("--clients", clients);
    new Numbers(command).requirePositive("--seconds", seconds);
  }

  int clients() {
    return clients;
  }

  int seconds() {
    return seconds;
  }
}
