package org.tributary.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;

/** A graph with layers a and b and linear layers low and mid, of which a test uses some. */
final class TwoLayerNet implements AutoCloseable {
  private static final int STEPS = 4;
  private static final int ROWS = 3;
  private static final int SIZE = 5;

  final Graph graph = TensorFlowRuntime.graph();
  final Ops tf = Ops.create(graph);
  private final Recurrent definition;
  private final Kernel kernel;
  private final boolean lengths;
  final Variables variables;
  private final List<String> prefixes = new ArrayList<>();

  /**
   * @param kernel null for the default
   * @param lengths whether to feed the (full) lengths as operands
   */
  TwoLayerNet(Recurrent definition, Kernel kernel, boolean lengths) {
    this.definition = definition;
    this.kernel = kernel;
    this.lengths = lengths;
    List<ParameterSpec> specs = new ArrayList<>();
    specs.addAll(ParameterSpec.within("a", definition.parameters()));
    specs.addAll(ParameterSpec.within("b", definition.parameters()));
    specs.addAll(ParameterSpec.within("low", new Linear(SIZE, SIZE).parameters()));
    specs.addAll(ParameterSpec.within("mid", new Linear(SIZE, SIZE).parameters()));
    variables = new Variables(tf, specs);
  }

  Operand<TFloat32> input() {
    float[] values = TorchRandom.seeded(2).normal(STEPS * ROWS * SIZE);
    return definition.layout() == org.tributary.sequence.Layout.BATCH_FIRST
        ? tf.reshape(tf.constant(values), tf.array(ROWS, STEPS, SIZE))
        : tf.reshape(tf.constant(values), tf.array(STEPS, ROWS, SIZE));
  }

  private RecurrentLayer layer(String prefix) {
    prefixes.add(prefix);
    RecurrentLayer layer =
        new RecurrentLayer(tf, definition, name -> variables.read(prefix + "." + name));
    return kernel == null ? layer : layer.with(kernel);
  }

  private SequenceLengths lengths() {
    return lengths
        ? new SequenceLengths(tf, tf.constant(new int[] {STEPS, STEPS, STEPS}), tf.constant(STEPS))
        : SequenceLengths.full(tf, tf.constant(STEPS), tf.constant(ROWS));
  }

  RecurrentForward run(String prefix, Operand<TFloat32> x) {
    return layer(prefix).forward(x, lengths(), Dropout.off());
  }

  RecurrentForward run(String prefix, Operand<TFloat32> x, CellState<TFloat32> initial) {
    return layer(prefix).forward(x, lengths(), initial, Dropout.off());
  }

  Operand<TFloat32> linear(Operand<TFloat32> x, String name) {
    prefixes.add(name);
    Operand<TFloat32> flat =
        new LinearLayer(SIZE, SIZE)
            .forward(
                tf,
                tf.reshape(x, tf.array(-1, SIZE)),
                variables.read(name + ".weight"),
                variables.read(name + ".bias"));
    return tf.reshape(
        flat,
        definition.layout() == org.tributary.sequence.Layout.BATCH_FIRST
            ? tf.array(ROWS, STEPS, SIZE)
            : tf.array(STEPS, ROWS, SIZE));
  }

  /** Returns the sum of squares. */
  Operand<TFloat32> sum(Operand<TFloat32> x) {
    return tf.reduceSum(tf.math.square(tf.reshape(x, tf.array(-1))), tf.array(0));
  }

  List<String> used() {
    return variables.specs().stream()
        .map(ParameterSpec::name)
        .filter(name -> prefixes.contains(name.substring(0, name.indexOf('.'))))
        .toList();
  }

  String[] unused() {
    List<String> used = used();
    return variables.specs().stream()
        .map(ParameterSpec::name)
        .filter(name -> !used.contains(name))
        .toArray(String[]::new);
  }

  String[] all() {
    return variables.specs().stream().map(ParameterSpec::name).toArray(String[]::new);
  }

  List<FloatTensor> fetch(List<Operand<TFloat32>> operands) {
    return fetch(operands, TensorFlowRuntime::open);
  }

  /** Evaluates without the graph optimizer, which takes most of the time of an unrolled layer. */
  List<FloatTensor> fetchUnoptimized(List<Operand<TFloat32>> operands) {
    return fetch(operands, TensorFlowRuntime::openWithoutGraphOptimizer);
  }

  private List<FloatTensor> fetch(List<Operand<TFloat32>> operands, Function<Graph, Session> open) {
    try (Session session = open.apply(graph)) {
      variables.assign(session, ParameterValues.draw(variables.specs(), TorchRandom.seeded(3)));
      Session.Runner runner = session.runner();
      operands.forEach(runner::fetch);
      List<FloatTensor> values = new ArrayList<>();
      try (Result result = runner.run()) {
        for (int k = 0; k < operands.size(); k++) {
          values.add(NativeTensors.copyOf((TFloat32) result.get(k)));
        }
      }
      return values;
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
