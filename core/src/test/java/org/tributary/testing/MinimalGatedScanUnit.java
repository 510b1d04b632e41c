package org.tributary.testing;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.CellState;
import org.tributary.graph.ScanCell;
import org.tributary.layer.StatePart;

/**
 * A minimal gated unit with the gate after the product, which also sums its hidden states, in a
 * further part of the state:
 *
 * <pre>
 *   f  = σ(W_if x + b_if + W_hf h + b_hf)
 *   h~ = tanh(W_ih x + b_ih + f ⊙ (W_hh h + b_hh))
 *   h' = (1 - f) ⊙ h + f ⊙ h~
 *   s' = s + h'                                          sum of all h
 * </pre>
 */
public record MinimalGatedScanUnit(int inputSize, int hiddenSize) implements ScanCell {
  /** The name of the second part of the state. */
  public static final String SUM = "s";

  @Override
  public String name() {
    return "MGU2";
  }

  @Override
  public int gates() {
    return 2;
  }

  @Override
  public List<StatePart> stateParts() {
    return List.of(StatePart.hidden(hiddenSize), new StatePart(SUM, hiddenSize));
  }

  @Override
  public MinimalGatedScanUnit withInputSize(int inputSize) {
    return new MinimalGatedScanUnit(inputSize, hiddenSize);
  }

  @Override
  public <T extends TFloating> CellState<T> advance(
      Ops tf,
      Operand<T> fromInput,
      Operand<T> fromHidden,
      CellState<T> state,
      Optional<Operand<T>> projection) {
    var a = tf.split(tf.constant(1), fromInput, 2L).output();
    var u = tf.split(tf.constant(1), fromHidden, 2L).output();
    Operand<T> f = tf.math.sigmoid(tf.math.add(a.get(0), u.get(0)));
    Operand<T> c = tf.math.tanh(tf.math.add(a.get(1), tf.math.mul(f, u.get(1))));
    Operand<T> h = state.hidden();
    Operand<T> next = tf.math.add(h, tf.math.mul(f, tf.math.sub(c, h)));
    return CellState.of(next).with(SUM, tf.math.add(state.get(SUM), next));
  }
}
