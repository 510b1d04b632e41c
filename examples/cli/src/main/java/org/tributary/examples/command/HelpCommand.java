package org.tributary.examples.command;

import org.tributary.examples.option.Suggestions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The {@code help} command of a program: prints what {@code --help} prints. */
@Command(name = "help", description = "Print the help of a command, as its --help does.")
final class HelpCommand extends AppCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "Command to explain. Default: the program.")
  private String name;

  @Override
  public Integer call() {
    CommandLine program = command.parent().commandLine();
    CommandLine explained = name == null ? program : program.getSubcommands().get(name);
    if (explained == null) {
      throw wrongUsage(Suggestions.unknown(program, name));
    }
    explained.usage(explained.getOut());
    return CommandLine.ExitCode.OK;
  }
}
