package org.tributary.testing;

import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.CellState;
import org.tributary.graph.CellWeights;
import org.tributary.graph.GraphCell;

/**
 * A minimal gated unit (Zhou et al. 2016), a cell known to the library by its formula alone:
 *
 * <pre>
 *   f  = σ(W_if x + b_if + W_hf h + b_hf)               forget gate
 *   h~ = tanh(W_ih x + b_ih + W_hh (f ⊙ h) + b_hh)      candidate
 *   h' = (1 - f) ⊙ h + f ⊙ h~
 * </pre>
 */
public record MinimalGatedUnit(int inputSize, int hiddenSize) implements GraphCell {

  @Override
  public String name() {
    return "MGU";
  }

  @Override
  public int gates() {
    return 2;
  }

  @Override
  public OptionalInt forgetGate() {
    return OptionalInt.of(0);
  }

  @Override
  public boolean supportsRecurrentDropout() {
    return true;
  }

  @Override
  public MinimalGatedUnit withInputSize(int inputSize) {
    return new MinimalGatedUnit(inputSize, hiddenSize);
  }

  @Override
  public <T extends TFloating> CellState<T> step(
      Ops tf, Operand<T> x, CellState<T> state, CellWeights<T> weights) {
    CellWeights<T> gate = weights.gate(tf, 0, hiddenSize);
    CellWeights<T> candidate = weights.gate(tf, 1, hiddenSize);
    Operand<T> h = state.hidden(); // [N, H]
    Operand<T> f =
        tf.math.sigmoid(tf.math.add(gate.fromInput(tf, x), gate.fromHidden(tf, h))); // [N, H]
    Operand<T> fromHidden = candidate.fromHidden(tf, tf.math.mul(f, h)); // [N, H]
    Operand<T> c = tf.math.tanh(tf.math.add(candidate.fromInput(tf, x), fromHidden)); // [N, H]
    return CellState.of(tf.math.add(h, tf.math.mul(f, tf.math.sub(c, h))));
  }
}
