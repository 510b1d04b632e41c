package org.tributary.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.LstmState;
import org.tributary.kernel.KernelGradients;
import org.tributary.kernel.KernelRun;
import org.tributary.sequence.Lengths;

/**
 * A recurrent layer's forward pass placed in a graph, and the way back. TensorFlow's own {@code
 * addGradients} does not pass through the fast kernels, so a loss is differentiated in three parts:
 *
 * <pre>
 *   1. addGradients(loss, run.output())           the loss to the layer's output
 *   2. run.backward(that)                         the output to the layer's input and parameters
 *   3. addGradients(prefix, [input], [x], [..])   the layer's input to what made it
 * </pre>
 */
public final class RecurrentRun {
  /** One layer: the dropout mask before it and a kernel's run for each direction. */
  record Level(Optional<Operand<TFloat32>> mask, List<KernelRun<TFloat32>> runs) {}

  private final Ops tf;
  private final Recurrent definition;
  private final Lengths lengths;
  private final List<LstmState<TFloat32>> initial;
  private final List<Level> levels;
  private final Operand<TFloat32> output;

  RecurrentRun(
      Ops tf,
      Recurrent definition,
      Lengths lengths,
      List<LstmState<TFloat32>> initial,
      List<Level> levels,
      Operand<TFloat32> output) {
    this.tf = tf;
    this.definition = definition;
    this.lengths = lengths;
    this.initial = initial;
    this.levels = levels;
    this.output = output;
  }

  /** The last layer's output, [T, N, D·H]; zero in the padding. */
  public Operand<TFloat32> output() {
    return output;
  }

  /**
   * The state of each layer and direction after its row's last valid step, layer-major as in
   * PyTorch's {@code h_n} and {@code c_n}, each [N, H]; of a row of length 0 its initial state.
   */
  public List<LstmState<TFloat32>> finalStates() {
    List<LstmState<TFloat32>> states = new ArrayList<>();
    for (Level level : levels) {
      for (KernelRun<TFloat32> run : level.runs()) {
        LstmState<TFloat32> first = initial.get(states.size());
        states.add(
            new LstmState<>(
                lengths.last(run.states().hidden(), first.hidden()),
                lengths.last(run.states().cell(), first.cell())));
      }
    }
    return states;
  }

  /**
   * Places the backward pass for a loss that sees the output only.
   *
   * @param gradient of the loss to {@link #output}, [T, N, D·H]; what it says of padding is ignored
   */
  public Gradients backward(Operand<TFloat32> gradient) {
    Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
    List<LstmState<TFloat32>> states = new ArrayList<>();
    Operand<TFloat32> above = lengths.masked(gradient); // [T, N, D·H]
    int directions = definition.directions();
    for (int layer = levels.size() - 1; layer >= 0; layer--) {
      Level level = levels.get(layer);
      List<Operand<TFloat32>> toInput = new ArrayList<>();
      for (int direction = directions - 1; direction >= 0; direction--) {
        Operand<TFloat32> part = direction(above, direction); // [T, N, H]
        KernelGradients<TFloat32> gradients =
            level
                .runs()
                .get(direction)
                .backward(direction == 0 ? part : lengths.reversed(part), Optional.empty());
        toInput.add(direction == 0 ? gradients.input() : lengths.reversed(gradients.input()));
        states.add(0, gradients.initial());
        for (var named : gradients.weights().named().entrySet()) {
          parameters.put(Recurrent.name(named.getKey(), layer, direction), named.getValue());
        }
      }
      above = toInput.size() == 1 ? toInput.get(0) : tf.math.add(toInput.get(1), toInput.get(0));
      if (level.mask().isPresent()) {
        above = tf.math.mul(above, level.mask().get());
      }
    }
    return new Gradients(above, states, parameters);
  }

  private Operand<TFloat32> direction(Operand<TFloat32> all, int direction) {
    if (definition.directions() == 1) {
      return all;
    }
    int hidden = definition.hiddenSize();
    return tf.slice(all, tf.array(0, 0, direction * hidden), tf.array(-1, -1, hidden));
  }

  /**
   * Gradients of a loss to everything a recurrent layer was given.
   *
   * @param input [T, N, I]
   * @param initial layer-major, each [N, H]
   * @param parameters by PyTorch's name, of the parameters' own shapes
   */
  public record Gradients(
      Operand<TFloat32> input,
      List<LstmState<TFloat32>> initial,
      Map<String, Operand<TFloat32>> parameters) {}
}
