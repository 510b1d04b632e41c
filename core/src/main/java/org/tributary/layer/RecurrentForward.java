package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.kernel.Forward;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.KernelForward;
import org.tributary.kernel.OutputGradients;
import org.tributary.sequence.SequenceLengths;

/**
 * The forward pass of a recurrent layer in a graph, and its backward pass. TensorFlow's {@code
 * addGradients} cannot differentiate the fast kernels. It fails with
 *
 * <pre>
 *   No gradient defined for op: BlockLSTMV2     (or EnsureShape, from the scan kernels)
 * </pre>
 *
 * <p>Call {@link #backward} instead, or use {@code Kernels.reference()} for the layer if the number
 * of steps is known when the graph is built. {@code org.tributary.train.gradient.LossGradients}
 * calls {@code backward} and returns the gradients of all parameters of a graph. Without it,
 * gradients are computed in three parts:
 *
 * <pre>
 *   1. addGradients(loss, run.output())           upstream gradient of the layer's output
 *   2. run.backward(upstream)                     gradients of the layer's input and parameters
 *   3. addGradients(prefix, [input], [x], [..])   gradients of the operands from which the
 *                                                 input is computed
 * </pre>
 *
 * <p>If the loss depends on the final state, part 1 includes the parts of {@link #finalState} and
 * part 2 is {@link #backward(OutputGradients)}. A layer with {@code Kernels.reference()} needs none
 * of this: {@code addGradients} differentiates it like any operation, but the layer is slower. It
 * requires a static number of steps, and is left out of {@code LossGradients.through}.
 */
public final class RecurrentForward
    implements Forward<TFloat32, OutputGradients<Operand<TFloat32>>, Gradients<Operand<TFloat32>>> {
  /**
   * The run of one layer.
   *
   * @param mask the dropout mask of its input
   * @param kernels the kernel of each direction
   * @param runs the run of each direction
   * @param connection the run of the skip connection around it
   */
  record LayerRun(
      Optional<Operand<TFloat32>> mask,
      List<Kernel> kernels,
      List<KernelForward<TFloat32>> runs,
      Forward<TFloat32, Operand<TFloat32>, SkipGradients> connection) {}

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

  RecurrentForward(
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
    this.finalState = stacked(tf, definition.cell(), finalStates);
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
  @Override
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
    Operand<TFloat32> forward = direction(tf, definition, stepsFirst(), 0); // [L, N, P]
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
    return Transpose.at(tf, direction(tf, definition, stepsFirst(), 1), 0);
  }

  /**
   * Adds the backward pass for a loss that depends on the output only.
   *
   * @param gradient the upstream gradient of {@link #output}, of its shape; ignored in the padding
   */
  public Gradients<Operand<TFloat32>> backward(Operand<TFloat32> gradient) {
    return backward(OutputGradients.ofOutput(gradient));
  }

  /**
   * Adds the backward pass for a loss that depends on the output, the final state or both.
   *
   * @throws IllegalArgumentException if a gradient's shape differs from its tensor's, or it belongs
   *     to a part that the cell's state lacks
   */
  @Override
  public Gradients<Operand<TFloat32>> backward(OutputGradients<Operand<TFloat32>> upstream) {
    return new RecurrentBackward(tf, definition, lengths, upstream).run(layerRuns);
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
    return cell.state(parts);
  }

  /** Returns {@link #output} as [L, N, D·P], derived from it so that gradients flow through it. */
  private Operand<TFloat32> stepsFirst() {
    return Transpose.swapIfBatchFirst(tf, definition, output);
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
}
