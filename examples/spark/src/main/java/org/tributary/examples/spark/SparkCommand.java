package org.tributary.examples.spark;

import org.tributary.examples.command.RootCommand;
import org.tributary.examples.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root command of the {@code tributary-spark} program. */
@Command(
    name = "tributary-spark",
    description = "Tag files and search training options on Apache Spark.")
final class SparkCommand extends RootCommand {
  private SparkCommand() {}

  /**
   * Runs a command.
   *
   * @return the exit code: 0 for success, 1 for a failed job, 2 for wrong usage
   */
  static int run(Console console, String... arguments) {
    SparkCommand program = new SparkCommand();
    CommandLine line =
        new CommandLine(program).addSubcommand(new TagCommand()).addSubcommand(new SearchCommand());
    return program.run(console, line, arguments);
  }
}
