package org.tributary.examples.command;

import org.tributary.examples.console.Console;
import org.tributary.examples.option.DebugOption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command of a program with subcommands, with the attributes that all programs have. */
@Command(
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:success", "1:failure; one line states the cause", "2:wrong usage"})
public abstract class RootCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private DebugOption debug;

  /**
   * Runs a command.
   *
   * @param program the command line of this command and its subcommands
   * @return the exit code: 0 for success, 1 for a failed job, 2 for wrong usage, 130 for a training
   *     that Ctrl-C stopped
   */
  protected int run(Console console, CommandLine program, String... arguments) {
    return CommandRunner.run(console, program, debug, arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "expected a command: " + String.join(", ", command.subcommands().keySet()));
  }
}
