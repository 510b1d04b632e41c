package org.tributary.graph;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.Packing;
import org.tributary.internal.graph.ScanLoop;
import org.tributary.internal.graph.ScanStep;
import org.tributary.layer.Bias;
import org.tributary.layer.CellParameter;

/**
 * Activations saved for the backward pass, and the computations of the backward pass before and
 * after its loop, which all cells share.
 *
 * @param packed the call
 * @param states the states before and after every step, each part [N + S, size]
 */
record SavedActivations(PackedCall packed, List<Operand<TFloat32>> states) {

  Ops tf() {
    return packed.tf();
  }

  Packing packing() {
    return packed.packing();
  }

  KernelCall<TFloat32> call() {
    return packed.call();
  }

  /** Returns the hidden state before each step, [S, P]. */
  Operand<TFloat32> hiddenBefore() {
    return packing().before(states.get(0));
  }

  /**
   * Returns the initial carry of the backward loop: zeros for the rows of the last step. They
   * depend on {@code weights}, so the loop starts after it.
   *
   * <p>This dependency lets each direction run on its own thread. TensorFlow hands an operation to
   * an idle thread only if it usually takes longer than about 3 µs, and runs a shorter one on the
   * thread that made it ready. If both loops waited for the loss's gradient alone, the thread that
   * computes the gradient would run both. Each loop therefore waits for a longer operation of its
   * own, which waits for the gradient.
   *
   * @param weights computed {@link #after} the gradient
   */
  CellState<TFloat32> zeros(Operand<TFloat32> weights) {
    Ops then = tf().withControlDependencies(weights);
    return packed.initial().map(part -> then.identity(zerosLike(part)));
  }

  private Operand<TFloat32> zerosLike(Operand<TFloat32> state) {
    Ops tf = tf();
    return packing().dense()
        ? tf.zerosLike(state)
        : tf.fill(tf.array(0, Math.toIntExact(state.shape().get(1))), tf.constant(0f));
  }

  /** Returns an operations builder whose operations wait for {@code gradient}. */
  Ops after(Operand<TFloat32> gradient) {
    return tf().withControlDependencies(gradient);
  }

  /**
   * Returns {@code weight_hh}, copied after {@code gradient}: the operation to wait for in a cell
   * that computes nothing else before its loop.
   */
  Operand<TFloat32> recurrentWeightsAfter(Operand<TFloat32> gradient) {
    return after(gradient).deepCopy(call().weights().hiddenHidden());
  }

  /** The slots of {@code weight_hh} and of the hidden mask, if there is one. */
  record Recurrence(ScanLoop.Constant hiddenHidden, Optional<ScanLoop.Constant> mask) {

    /**
     * Computes, inside the loop, δh of the previous step, [n, P], from {@code toGates} [n, G·H].
     */
    Operand<TFloat32> toPreviousHidden(Ops tf, ScanStep step, Operand<TFloat32> toGates) {
      return masked(tf, step, toRecurrentInput(tf, step, toGates));
    }

    /** Computes the gradient with respect to this step's recurrent input, [n, P]. */
    Operand<TFloat32> toRecurrentInput(Ops tf, ScanStep step, Operand<TFloat32> toGates) {
      return tf.linalg.matMul(toGates, step.get(hiddenHidden));
    }

    /**
     * Converts the gradient with respect to this step's recurrent input to δh of the previous step,
     * [n, P].
     */
    Operand<TFloat32> masked(Ops tf, ScanStep step, Operand<TFloat32> toRecurrentInput) {
      return SavedActivations.masked(tf, step, mask, toRecurrentInput);
    }
  }

  /** Adds {@code weight_hh} and the hidden mask to a loop. */
  Recurrence recurrence(ScanLoop scan, Operand<TFloat32> hiddenHidden) {
    return new Recurrence(scan.constant(hiddenHidden), packed.hiddenMask().map(scan::constant));
  }

  /** Returns {@code x} [n, P] times the hidden mask, if there is one, inside the loop. */
  static Operand<TFloat32> masked(
      Ops tf, ScanStep step, Optional<ScanLoop.Constant> mask, Operand<TFloat32> x) {
    return mask.<Operand<TFloat32>>map(slot -> tf.math.mul(x, rowsOf(tf, step.get(slot), x)))
        .orElse(x);
  }

  /** Returns the first rows of {@code mask} [N, P], as many as {@code like} [n, ·] has. */
  private static Operand<TFloat32> rowsOf(Ops tf, Operand<TFloat32> mask, Operand<TFloat32> like) {
    return tf.slice(
        mask,
        tf.array(0, 0),
        tf.concat(
            List.of(tf.slice(tf.shape(like), tf.array(0), tf.array(1)), tf.array(-1)),
            tf.constant(0)));
  }

  /**
   * Returns {@code x} [S, F] with zeros for ended rows, unless the cell's state stays finite: an
   * ended row continues in its padding, where a state such as relu's can grow to infinity, and its
   * zero gradient times infinity would be NaN.
   */
  Operand<TFloat32> finite(Operand<TFloat32> x) {
    return call().cell().stateStaysFinite() ? x : packing().maskPadding(x);
  }

