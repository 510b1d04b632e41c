package org.tributary.examples.command;

import org.tributary.examples.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Benchmarks, one a subcommand. */
@Command(
    name = "bench",
    description = "Measure how fast Tributary is, alone or beside a peer in the same run.",
    synopsisSubcommandLabel = "BENCHMARK")
final class BenchCommand implements Runnable {

  @Spec private CommandSpec command;

  static CommandLine with(Console console) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new BenchLayersCommand(console))
        .addSubcommand(new BenchLengthsCommand(console))
        .addSubcommand(new BenchVocabularyCommand(console))
        .addSubcommand(new BenchTaggerCommand(console))
        .addSubcommand(new BenchTaggersCommand(console))
        .addSubcommand(new BenchTaggingCommand(console))
        .addSubcommand(new BenchStartCommand(console));
  }

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "bench: expected a benchmark: " + String.join(", ", command.subcommands().keySet()));
  }
}
