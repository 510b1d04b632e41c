package org.tributary.examples.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.LayerCase.CellKind;
import org.tributary.examples.command.Numbers;
import org.tributary.examples.command.RuntimeOptions;
import org.tributary.examples.console.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times what lengths cost. */
@Command(
    name = "lengths",
    description =
        "Time a bidirectional layer on rows whose lengths are spread evenly from 1 step to T, over"
            + " the same tensor without lengths, in turn: inference, and a training step (forward,"
            + " backward, all gradients). The column issue has the ratios that PyTorch's issue 149194"
            + " gives for packed sequences: of the forward pass, and of the backward pass alone.",
    footer = {
      "",
      "The peak is how far a module's prediction raises the process's memory, beside the Java heap,",
      "which holds its input and output (Linux).",
      "",
      "Examples:",
      "  bench lengths --json lengths.json --figure lengths.svg",
      "  bench lengths --cell gru --steps 10,100 --peer libtorch",
      "",
      "A peer needs a build with its profile: mvn -Ppeers package -DskipTests"
    })
final class BenchLengthsCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      defaultValue = "lstm",
      description = "lstm, gru or rnn. Default: ${DEFAULT-VALUE}.")
  private CellKind cell;

  @Option(
      names = "--steps",
      paramLabel = "T",
      split = ",",
      defaultValue = "10,100,1000,4000",
      description =
          "Steps of the longest row, several separated by ','. Default: ${DEFAULT-VALUE}.")
  private List<Integer> steps;

  @Option(
      names = "--rows",
      paramLabel = "B",
      defaultValue = "32",
      description = "Rows of the batch. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--input",
      paramLabel = "I",
      defaultValue = "64",
      description = "Input size. Default: ${DEFAULT-VALUE}.")
  private int input;

  @Option(
      names = "--hidden",
      paramLabel = "H",
      defaultValue = "64",
      description = "Hidden size of one direction. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(names = "--peer", paramLabel = "PEER", description = "Beside whom: libtorch.")
  private String peer;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Timed rounds a case. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Mixin private ResultFiles files;
  @Mixin private RuntimeOptions runtime;

  BenchLengthsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Numbers numbers = new Numbers(command);
    steps.forEach(t -> numbers.requirePositive("--steps", t));
    numbers.requirePositive("--rows", rows);
    numbers.requirePositive("--input", input);
    numbers.requirePositive("--hidden", hidden);
    numbers.requirePositive("--rounds", rounds);
    runtime.check();
    files.check();
    Optional<Peer> beside = Optional.ofNullable(peer).map(Peer::named);
    runtime.apply();
    console.say("%s", LengthsBench.head());
    LengthsBench.Plan plan = new LengthsBench.Plan(cell, steps, rows, input, hidden);
    files.write(new LengthsBench(plan, beside, rounds).run(line -> console.say("%s", line)));
    return 0;
  }
}
