package org.tributary.examples.bench.layers;

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
import org.tributary.examples.bench.measurement.Timed;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.Variables;
import org.tributary.graph.layer.CostModel;
import org.tributary.graph.layer.Dropout;
import org.tributary.graph.layer.PaddingChoice;
import org.tributary.graph.layer.RecurrentForward;
import org.tributary.graph.layer.RecurrentLayer;
import org.tributary.graph.sequence.FedSequenceLengths;
import org.tributary.kernel.Kernel;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;

/**
 * A Tributary layer in a graph with dynamic numbers of steps and rows. Weights are constants in
 * inference, as in a deployed tagger, and variables in training. Padding is handled as in {@link
 * org.tributary.module.RecurrentModule}.
 */
final class TributaryLayer implements Timed {
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

  /** Creates a layer on the fastest supported kernel. */
  TributaryLayer(LayerCase layer) {
    this(layer, Optional.empty());
  }

  /**
   * Creates a layer.
   *
   * @param layer benchmark case
   * @param requestedKernel kernel to use; empty for the fastest supported one
   * @throws IllegalArgumentException with the kernel's reason if it does not support the layer
   */
  TributaryLayer(LayerCase layer, Optional<Kernel> requestedKernel) {
    LayerCase.LayerShape shape = layer.shape();
    Recurrent plain = definition(layer);
    Recurrent definition = requestedKernel.map(plain::kernel).orElse(plain);
    Ops tf = TensorFlowRuntime.ops(graph);
    this.input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, shape.input())));
    this.lengths =
        FedSequenceLengths.unchecked(
            tf, tf.gather(tf.shape(input), tf.constant(0), tf.constant(0)));
    this.steps = shape.steps();
    this.rowLengths = layer.rowLengths();
    boolean training = layer.mode() == LayerCase.Mode.TRAINING;
    ExecutionMode purpose = training ? ExecutionMode.TRAINING : ExecutionMode.INFERENCE;
    this.work = CostModel.of(definition, purpose, (long) steps * rowLengths.length);
    this.padding = PaddingChoice.of(definition, purpose, rowLengths, steps);
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
