package org.tributary.examples.workshop;

import static org.tributary.examples.workshop.LayerCase.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
import org.tributary.graph.CostModel;
import org.tributary.graph.Dropout;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.PaddingChoice;
import org.tributary.graph.RecurrentForward;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.Variables;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tribuo.config.TaggerCell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Times recurrent layers, alone or beside a peer. */
@Command(
    name = "layers",
    description =
        "Time bidirectional layers in inference and in a training step (forward, backward, all"
            + " gradients): median milliseconds after warm-up. The length distributions of a case and"
            + " the peer alternate.",
    footer = {
      "",
      "Examples:",
      "  bench layers --shapes '32,32,100,128;25,1,100,128' --peer libtorch",
      "  bench layers --cell lstm --lengths full,triangular \\",
      "      --shapes '10,32,64,64;100,32,64,64;1000,32,64,64;4000,32,64,64'",
    })
final class LayerBench extends Bench.Benchmark {
  private static final double WARM_UP = 1; // seconds

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      split = ",",
      defaultValue = "lstm,gru,rnn",
      description = "Recurrent cells. Default: ${DEFAULT-VALUE}.")
  private List<TaggerCell> cells;

  @Option(
      names = "--shapes",
      paramLabel = "T,B,I,H",
      split = ";",
      defaultValue = "32,32,100,128;64,32,256,256;25,1,100,128;25,16,64,64",
      description =
          "Time steps, batch size, input size and hidden size; separate several shapes by ';'."
              + " Default: ${DEFAULT-VALUE}.")
  private List<String> shapes;

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
      names = "--peer",
      paramLabel = "PEER",
      description =
          "Peer to compare with: libtorch, of a build with mvn -Pbenchmarks,peers package"
              + " -DskipTests. Default: none.")
  private String peerName;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Timed rounds per case. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  private List<LayerShape> parsed;
  private Optional<Peer> peer;

  @Override
  void check() {
    requirePositive("--rounds", rounds);
    parsed = checked("--shapes", () -> shapes.stream().map(LayerShape::parse).toList());
    peer = checked("--peer", () -> Optional.ofNullable(peerName).map(Peer::named));
  }

  private <V> V checked(String option, Supplier<V> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), "%s: %s".formatted(option, e.getMessage()), e);
    }
  }

  @Override
  void run() {
    List<List<LayerCase>> cases = new ArrayList<>();
    for (TaggerCell cell : cells) {
      for (LayerShape shape : parsed) {
        for (Mode mode : Mode.values()) {
          cases.add(lengths.stream().map(l -> new LayerCase(cell, shape, l, mode)).toList());
        }
      }
    }
    peer.ifPresent(p -> p.prepare(cases.stream().flatMap(List::stream).toList()));
    cases.forEach(this::time);
  }

  /** Times the length distributions of a case, and the peer's, in turn. */
  private void time(List<LayerCase> distributions) {
    List<Peer.Layer> layers = new ArrayList<>();
    try {
      distributions.forEach(layer -> layers.add(new TributaryLayer(layer)));
      peer.ifPresent(p -> distributions.forEach(layer -> layers.add(p.open(layer))));
      Rounds times = Rounds.of(rounds, WARM_UP, layers.stream().map(Rounds::timed).toList());
      for (int k = 0; k < distributions.size(); k++) {
        LayerCase layer = distributions.get(k);
        Row row =
            new Row()
                .with("cell", lower(layer.cell()))
                .with("T,B,I,H", layer.shape().toString())
                .with("mode", lower(layer.mode()))
                .with("lengths", lower(layer.lengths()))
                .with("oursMs", times.median(k))
                .with("ratioToFirst", Rounds.median(times.ratios(k, 0)));
        if (peer.isPresent()) {
          int theirs = distributions.size() + k;
          row.with("peerMs", times.median(theirs))
              .with("ratio", Rounds.median(times.ratios(k, theirs)))
              .with("ratioQuartiles", Rounds.quartiles(times.ratios(k, theirs)));
        }
        row(row);
      }
    } finally {
      layers.forEach(Peer.Layer::close);
    }
  }

  /**
   * A Tributary layer in a graph with dynamic numbers of steps and rows. Weights are constants in
   * inference, as in a deployed tagger, and variables in training. Padding is handled as in {@link
   * org.tributary.nn.RecurrentModule}.
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
    private final long work;

    TributaryLayer(LayerCase layer) {
      LayerShape shape = layer.shape();
      Recurrent definition = layer.definition();
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
