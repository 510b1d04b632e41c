package org.tributary.graph.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.cell.StatePart;
import org.tributary.graph.cell.CellState;
import org.tributary.graph.sequence.SequenceLengths;
import org.tributary.kernel.Forward;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.KernelForward;
import org.tributary.kernel.OutputGradients;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;

/**
 * The forward pass of a recurrent layer in a graph. TensorFlow differentiates through it: {@code
 * Graph.addGradients}, or {@code LossGradients} for all parameters of a graph, call the layer's own
 * backward pass. The input, the initial state and the weights may be used elsewhere too, and may be
 * computed from each other.
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

  private final Ops tf;
  private final Recurrent definition;
  private final SequenceLengths lengths;
  private final List<LayerRun> layerRuns;
  private final boolean isDirect;
  private final Operand<TFloat32> output;
  private final CellState<TFloat32> finalState;

  /**
   * @param timeMajor the output, [L, N, D·P]
   */
  RecurrentForward(
      Ops tf,
      Recurrent definition,
      SequenceLengths lengths,
      List<LayerRun> layerRuns,
      Operand<TFloat32> timeMajor) {
    this(
        tf,
        definition,
        lengths,
        layerRuns,
        true,
        Transpose.swapIfBatchFirst(tf, definition, timeMajor),
        stacked(
            tf,
            definition.cell(),
            layerRuns.stream()
                .flatMap(l -> l.runs().stream())
                .map(KernelForward::finalState)
                .toList()));
  }

  private RecurrentForward(
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

  /** Returns the layer's definition. */
  public Recurrent definition() {
    return definition;
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
    return isDirect
        ? layerRuns.stream().flatMap(l -> l.runs().stream()).map(KernelForward::finalState).toList()
        : IntStream.range(0, definition.stateCount())
            .mapToObj(k -> finalState.map(part -> Transpose.at(tf, part, k)))
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
  @Override
  public Gradients<Operand<TFloat32>> backward(OutputGradients<Operand<TFloat32>> upstream) {
    if (!isDirect) {
      throw new IllegalStateException(
          "recurrent layer: expected a pass of RecurrentLayer.forBackward(), got one that TensorFlow differentiates; use LossGradients or Graph.addGradients");
    }
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
    return CellState.of(cell, parts);
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
