package org.tributary.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellState;
import org.tributary.cell.StatePart;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.KernelForward;
import org.tributary.kernel.KernelGradients;
import org.tributary.kernel.OutputGradients;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ShapeCheck;
import org.tributary.sequence.SequenceLengths;

/**
 * The forward pass of a recurrent layer in a graph, and its backward pass. TensorFlow's {@code
 * addGradients} cannot differentiate the fast kernels. It fails with
 *
 * <pre>
 *   No gradient defined for op: BlockLSTMV2     (or EnsureShape, from the scan kernels)
 * </pre>
 *
 * <p>The cure is {@link #backward}, or {@code Kernels.reference()} for the layer if the number of
 * steps is known when the graph is built. {@code org.tributary.train.LossGradients} calls {@code
 * backward} and returns the gradients of all parameters of a graph. Without it, gradients are
 * computed in three parts:
 *
 * <pre>
 *   1. addGradients(loss, run.output())           upstream gradient of the layer's output
 *   2. run.backward(that)                         gradients of the layer's input and parameters
 *   3. addGradients(prefix, [input], [x], [..])   gradients of the operands behind the input
 * </pre>
 *
 * <p>If the loss depends on the final state, part 1 includes the parts of {@link #finalState} and
 * part 2 is {@link #backward(OutputGradients)}. A layer with {@code Kernels.reference()} needs none
 * of this: {@code addGradients} differentiates it like any operation, but the layer is slower. It
 * requires a static number of steps, and is left out of {@code LossGradients.through}.
 */
public final class RecurrentRun {
  /** The run of one layer: the dropout mask of its input, and a kernel and run per direction. */
  record LayerRun(
      Optional<Operand<TFloat32>> mask, List<Kernel> kernels, List<KernelForward<TFloat32>> runs) {}

  /** The caller's operands; the initial state is empty for zeros. */
  record Operands(Optional<Operand<TFloat32>> input, Optional<CellState<TFloat32>> initial) {}

  private final Ops tf;
  private final Recurrent definition;
  private final Operands operands;
  private final SequenceLengths lengths;
  private final List<LayerRun> layerRuns;
  private final Operand<TFloat32> output;
  private final List<CellState<TFloat32>> finalStates;
  private final CellState<TFloat32> finalState;

  RecurrentRun(
      Ops tf,
      Recurrent definition,
      Operands operands,
      SequenceLengths lengths,
      List<LayerRun> layerRuns,
      Operand<TFloat32> timeMajor) {
    this.tf = tf;
    this.definition = definition;
    this.operands = operands;
    this.lengths = lengths;
    this.layerRuns = layerRuns;
    this.output = Transpose.swapIfBatchFirst(tf, definition, timeMajor);
    this.finalStates =
        layerRuns.stream().flatMap(l -> l.runs().stream()).map(KernelForward::finalState).toList();
    this.finalState = stacked(finalStates);
  }

  /** Returns the layer's definition. */
  public Recurrent definition() {
    return definition;
  }

  /** Returns the caller's input; empty if the layer reads an {@link InputProjection}. */
  public Optional<Operand<TFloat32>> input() {
    return operands.input();
  }

  /** Returns the caller's initial state; empty for zeros. */
  public Optional<CellState<TFloat32>> initial() {
    return operands.initial();
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
    return finalStates;
  }

  /**
   * Returns the last layer's output after each direction has read its whole row, concatenated, [N,
   * D·P]: the input of a classifier of whole sequences. For the reverse direction this is the
   * output at step 0, not at the last step. Zero for rows of length 0. Gradients flow through
   * {@link #output}, from which it is computed.
   */
  public Operand<TFloat32> last() {
    return definition.directions() == Directions.FORWARD
        ? lastForward()
        : tf.concat(List.of(lastForward(), lastReverse()), tf.constant(1));
  }

  /**
   * Returns the forward direction's output at each row's last valid step, [N, P]; 0 for length 0.
   */
  public Operand<TFloat32> lastForward() {
    Operand<TFloat32> forward = direction(stepsFirst(), 0); // [L, N, P]
    Operand<TFloat32> first = Transpose.at(tf, forward, 0); // [N, P]
    return lengths.last(forward, tf.zerosLike(first));
  }

  /**
   * Returns the reverse direction's output at step 0, after the whole row, [N, P]; zero for length
   * 0.
   *
   * @throws IllegalStateException if the layer is unidirectional
   */
  public Operand<TFloat32> lastReverse() {
    if (definition.directions() == Directions.FORWARD) {
      throw new IllegalStateException(
          "last output: expected a bidirectional layer to have a reverse direction, got one that reads forward only; use lastForward");
    }
    return Transpose.at(tf, direction(stepsFirst(), 1), 0);
  }

  /**
   * Adds the backward pass for a loss that depends on the output only.
   *
   * @param gradient the upstream gradient of {@link #output}, of its shape; ignored in the padding
   */
  public Gradients backward(Operand<TFloat32> gradient) {
    return backward(OutputGradients.ofOutput(gradient));
  }

