package org.tributary.examples.command;

import org.tributary.examples.console.Console;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root command of the {@code tributary} program. */
@Command(
    name = "tributary",
    description = "Train, evaluate and run sequence taggers on the JVM.",
    exitCodeList = {
      "0:success",
      "1:failure; one line states the cause",
      "2:wrong usage",
      "130:stopped by Ctrl-C"
    })
public final class TributaryCommand extends RootCommand {

  private TributaryCommand() {}

  /**
   * Runs a command.
   *
   * @param console the standard streams
   * @param arguments the command line
   * @return the exit code: 0 for success, 1 for a failed job, 2 for wrong usage, 130 for a training
   *     that Ctrl-C stopped
   */
  public static int run(Console console, String... arguments) {
    TributaryCommand program = new TributaryCommand();
    return program.run(console, program.line(), arguments);
  }

  /** Returns the program's command line, which {@code docs/reference/options.md} lists. */
  static CommandLine commandLine() {
    return new TributaryCommand().line();
  }

  private CommandLine line() {
    return new CommandLine(this)
        .addSubcommand(new TourCommand())
        .addSubcommand(new DataCommand())
        .addSubcommand(new TrainCommand())
        .addSubcommand(new EvaluateCommand())
        .addSubcommand(new CompareCommand())
        .addSubcommand(new TagCommand())
        .addSubcommand(new InfoCommand())
        .addSubcommand(new ReproduceCommand())
        .addSubcommand(new ConvertCommand())
        .addSubcommand(new ImportTorchCommand())
        .addSubcommand(
            new CommandLine(new AutoComplete.GenerateCompletion()).setCommandName("completion"));
  }
}
