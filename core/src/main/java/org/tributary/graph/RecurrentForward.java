package org.tributary.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.layer.Cell;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.layer.StatePart;
import org.tributary.param.ParameterSpec;

/**
 * The forward pass of a recurrent layer in a graph. TensorFlow differentiates through it: {@code
 * Graph.addGradients}, or {@code LossGradients} for all parameters of a graph, call the layer's own
 * backward pass. The input, the initial state and the weights may be used elsewhere too, and may be
 * computed from each other.
 */
public final class RecurrentForward {
  /**
   * The forward pass of one layer.
   *
   * @param mask the dropout mask of its input
   * @param kernels the kernel of each direction
   * @param runs the forward pass of each direction
   * @param connection the skip connection around it; empty for none
   */
  record LayerRun(
      Optional<Operand<TFloat32>> mask,
      List<Kernel> kernels,
      List<KernelForward<TFloat32>> runs,
      Optional<SkipConnections.Added> connection) {}

  private final Ops tf;
  private final Recurrent definition;
  private final SequenceLengths lengths;
  private final List<LayerRun> layerRuns;
  private final boolean isDirect;
  private final Operand<TFloat32> output;
  private final CellState<TFloat32> finalState;

  /**
   * @param isDirect whether {@link #backward} differentiates it, not TensorFlow
   */
  RecurrentForward(
      Ops tf,
      Recurrent definition,
      SequenceLengths lengths,
      List<LayerRun> layerRuns,
      boolean isDirect,
      Operand<TFloat32> output,
      CellState<TFloat32> finalState) {
    this.tf = tf;
    this.definition = definition;
    this.lengths = lengths;
    this.layerRuns = layerRuns;
    this.isDirect = isDirect;
    this.output = output;
    this.finalState = finalState;
  }

  /** Returns the output and the parts of the final state. */
  List<Operand<TFloat32>> results() {
    List<Operand<TFloat32>> results = new ArrayList<>(List.of(output));
    results.addAll(finalState.parts());
    return results;
  }

  /** Returns this pass with {@link #results} that TensorFlow differentiates. */
  RecurrentForward withResults(List<Operand<TFloat32>> results) {
    return new RecurrentForward(
        tf,
        definition,
        lengths,
        layerRuns,
        false,
        results.get(0),
        CellState.of(definition.cell(), results.subList(1, results.size())));
  }

