package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellWeights;
import org.tributary.cell.LstmState;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.KernelCall;
import org.tributary.kernel.KernelRun;
import org.tributary.kernel.Kernels;
import org.tributary.sequence.Lengths;

/**
 * A recurrent layer on weights that stand in a graph: directions, depth and lengths over any
 * kernel. T is the number of steps, N the number of rows, I and H the input and hidden size, D the
 * number of directions.
 */
public final class RecurrentLayer {
  private final Ops tf;
  private final Recurrent definition;
  private final Function<String, Operand<TFloat32>> weights;
  private final Optional<Kernel> forced;

  /**
   * @param weights gives each of the definition's parameters by its name
   */
  public RecurrentLayer(Ops tf, Recurrent definition, Function<String, Operand<TFloat32>> weights) {
    this(tf, definition, weights, Optional.empty());
  }

  private RecurrentLayer(
      Ops tf,
      Recurrent definition,
      Function<String, Operand<TFloat32>> weights,
      Optional<Kernel> forced) {
    this.tf = tf;
    this.definition = definition;
    this.weights = weights;
    this.forced = forced;
  }

  /** The same layer, run by {@code kernel} instead of the fastest that can serve. */
  public RecurrentLayer with(Kernel kernel) {
    return new RecurrentLayer(tf, definition, weights, Optional.of(kernel));
  }

  /**
   * Places the forward pass, from an initial state of zeros.
   *
   * @param input [T, N, I]; what stands in the padding never matters
   * @param lengths of the rows
   * @param dropout between layers; {@link Dropout#off} for inference
   */
  public RecurrentRun run(Operand<TFloat32> input, Lengths lengths, Dropout dropout) {
    Operand<TFloat32> zeros =
        tf.zeros(
            tf.stack(List.of(lengths.rows(), tf.constant(definition.hiddenSize()))),
            TFloat32.class);
    LstmState<TFloat32> zero = new LstmState<>(zeros, zeros);
    int count = definition.layers() * definition.directions();
    return run(input, lengths, java.util.Collections.nCopies(count, zero), dropout);
  }

  /**
   * Places the forward pass.
   *
   * @param input [T, N, I]; what stands in the padding never matters
   * @param initial the state of each layer and direction before the first step, layer-major, each
   *     [N, H]
   */
  public RecurrentRun run(
      Operand<TFloat32> input,
      Lengths lengths,
      List<LstmState<TFloat32>> initial,
      Dropout dropout) {
    requireInput(input);
    List<RecurrentRun.Level> levels = new ArrayList<>();
    Operand<TFloat32> below = lengths.masked(input); // [T, N, I]
    for (int layer = 0; layer < definition.layers(); layer++) {
      Optional<Operand<TFloat32>> mask = Optional.empty();
      if (layer > 0 && dropout.drops(definition.dropout())) {
        mask = Optional.of(dropout.mask(below, definition.dropout()));
        below = tf.math.mul(below, mask.get());
      }
      List<KernelRun<TFloat32>> runs = new ArrayList<>();
      List<Operand<TFloat32>> outputs = new ArrayList<>();
      for (int direction = 0; direction < definition.directions(); direction++) {
        Operand<TFloat32> read = direction == 0 ? below : lengths.reversed(below);
        KernelCall<TFloat32> call =
            new KernelCall<>(
                definition.cell(layer),
                TFloat32.class,
                read,
                initial.get(layer * definition.directions() + direction),
                weights(layer, direction));
        KernelRun<TFloat32> run = forced.orElseGet(() -> Kernels.choose(call)).run(tf, call);
        runs.add(run);
        Operand<TFloat32> output = run.states().hidden();
        outputs.add(direction == 0 ? output : lengths.reversed(output));
      }
      below = outputs.size() == 1 ? outputs.get(0) : tf.concat(outputs, tf.constant(2));
      levels.add(new RecurrentRun.Level(mask, runs));
    }
    return new RecurrentRun(tf, definition, lengths, initial, levels, lengths.masked(below));
  }

  private CellWeights<TFloat32> weights(int layer, int direction) {
    return new CellWeights<>(
        weights.apply(Recurrent.name("weight_ih", layer, direction)),
        weights.apply(Recurrent.name("weight_hh", layer, direction)),
        Optional.of(
            new CellWeights.Biases<>(
                weights.apply(Recurrent.name("bias_ih", layer, direction)),
                weights.apply(Recurrent.name("bias_hh", layer, direction)))));
  }

  private void requireInput(Operand<TFloat32> input) {
    if (input.shape().numDimensions() != 3 || input.shape().get(2) != definition.inputSize()) {
      throw new IllegalArgumentException(
          "input: expected [T, N, %d] (steps, rows, input size), got %s"
              .formatted(definition.inputSize(), input.shape()));
    }
  }
}
