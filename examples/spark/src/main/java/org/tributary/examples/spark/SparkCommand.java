package org.tributary.examples.spark;

import org.tributary.examples.command.CommandRunner;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.DebugOption;
import org.tributary.examples.spark.search.SearchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command of the {@code tributary-spark} program. */
@Command(
    name = "tributary-spark",
    description = "Tag files and search training options on Apache Spark.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:success", "1:failure; one line states the cause", "2:wrong usage"})
final class SparkCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private DebugOption debug;

  private SparkCommand() {}

  /**
   * Runs a command.
   *
   * @return the exit code: 0 for success, 1 for a failed job, 2 for wrong usage
   */
  static int run(Console console, String... arguments) {
    SparkCommand program = new SparkCommand();
    CommandLine line =
        new CommandLine(program)
            .addSubcommand(new TagCommand(console))
            .addSubcommand(new SearchCommand(console));
    return CommandRunner.run(console, line, program.debug, arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "expected a command: " + String.join(", ", command.subcommands().keySet()));
  }
}
