package org.tributary.examples.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The {@code completion} command: a script that completes commands and options in a shell. */
@Command(
    name = "completion",
    description = "Print a completion script of commands and options for bash and zsh.",
    footer = {"", "Examples:", "  source <(tributary completion)"})
final class CompletionCommand extends AppCommand {

  @Override
  public Integer call() {
    CommandSpec program = command.root();
    console.say(AutoComplete.bash(program.name(), program.commandLine()).stripTrailing());
    return 0;
  }
}
