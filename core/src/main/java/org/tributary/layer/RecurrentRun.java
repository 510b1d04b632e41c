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
import org.tributary.kernel.Kernel;
import org.tributary.kernel.KernelGradients;
import org.tributary.kernel.KernelRun;
import org.tributary.kernel.KernelUpstream;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ShapeCheck;
import org.tributary.sequence.SequenceLengths;

/**
 * A recurrent layer's forward pass placed in a graph, and its backward pass. TensorFlow's own
 * {@code addGradients} does not pass through the fast kernels. It fails with
 *
 * <pre>
 *   No gradient defined for op: BlockLSTMV2     (or EnsureShape, from the scan kernels)
 * </pre>
 *
 * <p>The cure is {@link #backward}, or {@code Kernels.reference()} for the layer. {@code
 * org.tributary.train.LossGradients} calls {@code backward} for you and returns the gradients of a
 * loss to all parameters of a graph. By hand, a loss is differentiated in three parts:
 *
 * <pre>
 *   1. addGradients(loss, run.output())           the loss to the layer's output
 *   2. run.backward(that)                         the output to the layer's input and parameters
 *   3. addGradients(prefix, [input], [x], [..])   the layer's input to what made it
 * </pre>
 *
 * <p>A loss that sees the final state as well differentiates to the parts of {@link #finalState} in
 * part 1 and hands everything to {@link #backward(OutputGradients)}. A layer run by {@code
 * Kernels.reference()} needs none of this: there {@code addGradients} passes through, as it does
 * through any other operation, at the price of a slower layer.
 */
public final class RecurrentRun {
  /** One layer: the dropout mask before it, and a kernel and its run for each direction. */
  record Level(
      Optional<Operand<TFloat32>> mask, List<Kernel> kernels, List<KernelRun<TFloat32>> runs) {}

  /** The operands that the caller gave; an initial state of zeros is not one. */
  record Given(Optional<Operand<TFloat32>> input, Optional<CellState<TFloat32>> initial) {}

  private final Ops tf;
  private final Recurrent definition;
  private final Given given;
  private final SequenceLengths lengths;
  private final List<Level> levels;
  private final Operand<TFloat32> output;
  private final List<CellState<TFloat32>> finalStates;
  private final CellState<TFloat32> finalState;

  RecurrentRun(
      Ops tf,
      Recurrent definition,
      Given given,
      SequenceLengths lengths,
      List<Level> levels,
      Operand<TFloat32> timeMajor) {
    this.tf = tf;
    this.definition = definition;
    this.given = given;
    this.lengths = lengths;
    this.levels = levels;
    this.output = Transpose.rowsAndSteps(tf, definition, timeMajor);
    this.finalStates =
        levels.stream().flatMap(l -> l.runs().stream()).map(KernelRun::finalState).toList();
    this.finalState = stacked(finalStates);
  }

  /** What this is a run of. */
  public Recurrent definition() {
    return definition;
  }

  /** The input as the caller gave it; empty where the layer reads {@link InputProjection}. */
  public Optional<Operand<TFloat32>> input() {
    return given.input();
  }

  /** The initial state as the caller gave it; empty where the layer begins from zeros. */
  public Optional<CellState<TFloat32>> initial() {
    return given.initial();
  }

  /** The kernels that run it, for each layer and direction in the order of the states. */
  public List<Kernel> kernels() {
    return levels.stream().flatMap(level -> level.kernels().stream()).toList();
  }

  /** The last layer's output, [L, N, D·P], or [N, L, D·P] when batch-first; 0 in the padding. */
  public Operand<TFloat32> output() {
    return output;
  }

  /**
   * The state after each row's last valid step, each part [K·D, N, size]: PyTorch's {@code h_n} and
   * {@code c_n}, layer by layer and in each forward first, in either layout. A row of length 0
   * keeps its initial state.
   */
  public CellState<TFloat32> finalState() {
    return finalState;
  }

  /** The parts of {@link #finalState} for each layer and direction, each [N, size]. */
  public List<CellState<TFloat32>> finalStates() {
    return finalStates;
  }

  /**
   * The last layer's output once each direction has read its whole row, [N, D·P], side by side:
   * what a classifier of whole sequences wants. For the reverse direction that is the output at
   * step 0, not at the last step. A row of length 0 gives zeros. A loss of it differentiates to
   * {@link #output}, of which it is made.
   */
  public Operand<TFloat32> last() {
    return definition.directions() == Directions.FORWARD
        ? lastForward()
        : tf.concat(List.of(lastForward(), lastReverse()), tf.constant(1));
  }

  /** The forward direction's output at each row's last valid step, [N, P]; zeros for length 0. */
  public Operand<TFloat32> lastForward() {
    Operand<TFloat32> forward = direction(stepsFirst(), 0); // [L, N, P]
    Operand<TFloat32> first = Transpose.at(tf, forward, 0); // [N, P]
    return lengths.last(forward, tf.zerosLike(first));
  }