  /**
   * Adds the backward pass for a loss that depends on the output, the final state or both.
   *
   * @throws IllegalArgumentException if a gradient has another shape than its tensor, or there is
   *     one of c and the cell has no c
   */
  public Gradients backward(OutputGradients<Operand<TFloat32>> upstream) {
    OutputGradients<Operand<TFloat32>> loss = shaped(upstream);
    Map<String, Operand<TFloat32>> parameters = new HashMap<>();
    List<CellState<TFloat32>> initial = new ArrayList<>();
    Optional<Operand<TFloat32>> above =
        loss.output().map(g -> Transpose.swapIfBatchFirst(tf, definition, g)); // [L, N, D·P]
    for (int layer = layerRuns.size() - 1; layer >= 0; layer--) {
      LayerRun layerRun = layerRuns.get(layer);
      List<Operand<TFloat32>> toInput = new ArrayList<>();
      for (int direction = definition.directions().count() - 1; direction >= 0; direction--) {
        int state = layer * definition.directions().count() + direction;
        int read = direction;
        KernelGradients<TFloat32> gradients =
            layerRun
                .runs()
                .get(direction)
                .backward(
                    new OutputGradients<>(
                        above.map(g -> direction(g, read)), at(loss.state(), state)));
        toInput.add(gradients.input());
        initial.add(0, gradients.initial());
        for (var weight : gradients.weights().all().entrySet()) {
          String name = Recurrent.name(weight.getKey().torchName(), layer, direction);
          parameters.put(name, weight.getValue());
        }
      }
      Operand<TFloat32> sum =
          toInput.size() == 1 ? toInput.get(0) : tf.math.add(toInput.get(1), toInput.get(0));
      above =
          Optional.of(
              layerRun.mask().map(m -> (Operand<TFloat32>) tf.math.mul(sum, m)).orElse(sum));
    }
    Map<String, Operand<TFloat32>> inOrder = new LinkedHashMap<>();
    Set<Output<TFloat32>> used = new HashSet<>();
    for (ParameterSpec p : definition.parameters()) {
      Operand<TFloat32> gradient = parameters.get(p.name());
      // a kernel may return one operand for both biases, but a run cannot fetch an operand twice
      boolean first = used.add(gradient.asOutput());
      inOrder.put(p.name(), first ? gradient : tf.identity(gradient));
    }
    return new Gradients(
        Transpose.swapIfBatchFirst(tf, definition, above.orElseThrow()), stacked(initial), inOrder);
  }

  private OutputGradients<Operand<TFloat32>> shaped(OutputGradients<Operand<TFloat32>> loss) {
    loss.requireFit(definition.cell());
    Map<String, Operand<TFloat32>> state = new LinkedHashMap<>();
    for (StatePart part : definition.cell().stateParts()) {
      loss.state(part.name())
          .ifPresent(
              g ->
                  state.put(
                      part.name(),
                      shaped("final " + part.name(), g, definition.stateCount(), -1, part.size())));
    }
    return new OutputGradients<>(
        loss.output().map(g -> shaped("output", g, -1, -1, definition.outputSize())), state);
  }

  /** Returns the gradients of one layer and direction, each [N, size]. */
  private Map<String, Operand<TFloat32>> at(Map<String, Operand<TFloat32>> stacked, int state) {
    Map<String, Operand<TFloat32>> one = new LinkedHashMap<>();
    stacked.forEach((part, gradient) -> one.put(part, Transpose.at(tf, gradient, state)));
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

  private CellState<TFloat32> stacked(List<CellState<TFloat32>> states) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (int part = 0; part < states.get(0).parts().size(); part++) {
      int at = part;
      parts.add(
          tf.stack(
              states.stream().<Operand<TFloat32>>map(state -> state.parts().get(at)).toList()));
    }
    return definition.cell().state(parts);
  }

  /** Returns {@link #output} as [L, N, D·P], derived from it so that gradients flow through it. */
  private Operand<TFloat32> stepsFirst() {
    return Transpose.swapIfBatchFirst(tf, definition, output);
  }

  private Operand<TFloat32> direction(Operand<TFloat32> all, int direction) {
    if (definition.directions() == Directions.FORWARD) {
      return all;
    }
    int size = definition.cell().outputSize();
    return tf.slice(all, tf.array(0, 0, direction * size), tf.array(-1, -1, size));
  }

  /**
   * The gradients of a recurrent layer's input, initial state and parameters. Each is a distinct
   * operand, so one run can fetch all of them.
   *
   * @param input gradient of the input, of its shape
   * @param initial gradient of the initial state, each part [K·D, N, size]
   * @param parameters gradients of the parameters, by PyTorch's name and in its order
   */
  public record Gradients(
      Operand<TFloat32> input,
      CellState<TFloat32> initial,
      Map<String, Operand<TFloat32>> parameters) {}
}
