package org.tributary.examples.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.layers.LengthsBench;
import org.tributary.examples.bench.layers.Peer;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.tribuo.config.TaggerCell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code lengths} command: times the overhead of sequence lengths. */
@Command(
    name = "lengths",
    description =
        "Time a bidirectional layer on sequences with lengths uniform from 1 to T steps, relative to"
            + " the same tensor without lengths: inference, and a training step (forward, backward,"
            + " all gradients). The column issue lists the ratios for packed sequences from PyTorch's"
            + " issue 149194: forward pass, and backward pass alone.",
    footer = {
      "",
      "The peak is the native memory of a module's forward pass, without the Java heap that holds",
      "its input and output (Linux only).",
      "",
      "Examples:",
      "  bench lengths --json lengths.json --figure lengths.png",
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
      description = "Recurrent cell: lstm, gru or rnn. Default: ${DEFAULT-VALUE}.")
  private TaggerCell cell;

  @Option(
      names = "--steps",
      paramLabel = "T",
      split = ",",
      defaultValue = "10,100,1000,4000",
      description =
          "Time steps of the longest sequence; separate several by ','. Default: ${DEFAULT-VALUE}.")
  private List<Integer> steps;

  @Option(
      names = "--rows",
      paramLabel = "B",
      defaultValue = "32",
      description = "Batch size. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--input",
      paramLabel = "I",
      defaultValue = "64",
      description = "Input size. Default: ${DEFAULT-VALUE}.")
  private int input;

  @Option(
      names = "--hidden-size",
      paramLabel = "H",
      defaultValue = "64",
      description = "Hidden size per direction. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--peer",
      paramLabel = "PEER",
      description = "Peer to compare with: libtorch. Default: none.")
  private String peer;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Timed rounds per case. Default: ${DEFAULT-VALUE}.")
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
    numbers.requirePositive("--hidden-size", hidden);
    numbers.requirePositive("--rounds", rounds);
    runtime.check();
    files.check();
    Optional<Peer> comparedPeer = Optional.ofNullable(peer).map(Peer::named);
    runtime.apply();
    console.say("%s", LengthsBench.header());
    LengthsBench.Plan plan = new LengthsBench.Plan(cell, steps, rows, input, hidden);
    files.write(new LengthsBench(plan, comparedPeer, rounds).run(line -> console.say("%s", line)));
    return 0;
  }
}