  /**
   * The reverse direction's output at step 0, where it has read the whole row, [N, P]; zeros for
   * length 0.
   *
   * @throws IllegalStateException if the layer reads forward only
   */
  public Operand<TFloat32> lastReverse() {
    if (definition.directions() == Directions.FORWARD) {
      throw new IllegalStateException(
          "last output: expected a bidirectional layer to have a reverse direction, got one that reads forward only; use lastForward");
    }
    return Transpose.at(tf, direction(stepsFirst(), 1), 0);
  }

  /**
   * Places the backward pass for a loss that sees the output only.
   *
   * @param gradient of the loss to {@link #output}, of its shape; what it says of padding is
   *     ignored
   */
  public Gradients backward(Operand<TFloat32> gradient) {
    return backward(OutputGradients.ofOutput(gradient));
  }

  /**
   * Places the backward pass for a loss that sees the output, the final state or both.
   *
   * @throws IllegalArgumentException if a gradient is of another shape than what it is to, or there
   *     is one to the c of a cell that has none
   */
  public Gradients backward(OutputGradients<Operand<TFloat32>> upstream) {
    OutputGradients<Operand<TFloat32>> loss = shaped(upstream);
    Map<String, Operand<TFloat32>> parameters = new HashMap<>();
    List<CellState<TFloat32>> initial = new ArrayList<>();
    Optional<Operand<TFloat32>> above =
        loss.output().map(g -> Transpose.rowsAndSteps(tf, definition, g)); // [L, N, D·P]
    for (int layer = levels.size() - 1; layer >= 0; layer--) {
      Level level = levels.get(layer);
      List<Operand<TFloat32>> toInput = new ArrayList<>();
      for (int direction = definition.directions().count() - 1; direction >= 0; direction--) {
        int state = layer * definition.directions().count() + direction;
        int read = direction;
        KernelGradients<TFloat32> gradients =
            level
                .runs()
                .get(direction)
                .backward(
                    new KernelUpstream<>(
                        above.map(g -> direction(g, read)),
                        loss.hidden().map(g -> Transpose.at(tf, g, state)),
                        loss.cell().map(g -> Transpose.at(tf, g, state))));
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
          Optional.of(level.mask().map(m -> (Operand<TFloat32>) tf.math.mul(sum, m)).orElse(sum));
    }
    Map<String, Operand<TFloat32>> inOrder = new LinkedHashMap<>();
    Set<Output<TFloat32>> taken = new HashSet<>();
    for (ParameterSpec p : definition.parameters()) {
      Operand<TFloat32> gradient = parameters.get(p.name());
      // a kernel may hand out one operand for both biases, and no run fetches one operand twice
      boolean first = taken.add(gradient.asOutput());
      inOrder.put(p.name(), first ? gradient : tf.identity(gradient));
    }
    return new Gradients(
        Transpose.rowsAndSteps(tf, definition, above.orElseThrow()), stacked(initial), inOrder);
  }

  private OutputGradients<Operand<TFloat32>> shaped(OutputGradients<Operand<TFloat32>> loss) {
    List<Integer> sizes = definition.cell().stateSizes();
    if (loss.cell().isPresent() && sizes.size() < 2) {
      throw new IllegalArgumentException(
          "gradients: expected none to c, for a %s has none, got one"
              .formatted(definition.cell().name()));
    }
    int states = definition.stateCount();
    return new OutputGradients<>(
        loss.output().map(g -> shaped("output", g, -1, -1, definition.outputSize())),
        loss.hidden().map(g -> shaped("final h", g, states, -1, sizes.get(0))),
        loss.cell().map(g -> shaped("final c", g, states, -1, sizes.get(sizes.size() - 1))));
  }

  /** TensorFlow does not know the sizes of every gradient that it places; kernels need the last. */
  private Operand<TFloat32> shaped(String what, Operand<TFloat32> gradient, long... expected) {
    Shape shape = Shape.of(expected);
    ShapeCheck.require(
        "gradient to the " + what,
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
    return CellState.of(parts);
  }

  /** Made of {@link #output}, so that the gradient of what is made of this arrives there. */
  private Operand<TFloat32> stepsFirst() {
    return Transpose.rowsAndSteps(tf, definition, output);
  }

  private Operand<TFloat32> direction(Operand<TFloat32> all, int direction) {
    if (definition.directions() == Directions.FORWARD) {
      return all;
    }
    int size = definition.cell().outputSize();
    return tf.slice(all, tf.array(0, 0, direction * size), tf.array(-1, -1, size));
  }

  /**
   * Gradients of a loss to everything a recurrent layer was given, each an operand of its own, so
   * that one run can fetch them all.
   *
   * @param input of the input's own shape
   * @param initial to the initial state, each part [K·D, N, size]
   * @param parameters by PyTorch's name and in its order, of the parameters' own shapes
   */
  public record Gradients(
      Operand<TFloat32> input,
      CellState<TFloat32> initial,
      Map<String, Operand<TFloat32>> parameters) {}
}
