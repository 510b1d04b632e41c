package org.tributary.examples.workshop;

import static org.tributary.examples.workshop.LayerCase.lower;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.examples.workshop.LayerCase.LayerShape;
import org.tributary.examples.workshop.LayerCase.LengthDistribution;
import org.tributary.examples.workshop.LayerCase.Mode;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.Variables;
import org.tributary.graph.layer.CostModel;
import org.tributary.graph.layer.Dropout;
import org.tributary.graph.layer.PaddingChoice;
import org.tributary.graph.layer.RecurrentForward;
import org.tributary.graph.layer.RecurrentLayer;
import org.tributary.graph.sequence.FedSequenceLengths;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.module.RecurrentInput;
import org.tributary.module.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tribuo.config.TaggerCell;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Benchmarks of bidirectional layers, alone or beside a peer. */
final class LayerBench {
  private static final double WARM_UP = 1; // seconds

  private LayerBench() {}

  /** The options of both benchmarks. */
  static final class PeerOption {
    @Option(
        names = "--peer",
        paramLabel = "PEER",
        description =
            "Peer to compare with: libtorch, of a build with mvn -Ppeers package -DskipTests."
                + " Default: none.")
    private String peer;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "7",
        description = "Timed rounds per case. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    Optional<Peer> peer() {
      return Optional.ofNullable(peer).map(Peer::named);
    }
  }

  /** Times recurrent layers. */
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
      })
  static final class Layers extends Bench.Benchmark {

    /** Cells selectable on the command line. */
    enum Cells {
      LSTM,
      GRU,
      RNN,
      ALL
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

    @Mixin private PeerOption compared;

    private Optional<Peer> peer;
    private Optional<Kernel> requested;

    @Override
    void check() {
      requirePositive("--rounds", compared.rounds);
      peer = compared.peer();
      try {
        requested = Optional.ofNullable(kernel).map(Kernels::named);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(command.commandLine(), "--kernel: " + e.getMessage(), e);
      }
    }

    @Override
    void run() {
      List<LayerCase> cases = new ArrayList<>();
      for (TaggerCell cell : TaggerCell.values()) {
        for (LayerShape shape : shapes) {
          for (LengthDistribution distribution : lengths) {
            for (Mode mode : Mode.values()) {
              if (cells == Cells.ALL || cells.name().equals(cell.name())) {
                cases.add(new LayerCase(cell, shape, distribution, mode));
              }
            }
          }
        }
      }
      peer.ifPresent(p -> p.prepare(cases));
      for (LayerCase layer : cases) {
        try (TributaryLayer ours = new TributaryLayer(layer, requested);
            Peer.Layer theirs = peer.map(p -> p.open(layer)).orElse(null)) {
          List<DoubleSupplier> timed = new ArrayList<>(List.of(Rounds.timed(ours)));
          if (theirs != null) {
            timed.add(Rounds.timed(theirs));
          }
          Rounds rounds = Rounds.of(compared.rounds, WARM_UP, timed);
          Map<String, Object> row =
              columns(
                  "cell",
                  lower(layer.cell()),
                  "T",
                  layer.shape().steps(),
                  "B",
                  layer.shape().rows(),
                  "I",
                  layer.shape().input(),
                  "H",
                  layer.shape().hidden(),
                  "lengths",
                  lower(layer.lengths()),
                  "mode",
                  lower(layer.mode()),
                  "kernel",
                  ours.kernel,
                  "oursMs",
                  rounds.median(0));
          if (theirs != null) {
            row.put("peerMs", rounds.median(1));
            row.put("ratio", Rounds.median(rounds.ratios(0, 1)));
            row.put("ratioQuartiles", Rounds.quartiles(rounds.ratios(0, 1)));
          }
          row(row);
        }
      }
    }
  }

  /** Times the overhead of sequence lengths. */
  @Command(
      name = "lengths",
      description =
          "Time a bidirectional layer on sequences with lengths uniform from 1 to T steps, relative to"
              + " the same tensor without lengths: inference, and a training step (forward, backward,"
              + " all gradients). The column issueRatio lists the ratios for packed sequences from"
              + " PyTorch's issue 149194: forward pass, and backward pass alone.",
      footer = {
        "",
        "The peak is the native memory of a module's forward pass, without the Java heap that holds",
        "its input and output (Linux only).",
        "",
        "Examples:",
        "  bench lengths --json lengths.json",
        "  bench lengths --cell gru --steps 10,100 --peer libtorch",
      })
  static final class Lengths extends Bench.Benchmark {

    /** The issue's ratios of packed to padded time by T: forward pass, backward pass. */
    private static final Map<Integer, List<Double>> ISSUE_RATIOS =
        Map.of(
            10, List.of(5.27, 2.77),
            100, List.of(15.07, 3.96),
            1000, List.of(95.83, 27.94),
            4000, List.of(113.85, 80.90));

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

    @Mixin private PeerOption compared;

    private Optional<Peer> peer;

    @Override
    void check() {
      steps.forEach(t -> requirePositive("--steps", t));
      requirePositive("--rows", rows);
      requirePositive("--input", input);
      requirePositive("--hidden-size", hidden);
      requirePositive("--rounds", compared.rounds);
      peer = compared.peer();
    }

    private LayerCase layer(int t, LengthDistribution lengths, Mode mode) {
      return new LayerCase(cell, new LayerShape(t, rows, input, hidden), lengths, mode);
    }

    @Override
    void run() {
      fact("cell", lower(cell));
      fact("B", rows);
      fact("I", input);
      fact("H", hidden);
      List<LayerCase> all = new ArrayList<>();
      for (int t : steps) {
        for (Mode mode : Mode.values()) {
          all.add(layer(t, LengthDistribution.TRIANGULAR, mode));
          all.add(layer(t, LengthDistribution.FULL, mode));
        }
      }
      peer.ifPresent(p -> p.prepare(all));
      for (int k = 0; k < all.size(); k += 2) {
        LayerCase packed = all.get(k);
        LayerCase padded = all.get(k + 1);
        Rounds ours =
            times(
                new TributaryLayer(packed, Optional.empty()),
                new TributaryLayer(padded, Optional.empty()));
        boolean inference = packed.mode() == Mode.INFERENCE;
        int t = packed.shape().steps();
        List<Double> issue = ISSUE_RATIOS.get(t);
        Map<String, Object> row =
            columns(
                "T",
                t,
                "mode",
                lower(packed.mode()),
                "lengthsMs",
                ours.median(0),
                "paddedMs",
                ours.median(1),
                "ratio",
                Rounds.median(ours.ratios(0, 1)),
                "ratioQuartiles",
                Rounds.quartiles(ours.ratios(0, 1)),
                "microsPerStep",
                1000 * ours.median(0) / t,
                "peakBytes",
                inference ? peakBytes(packed) : null,
                "issueRatio",
                issue == null ? null : issue.get(inference ? 0 : 1));
        peer.ifPresent(
            p -> {
              Rounds theirs = times(p.open(packed), p.open(padded));
              row.put("peerLengthsMs", theirs.median(0));
              row.put("peerPaddedMs", theirs.median(1));
              row.put("peerRatio", Rounds.median(theirs.ratios(0, 1)));
            });
        row(row);
      }
    }

    private Rounds times(Peer.Layer first, Peer.Layer second) {
      try (first;
          second) {
        return Rounds.of(
            compared.rounds, WARM_UP, List.of(Rounds.timed(first), Rounds.timed(second)));
      }
    }

    private static Long peakBytes(LayerCase layer) {
      if (!ChildJvm.measuresMemory()) {
        return null;
      }
      LayerShape shape = layer.shape();
      long values = (long) shape.steps() * shape.rows() * (shape.input() + 2L * shape.hidden());
      List<String> arguments =
          List.of(layer.cell().name(), shape.toString(), layer.lengths().name());
      List<String> lines =
          ChildJvm.run(
                  PeakMemory.class,
                  ChildJvm.fixedHeap((256L << 20) + 6 * Float.BYTES * values),
                  arguments)
              .lines();
      return Long.valueOf(lines.get(lines.size() - 1));
    }
  }

  /**
   * The main class of a JVM with a fixed heap that prints the peak native memory, in bytes, of a
   * {@link RecurrentModule}'s forward pass.
   */
  static final class PeakMemory {
    private PeakMemory() {}

    /** Measures the case of a cell, a shape and a length distribution. */
    public static void main(String[] arguments) throws IOException {
      TaggerCell cell = TaggerCell.valueOf(arguments[0]);
      LayerShape shape = LayerShape.parse(arguments[1]);
      LengthDistribution lengths = LengthDistribution.valueOf(arguments[2]);
      LayerShape small = new LayerShape(2, shape.rows(), shape.input(), shape.hidden());
      LayerCase layer = new LayerCase(cell, shape, lengths, Mode.INFERENCE);
      try (RecurrentModule module =
          RecurrentModule.of(TributaryLayer.definition(layer), TorchRandom.seeded(1))) {
        module.forward(input(new LayerCase(cell, small, lengths, Mode.INFERENCE)));
        RecurrentInput input = input(layer);
        long before = ChildJvm.memory("VmRSS:");
        ChildJvm.resetPeak();
        for (int k = 0; k < 3; k++) {
          module.forward(input);
        }
        System.out.println(Math.max(0, ChildJvm.memory("VmHWM:") - before));
      }
    }

    private static RecurrentInput input(LayerCase layer) {
      LayerShape shape = layer.shape();
      TensorShape values = TensorShape.of(shape.steps(), shape.rows(), shape.input());
      float[] numbers = TorchRandom.seeded(2).normal(Math.toIntExact(values.size()));
      return RecurrentInput.of(FloatTensor.of(values, numbers)).lengths(layer.rowLengths());
    }
  }

  /**
   * A Tributary layer in a graph with dynamic numbers of steps and rows. Weights are constants in
   * inference, as in a deployed tagger, and variables in training. Padding is handled as in {@link
   * RecurrentModule}.
   */
  private static final class TributaryLayer implements Peer.Layer {
    private final Graph graph = TensorFlowRuntime.graph();
    private final Session session;
    private final Placeholder<TFloat32> input;
    private final FedSequenceLengths lengths;
    private final Optional<PaddingStrategy> padding;
    private final TFloat32 values;
    private final int steps;
    private final int[] rowLengths;
    private final List<Operand<TFloat32>> fetched = new ArrayList<>();
    private final String kernel;
    private final long work;

    /**
     * @param requestedKernel kernel to use; empty for the fastest supported one
     * @throws IllegalArgumentException with the kernel's reason if it does not support the layer
     */
    TributaryLayer(LayerCase layer, Optional<Kernel> requestedKernel) {
      LayerShape shape = layer.shape();
      Recurrent plain = definition(layer);
      Recurrent definition = requestedKernel.map(plain::kernel).orElse(plain);
      Ops tf = TensorFlowRuntime.ops(graph);
      input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, shape.input())));
      lengths =
          FedSequenceLengths.unchecked(
              tf, tf.gather(tf.shape(input), tf.constant(0), tf.constant(0)));
      steps = shape.steps();
      rowLengths = layer.rowLengths();
      boolean training = layer.mode() == Mode.TRAINING;
      ExecutionMode purpose = training ? ExecutionMode.TRAINING : ExecutionMode.INFERENCE;
      work = CostModel.of(definition, purpose, (long) steps * rowLengths.length);
      padding = PaddingChoice.of(definition, purpose, rowLengths, steps);
      TorchRandom random = TorchRandom.seeded(1);
      ParameterValues drawn = ParameterValues.draw(definition.parameters(), random);
      Variables variables = new Variables(tf, training ? definition.parameters() : List.of());
      RecurrentLayer built =
          training
              ? new RecurrentLayer(tf, definition, variables::read).forBackward()
              : new RecurrentLayer(
                      tf,
                      definition,
                      name ->
                          tf.constant(
                              NativeTensors.shape(drawn.shape(name)),
                              DataBuffers.of(drawn.values(name))))
                  .forInference();
      RecurrentForward run =
          padding
              .map(strategy -> built.forward(input, lengths.lengths(strategy), Dropout.off()))
              .orElseGet(() -> built.forward(input, Dropout.off()));
      kernel = run.kernels().get(0).name();
      List<Operand<TFloat32>> computed = new ArrayList<>(List.of(run.output()));
      if (training) {
        var gradients = run.backward(tf.onesLike(run.output()));
        computed.add(gradients.input());
        computed.addAll(gradients.parameters().values());
      }
      computed.stream().distinct().forEach(fetched::add); // two biases may share a gradient
      session = TensorFlowRuntime.open(graph);
      if (training) {
        variables.assign(session, drawn);
      }
      float[] numbers = random.normal(shape.steps() * shape.rows() * shape.input());
      values =
          TFloat32.tensorOf(
              Shape.of(shape.steps(), shape.rows(), shape.input()), DataBuffers.of(numbers));
    }

    /** Returns the definition of a case: one bidirectional layer. */
    static Recurrent definition(LayerCase layer) {
      return layer.cell().layer(layer.shape().input(), layer.shape().hidden()).bidirectional();
    }

    @Override
    public void run() {
      try (Feed feed = new Feed(session)) {
        feed.borrowed(input, values);
        padding.ifPresent(strategy -> lengths.feed(strategy, rowLengths, steps, feed::ints));
        feed.run(fetched, work).close();
      }
    }

    @Override
    public void close() {
      values.close();
      session.close();
      graph.close();
    }
  }
}
