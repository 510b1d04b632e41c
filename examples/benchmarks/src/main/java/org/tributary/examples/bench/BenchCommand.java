package org.tributary.examples.bench;

import java.util.stream.Collectors;
import org.tributary.examples.command.CommandRunner;
import org.tributary.examples.command.VersionProvider;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.DebugOption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command of the {@code bench} program. */
@Command(
    name = "bench",
    description = "Measure Tributary's speed, alone or against a peer in the same run.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "BENCHMARK",
    usageHelpAutoWidth = true,
    footer = {"", "bench is short for: java -jar examples/benchmarks/target/bench.jar"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:success", "1:failure; one line states the cause", "2:wrong usage"})
final class BenchCommand implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private DebugOption debug;

  private BenchCommand() {}

  /**
   * Runs a benchmark.
   *
   * @param console the standard streams
   * @param arguments the command line
   * @return the exit code: 0 for success, 1 for a failed benchmark, 2 for wrong usage
   */
  static int run(Console console, String... arguments) {
    BenchCommand program = new BenchCommand();
    CommandLine line =
        new CommandLine(program)
            .addSubcommand(new BenchLayersCommand(console))
            .addSubcommand(new BenchLengthsCommand(console))
            .addSubcommand(new BenchVocabularyCommand(console))
            .addSubcommand(new BenchTaggerCommand(console))
            .addSubcommand(new BenchTaggersCommand(console))
            .addSubcommand(new BenchTaggingCommand(console))
            .addSubcommand(new BenchOnnxCommand(console))
            .addSubcommand(new BenchServingCommand(console))
            .addSubcommand(new BenchHttpCommand(console))
            .addSubcommand(new BenchSoakCommand(console))
            .addSubcommand(new BenchMemoryCommand(console))
            .addSubcommand(new BenchStartCommand(console))
            .addSubcommand(new BenchVectorsCommand(console))
            .addSubcommand(new BenchPhrasesCommand(console));
    return CommandRunner.run(console, line, program.debug, arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        command.subcommands().keySet().stream()
            .filter(name -> !name.equals("help"))
            .collect(Collectors.joining(", ", "expected a benchmark: ", "")));
  }
}