  /**
   * Adds the backward pass.
   *
   * @param upstream the gradient of each of the {@link #results}
   * @return the gradients of the input, of the parts of the initial state if {@code
   *     initialIsGiven}, and of the parameters
   */
  List<Operand<TFloat32>> gradients(
      List<Optional<Operand<TFloat32>>> upstream, boolean initialIsGiven) {
    OutputGradients<Operand<TFloat32>> toResults = new OutputGradients<>(upstream.get(0), Map.of());
    List<StatePart> parts = definition.cell().stateParts();
    for (int k = 0; k < parts.size(); k++) {
      if (upstream.get(1 + k).isPresent()) {
        toResults = toResults.state(parts.get(k).name(), upstream.get(1 + k).get());
      }
    }
    Gradients<Operand<TFloat32>> gradients = backward(toResults);
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(gradients.input()));
    if (initialIsGiven) {
      all.addAll(gradients.initial().values());
    }
    all.addAll(gradients.parameters().values());
    return all;
  }

  /** Returns the kernel of each layer and direction, in the order of the states. */
  public List<Kernel> kernels() {
    return layerRuns.stream().flatMap(layerRun -> layerRun.kernels().stream()).toList();
  }

  /** Returns the last layer's output, [L, N, D·P] or [N, L, D·P]; zero in the padding. */
  public Operand<TFloat32> output() {
    return output;
  }

  /**
   * Returns the state after each row's last valid step, each part [K·D, N, size]: PyTorch's {@code
   * h_n} and {@code c_n}, ordered by layer, then direction, in either layout. A row of length 0
   * keeps its initial state.
   */
  public CellState<TFloat32> finalState() {
    return finalState;
  }

  /** Returns the final state of each layer and direction, each part [N, size]. */
  public List<CellState<TFloat32>> finalStates() {
    return isDirect
        ? finalStates(layerRuns)
        : IntStream.range(0, definition.stateCount())
            .mapToObj(k -> finalState.map(part -> Axes.at(tf, part, k)))
            .toList();
  }

  static List<CellState<TFloat32>> finalStates(List<LayerRun> layerRuns) {
    return layerRuns.stream()
        .flatMap(layerRun -> layerRun.runs().stream())
        .map(KernelForward::finalState)
        .toList();
  }

  /**
   * Returns the last layer's output after each direction has read its whole row, concatenated, [N,
   * D·P]: the input of a classifier of whole sequences. For the reverse direction this is the
   * output at step 0, not at the last step. Zero for rows of length 0.
   */
  public Operand<TFloat32> last() {
    return definition.directions() == Directions.FORWARD
        ? lastForward()
        : tf.concat(List.of(lastForward(), lastReverse()), tf.constant(1));
  }

  /**
   * Returns the forward direction's output at each row's last valid step, [N, P]; 0 for length 0.
   */
  private Operand<TFloat32> lastForward() {
    Operand<TFloat32> forward = direction(tf, definition, stepsFirst(), 0); // [L, N, P]
    Operand<TFloat32> first = Axes.at(tf, forward, 0); // [N, P]
    return lengths.last(forward, tf.zerosLike(first));
  }

  /** Returns the reverse direction's output at step 0, after the whole row; zero for length 0. */
  private Operand<TFloat32> lastReverse() {
    return Axes.at(tf, direction(tf, definition, stepsFirst(), 1), 0);
  }

  /**
   * Adds the backward pass for a loss that depends on the output only; see {@link
   * #backward(OutputGradients)}.
   *
   * @param gradient the upstream gradient of {@link #output}, of its shape; ignored in the padding
   */
  public Gradients<Operand<TFloat32>> backward(Operand<TFloat32> gradient) {
    return backward(OutputGradients.ofOutput(gradient));
  }

  /**
   * Adds the backward pass of a layer {@linkplain RecurrentLayer#forBackward built for it}.
   *
   * @throws IllegalArgumentException if a gradient's shape differs from its tensor's, or it belongs
   *     to a part that the cell's state lacks
   * @throws IllegalStateException if TensorFlow differentiates this pass, or it is for inference
   */
  public Gradients<Operand<TFloat32>> backward(OutputGradients<Operand<TFloat32>> upstream) {
    if (!isDirect) {
      throw new IllegalStateException(
          "recurrent layer: expected a pass of RecurrentLayer.forBackward(), got one that"
              + " TensorFlow differentiates; use LossGradients or Graph.addGradients");
    }
    return new Backward(upstream).run();
  }

  /** Returns the states of all layers and directions as one, each part [K·D, N, size]. */
  static CellState<TFloat32> stacked(Ops tf, Cell cell, List<CellState<TFloat32>> states) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (int part = 0; part < states.get(0).parts().size(); part++) {
      int at = part;
      parts.add(
          tf.stack(
              states.stream().<Operand<TFloat32>>map(state -> state.parts().get(at)).toList()));
    }
    return CellState.of(cell, parts);
  }

  /** Returns {@link #output} as [L, N, D·P], derived from it so that gradients flow through it. */
  private Operand<TFloat32> stepsFirst() {
    return Axes.swapIfBatchFirst(tf, definition, output);
  }

  /** Returns one direction's part of [L, N, D·P], [L, N, P]. */
  static Operand<TFloat32> direction(
      Ops tf, Recurrent definition, Operand<TFloat32> all, int direction) {
    if (definition.directions() == Directions.FORWARD) {
      return all;
    }
    int size = definition.cell().outputSize();
    return tf.slice(all, tf.array(0, 0, direction * size), tf.array(-1, -1, size));
  }

  /** The backward pass, from the top layer to the lowest. */
  private final class Backward {
    private final OutputGradients<Operand<TFloat32>> upstream;
    private final Map<String, Operand<TFloat32>> parameters = new HashMap<>();
    private final List<CellState<TFloat32>> initial = new ArrayList<>();

    /**
     * @throws IllegalArgumentException if a gradient's shape differs from its tensor's, or it
     *     belongs to a part that the cell's state lacks
     */
    Backward(OutputGradients<Operand<TFloat32>> upstream) {
      this.upstream = shaped(upstream);
    }

    Gradients<Operand<TFloat32>> run() {
      Optional<Operand<TFloat32>> above =
          upstream.output().map(g -> Axes.swapIfBatchFirst(tf, definition, g)); // [L, N, D·P]
      for (int layer = layerRuns.size() - 1; layer >= 0; layer--) {
        LayerRun layerRun = layerRuns.get(layer);
        List<Operand<TFloat32>> skip = throughConnection(layer, layerRun, above); // of x and h
        Optional<Operand<TFloat32>> toLayer = skip.isEmpty() ? above : Optional.of(skip.get(1));
        Operand<TFloat32> sum = throughLayer(layer, layerRun, toLayer);
        Operand<TFloat32> through = Dropout.masked(tf, sum, layerRun.mask());
        above = Optional.of(skip.isEmpty() ? through : tf.math.add(through, skip.get(0)));
      }
      return new Gradients<>(
          Axes.swapIfBatchFirst(tf, definition, above.orElseThrow()),
          stacked(tf, definition.cell(), initial).byName(),
          inOrder());
    }

    /**
     * Adds the backward pass of a layer's skip connection; empty if there is none, or the loss
     * reads no output.
     */
    private List<Operand<TFloat32>> throughConnection(
        int layer, LayerRun layerRun, Optional<Operand<TFloat32>> upstream) {
      if (layerRun.connection().isEmpty()) {
        return List.of();
      }
      SkipConnections.Added connection = layerRun.connection().get();
      List<Operand<TFloat32>> gradients = new ArrayList<>();
      if (upstream.isPresent()) {
        // kernels ignore gradients in the padding, but a connection's parameters would sum them
        Operand<TFloat32> g = upstream.get(); // [L, N, D·P]
        gradients.addAll(
            connection.gradients(tf, connection.weights().isEmpty() ? g : lengths.masked(g)));
        for (int k = 0; k < 2; k++) {
          gradients.set(k, shaped("connection", gradients.get(k), -1, -1, definition.outputSize()));
        }
      }
      int next = 2; // after those of x and h
      for (Map.Entry<String, Operand<TFloat32>> weight : connection.weights().entrySet()) {
        parameters.put(
            StackedLayers.name(weight.getKey(), layer),
            upstream.isPresent() ? gradients.get(next++) : tf.zerosLike(weight.getValue()));
      }
      return gradients;
    }

    /**
     * Adds the backward passes of a layer's directions; returns the gradient with respect to their
     * input.
     */
    private Operand<TFloat32> throughLayer(
        int layer, LayerRun layerRun, Optional<Operand<TFloat32>> upstream) {
      List<Operand<TFloat32>> toInput = new ArrayList<>();
      for (int direction = definition.directions().count() - 1; direction >= 0; direction--) {
        int state = layer * definition.directions().count() + direction;
        int read = direction;
        Gradients<Operand<TFloat32>> gradients =
            layerRun
                .runs()
                .get(direction)
                .backward(
                    new OutputGradients<>(
                        upstream.map(g -> direction(tf, definition, g, read)),
                        at(this.upstream.state(), state)));
        toInput.add(gradients.input());
        initial.add(0, new CellState<>(gradients.initial()));
        parameters.putAll(
            gradients.renamed(name -> StackedLayers.name(name, layer, read)).parameters());
      }
      return toInput.size() == 1 ? toInput.get(0) : tf.math.add(toInput.get(1), toInput.get(0));
    }

    private Map<String, Operand<TFloat32>> inOrder() {
      Map<String, Operand<TFloat32>> inOrder = new LinkedHashMap<>();
      Set<Output<TFloat32>> used = new HashSet<>();
      for (ParameterSpec p : definition.parameters()) {
        Operand<TFloat32> gradient = parameters.get(p.name());
        // a kernel may return one operand for both biases, but a run cannot fetch an operand twice
        boolean first = used.add(gradient.asOutput());
        inOrder.put(p.name(), first ? gradient : tf.identity(gradient));
      }
      return inOrder;
    }

    private OutputGradients<Operand<TFloat32>> shaped(OutputGradients<Operand<TFloat32>> upstream) {
      upstream.requireFit(definition.cell());
      Map<String, Operand<TFloat32>> state = new LinkedHashMap<>();
      for (StatePart part : definition.cell().stateParts()) {
        upstream
            .state(part.name())
            .ifPresent(
                g ->
                    state.put(
                        part.name(),
                        shaped(
                            "final " + part.name(), g, definition.stateCount(), -1, part.size())));
      }
      return new OutputGradients<>(
          upstream.output().map(g -> shaped("output", g, -1, -1, definition.outputSize())), state);
    }

    /** Returns the gradients of one layer and direction, each [N, size]. */
    private Map<String, Operand<TFloat32>> at(Map<String, Operand<TFloat32>> stacked, int state) {
      Map<String, Operand<TFloat32>> one = new LinkedHashMap<>();
      stacked.forEach((part, gradient) -> one.put(part, Axes.at(tf, gradient, state)));
      return one;
    }

    /** Sets the static shape of a gradient, which TensorFlow may not know but kernels require. */
    private Operand<TFloat32> shaped(String what, Operand<TFloat32> gradient, long... expected) {
      Shape shape = Shape.of(expected);
      ShapeCheck.require(
          "gradient of the " + what,
          gradient.shape(),
          "%s (-1 for any size)".formatted(shape),
          expected);
      boolean known = !gradient.shape().isUnknown() && gradient.shape().get(2) == expected[2];
      return known ? gradient : tf.ensureShape(gradient, shape);
    }
  }
}