  /**
   * Returns the recurrent input of every step: the previous h, masked if there is a mask, [S, P].
   */
  Operand<TFloat32> recurrentInput() {
    Operand<TFloat32> before = finite(hiddenBefore());
    return packed
        .hiddenMask()
        .<Operand<TFloat32>>map(m -> tf().math.mul(before, everyStep(m)))
        .orElse(before);
  }

  /**
   * Returns packed gradients.
   *
   * @param input the gradient with respect to x, [S, I]
   * @param initial the gradient with respect to the initial state
   * @param weights the gradients with respect to the weights, in their shapes
   */
  Gradients<Operand<TFloat32>> gradients(
      Operand<TFloat32> input,
      CellState<TFloat32> initial,
      Map<CellParameter, Operand<TFloat32>> weights) {
    Map<String, Operand<TFloat32>> byName = new LinkedHashMap<>();
    weights.forEach((kind, gradient) -> byName.put(kind.torchName(), gradient));
    // with I known to TensorFlow
    Operand<TFloat32> sized = tf().ensureShape(input, Shape.of(-1, call().cell().inputSize()));
    return new Gradients<>(sized, initial.byName(), byName);
  }

  /**
   * Computes the gradients of the weights but a projection, of a cell that reads the sum of both
   * products: by one matrix product over all steps, after the loop.
   *
   * @param toGates the gradient with respect to the sum at every step, [S, G·H]
   * @param recurrentInput the result of {@link #recurrentInput}
   */
  Map<CellParameter, Operand<TFloat32>> toWeights(
      Operand<TFloat32> toGates, Operand<TFloat32> recurrentInput) {
    int inputSize = call().cell().inputSize();
    Operand<TFloat32> both =
        outer(
            toGates,
            tf().concat(List.of(packed.input(), recurrentInput), tf().constant(1))); // [G·H, I + P]
    Map<CellParameter, Operand<TFloat32>> all = toBiases(toGates, toGates);
    all.put(CellParameter.WEIGHT_INPUT_HIDDEN, columns(both, 0, inputSize));
    all.put(CellParameter.WEIGHT_HIDDEN_HIDDEN, columns(both, inputSize, -1));
    return all;
  }

  /**
   * Computes the gradients of the weights but a projection, likewise.
   *
   * @param toInput the gradient with respect to W_i x + b_i at every step, [S, G·H]
   * @param toHidden the gradient with respect to W_h h + b_h at every step, [S, G·H]
   * @param recurrentInput the result of {@link #recurrentInput}
   */
  Map<CellParameter, Operand<TFloat32>> toWeights(
      Operand<TFloat32> toInput, Operand<TFloat32> toHidden, Operand<TFloat32> recurrentInput) {
    Map<CellParameter, Operand<TFloat32>> all = toBiases(toInput, toHidden);
    all.put(CellParameter.WEIGHT_INPUT_HIDDEN, outer(toInput, packed.input()));
    all.put(CellParameter.WEIGHT_HIDDEN_HIDDEN, outer(toHidden, recurrentInput));
    return all;
  }

  private Map<CellParameter, Operand<TFloat32>> toBiases(
      Operand<TFloat32> toInput, Operand<TFloat32> toHidden) {
    Map<CellParameter, Operand<TFloat32>> biases = new EnumMap<>(CellParameter.class);
    if (call().cell().bias() == Bias.PRESENT) {
      Operand<TFloat32> ofInput = tf().nn.biasAddGrad(toInput); // [G·H]
      biases.put(CellParameter.BIAS_INPUT_HIDDEN, ofInput);
      biases.put(
          CellParameter.BIAS_HIDDEN_HIDDEN,
          toHidden == toInput ? ofInput : tf().nn.biasAddGrad(toHidden));
    }
    return biases;
  }

  private Operand<TFloat32> columns(Operand<TFloat32> x, int from, int count) {
    return tf().slice(x, tf().array(0, from), tf().array(-1, count));
  }

  /** Computes a b, [S, B], from [S, A] and [A, B]. */
  Operand<TFloat32> product(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf().linalg.matMul(a, b);
  }

  /** Computes Σ a ⊗ b over steps and rows, [A, B], from [S, A] and [S, B]. */
  Operand<TFloat32> outer(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf().linalg.matMul(a, b, MatMul.transposeA(true));
  }

  /** Computes σ'(x) from σ(x), any shape. */
  Operand<TFloat32> sigmoidSlope(Operand<TFloat32> sigmoid) {
    Ops tf = tf();
    return tf.math.mul(sigmoid, tf.math.sub(tf.constant(1f), sigmoid));
  }

  /** Computes tanh'(x) from tanh(x), any shape. */
  Operand<TFloat32> tanhSlope(Operand<TFloat32> tanh) {
    Ops tf = tf();
    return tf.math.sub(tf.constant(1f), tf.math.square(tanh));
  }

  /** Returns each row's mask [N, P] at each of its steps, [S, P]. */
  private Operand<TFloat32> everyStep(Operand<TFloat32> mask) {
    return tf().gather(mask, packing().ranks(), tf().constant(0));
  }
}
