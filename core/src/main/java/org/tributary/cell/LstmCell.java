package org.tributary.cell;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;

/**
 * One step of a long short-term memory, as PyTorch's {@code nn.LSTMCell} computes it (Hochreiter
 * and Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 *
 * <pre>
 *   i  = σ(W_ii x + b_ii + W_hi h + b_hi)      input gate
 *   f  = σ(W_if x + b_if + W_hf h + b_hf)      forget gate
 *   g  = tanh(W_ig x + b_ig + W_hg h + b_hg)   candidate
 *   o  = σ(W_io x + b_io + W_ho h + b_ho)      output gate
 *   c' = f ⊙ c + i ⊙ g
 *   h' = o ⊙ tanh(c')
 * </pre>
 *
 * The rows of each weight are the gates i, f, g, o one after another.
 *
 * @param inputSize I, the size of x
 * @param hiddenSize H, the size of h and c
 * @param bias whether there are bias vectors
 */
public record LstmCell(int inputSize, int hiddenSize, boolean bias) {
  private static final int GATES = 4;

  /** Checks the sizes. */
  public LstmCell {
    requirePositive("input size", inputSize);
    requirePositive("hidden size", hiddenSize);
  }

  /** Parameters under PyTorch's names and in its order, drawn from U(-1/√H, 1/√H). */
  public List<ParameterSpec> parameters() {
    Initializer uniform = Initializer.uniform(1 / Math.sqrt(hiddenSize));
    int rows = GATES * hiddenSize;
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(new ParameterSpec("weight_ih", Shape.of(rows, inputSize), uniform));
    specs.add(new ParameterSpec("weight_hh", Shape.of(rows, hiddenSize), uniform));
    if (bias) {
      specs.add(new ParameterSpec("bias_ih", Shape.of(rows), uniform));
      specs.add(new ParameterSpec("bias_hh", Shape.of(rows), uniform));
    }
    return specs;
  }

  /**
   * Computes one step for N rows.
   *
   * @param x the input, [N, I]
   * @param state h and c, each [N, H]
   * @return h' and c', each [N, H]
   */
  public <T extends TFloating> LstmState<T> step(
      Ops tf, Operand<T> x, LstmState<T> state, CellWeights<T> weights) {
    Operand<T> fromInput = product(tf, x, weights.inputHidden()); // [N, 4H]
    Operand<T> fromHidden = product(tf, state.hidden(), weights.hiddenHidden()); // [N, 4H]
    if (weights.biases().isPresent()) {
      CellWeights.Biases<T> b = weights.biases().get();
      fromInput = tf.math.add(fromInput, b.inputHidden());
      fromHidden = tf.math.add(fromHidden, b.hiddenHidden());
    }
    var gates =
        tf.split(tf.constant(1), tf.math.add(fromInput, fromHidden), (long) GATES)
            .output(); // 4 × [N, H]
    Operand<T> i = tf.math.sigmoid(gates.get(0)); // [N, H]
    Operand<T> f = tf.math.sigmoid(gates.get(1)); // [N, H]
    Operand<T> g = tf.math.tanh(gates.get(2)); // [N, H]
    Operand<T> o = tf.math.sigmoid(gates.get(3)); // [N, H]
    Operand<T> c = tf.math.add(tf.math.mul(f, state.cell()), tf.math.mul(i, g)); // [N, H]
    return new LstmState<>(tf.math.mul(o, tf.math.tanh(c)), c);
  }

  private static <T extends TFloating> Operand<T> product(Ops tf, Operand<T> x, Operand<T> w) {
    return tf.linalg.matMul(x, w, MatMul.transposeB(true));
  }

  private static void requirePositive(String what, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "LSTM cell: expected a positive %s, got %d".formatted(what, size));
    }
  }
}
