package org.tributary.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.input.InputFeed;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.Purpose;
import org.tributary.layer.CostModel;
import org.tributary.layer.Dropout;
import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.PaddingChoice;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RecurrentLayer;
import org.tributary.layer.RecurrentRun;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.FedSequenceLengths;
import org.tributary.sequence.PaddingStrategy;

/**
 * Our layer in a graph whose number of steps and rows is open: with constant weights for inference,
 * as a tagger in use has them, and with variables for training. Rows that are shorter than the
 * batch are run as a {@link org.tributary.layer.RecurrentModule} runs them.
 */
final class TributaryLayer implements Timed {
  private final Graph graph = TensorFlowRuntime.graph();
  private final Session session;
  private final Placeholder<TFloat32> input;
  private final FedSequenceLengths lengths;
  private final Optional<PaddingStrategy> padded;
  private final TFloat32 values;
  private final int steps;
  private final int[] rowLengths;
  private final List<Operand<TFloat32>> fetched = new ArrayList<>();
  private final String kernel;
  private final long work;

  /** Run by the fastest kernel that can. */
  TributaryLayer(LayerCase layer) {
    this(layer, Optional.empty());
  }

  /**
   * @param forced runs the layer; empty for the fastest kernel that can
   * @throws IllegalArgumentException with the kernel's reason if it cannot
   */
  TributaryLayer(LayerCase layer, Optional<Kernel> forced) {
    LayerCase.LayerShape shape = layer.shape();
    Recurrent plain = definition(layer);
    Recurrent definition = forced.map(plain::kernel).orElse(plain);
    Ops tf = TensorFlowRuntime.ops(graph);
    this.input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, shape.input())));
    this.lengths =
        new FedSequenceLengths(tf, tf.gather(tf.shape(input), tf.constant(0), tf.constant(0)));
    this.steps = shape.steps();
    this.rowLengths = layer.rowLengths();
    boolean training = layer.mode() == LayerCase.Mode.TRAINING;
    Purpose purpose = training ? Purpose.TRAINING : Purpose.INFERENCE;
    this.work = CostModel.of(definition, purpose, (long) steps * rowLengths.length);
    this.padded = PaddingChoice.of(definition, purpose, rowLengths, steps);
    TorchRandom random = TorchRandom.seeded(1);
    ParameterValues drawn = ParameterValues.draw(definition.parameters(), random);
    Variables variables = new Variables(tf, training ? definition.parameters() : List.of());
    RecurrentLayer placed =
        training
            ? new RecurrentLayer(tf, definition, variables::read)
            : new RecurrentLayer(
                    tf,
                    definition,
                    name -> tf.constant(drawn.shape(name), DataBuffers.of(drawn.values(name))))
                .forInference();
    RecurrentRun run =
        padded
            .map(way -> placed.run(input, lengths.lengths(way), Dropout.off()))
            .orElseGet(() -> placed.run(input, Dropout.off()));
    this.kernel = run.kernels().get(0).name();
    List<Operand<TFloat32>> computed = new ArrayList<>(List.of(run.output()));
    if (training) {
      var gradients = run.backward(tf.onesLike(run.output()));
      computed.add(gradients.input());
      computed.addAll(gradients.parameters().values());
    }
    computed.stream().distinct().forEach(fetched::add); // two biases may share a gradient
    this.session = TensorFlowRuntime.open(graph);
    if (training) {
      variables.assign(session, drawn);
    }
    float[] numbers = random.normal(shape.steps() * shape.rows() * shape.input());
    this.values =
        TFloat32.tensorOf(
            Shape.of(shape.steps(), shape.rows(), shape.input()), DataBuffers.of(numbers));
  }

  /** The layer of a case: one, in both directions. */
  static Recurrent definition(LayerCase layer) {
    int in = layer.shape().input();
    HiddenSizeStage kind =
        switch (layer.cell()) {
          case LSTM -> Recurrent.lstm(in);
          case GRU -> Recurrent.gru(in);
          case RNN -> Recurrent.rnn(in);
        };
    return kind.hidden(layer.shape().hidden()).bidirectional();
  }

  @Override
  public void run() {
    try (InputFeed feed = new InputFeed(session)) {
      feed.runner().feed(input, values);
      padded.ifPresent(way -> lengths.feed(way, rowLengths, steps, feed::ints));
      fetched.forEach(feed.runner()::fetch);
      feed.run(work).close();
    }
  }

  @Override
  public String kernel() {
    return kernel;
  }

  @Override
  public void close() {
    values.close();
    session.close();
    graph.close();
  }
}
