package org.tributary.examples.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.layers.LayerBench;
import org.tributary.examples.bench.layers.LayerCase.LayerShape;
import org.tributary.examples.bench.layers.LayerCase.LengthDistribution;
import org.tributary.examples.bench.layers.LayerCase.Mode;
import org.tributary.examples.bench.layers.LayerCase;
import org.tributary.examples.bench.layers.Peer;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.Kernels;
import org.tributary.tribuo.config.TaggerCell;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The {@code layers} command: times recurrent layers. */
@Command(
    name = "layers",
    description =
        "Time bidirectional layers in inference and in a training step (forward, backward, all"
            + " gradients): median milliseconds after warm-up, alternating with the peer.",
    footer = {
      "",
      "Examples:",
      "  bench layers --cell lstm --lengths spread",
      "  bench layers --shapes '32,32,100,128;25,1,100,128' --peer libtorch",
      "",
      "A peer needs a build with its profile: mvn -Ppeers package -DskipTests"
    })
final class BenchLayersCommand implements Callable<Integer> {

  /** Cells selectable on the command line. */
  enum Cells {
    LSTM,
    GRU,
    RNN,
    ALL;

    List<TaggerCell> kinds() {
      return this == ALL ? List.of(TaggerCell.values()) : List.of(TaggerCell.valueOf(name()));
    }
  }

  /** A picocli converter for layer shapes. */
  static final class ShapeConverter implements ITypeConverter<LayerShape> {
    @Override
    public LayerShape convert(String text) {
      try {
        return LayerShape.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      defaultValue = "all",
      description = "Recurrent cell: lstm, gru, rnn or all. Default: ${DEFAULT-VALUE}.")
  private Cells cells;

  @Option(
      names = "--shapes",
      paramLabel = "T,B,I,H",
      split = ";",
      converter = ShapeConverter.class,
      defaultValue = "32,32,100,128;64,32,256,256;25,1,100,128;25,16,64,64",
      description =
          "Time steps, batch size, input size and hidden size; separate several shapes by ';'."
              + " Default: ${DEFAULT-VALUE}.")
  private List<LayerShape> shapes;

  @Option(
      names = "--lengths",
      paramLabel = "LENGTHS",
      split = ",",
      defaultValue = "full,spread",
      description =
          "Distribution of sequence lengths: full; spread, uniform from 100 to 40 %% of the steps; or"
              + " triangular, uniform down to one step. Default: ${DEFAULT-VALUE}.")
  private List<LengthDistribution> lengths;

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      description =
"Tributary's kernel: block or scan. Default: the fastest.")
  private String kernel;

  @Option(
      names = "--peer",
      paramLabel = "PEER",
      description = "Peer to compare with: libtorch. Default: none.")
  private String peer;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "15",
      description = "Timed rounds per case. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Mixin private ResultFiles files;
  @Mixin private RuntimeOptions runtime;

  BenchLayersCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    new Numbers(command).requirePositive("--rounds", rounds);
    runtime.check();
    files.check();
    Optional<Peer> comparedPeer = Optional.ofNullable(peer).map(Peer::named);
    Optional<Kernel> requestedKernel = requestedKernel();
    runtime.apply();
    console.say("%s", LayerBench.header());
    files.write(
        new LayerBench(comparedPeer, requestedKernel, rounds)
            .run(cases(), line -> console.say("%s", line)));
    return 0;
  }

  private Optional<Kernel> requestedKernel() {
    try {
      return Optional.ofNullable(kernel).map(Kernels::named);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--kernel: " + e.getMessage(), e);
    }
  }

  private List<LayerCase> cases() {
    List<LayerCase> cases = new ArrayList<>();
    for (TaggerCell cell : cells.kinds()) {
      for (LayerShape shape : shapes) {
        for (LengthDistribution distribution : lengths) {
          Arrays.stream(Mode.values())
              .forEach(mode -> cases.add(new LayerCase(cell, shape, distribution, mode)));
        }
      }
    }
    return cases;
  }
}
