package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.sequence.Packing;

/**
 * What a forward pass leaves for the way back, and the pieces of it that every cell shares: what
 * stands before and after the loop.
 *
 * @param packed what was run
 * @param states before and after every step, each part [N + S, size]
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

  boolean masked() {
    return packed.hiddenMask().isPresent();
  }

  /** The hidden states before each step, [S, P]. */
  Operand<TFloat32> hiddenBefore() {
    return packing().before(states.get(0));
  }

  /**
   * What a loop begins with on the way back: a state of zeros for the rows of the last step and
   * none other, which is there once {@code weights} are.
   *
   * <p>So that each direction has a thread of its own, its loop waits for an operation that takes
   * longer than some 3 µs and waits itself for the loss's gradient. Shorter ones TensorFlow leaves
   * to the thread that made them ready, and the thread that has the gradient would begin both
   * directions' loops and go on with both.
   *
   * @param weights made {@link #upon} the gradient
   */
  List<Operand<TFloat32>> zeros(Operand<TFloat32> weights) {
    Ops then = tf().withControlDependencies(weights);
    return packed.initial().parts().stream()
        .<Operand<TFloat32>>map(part -> then.identity(zerosLike(part)))
        .toList();
  }

  private Operand<TFloat32> zerosLike(Operand<TFloat32> state) {
    Ops tf = tf();
    return packing().steady()
        ? tf.zerosLike(state)
        : tf.fill(tf.array(0, Math.toIntExact(state.shape().get(1))), tf.constant(0f));
  }

  /** Where to make what is to wait for {@code gradient}. */
  Ops upon(Operand<TFloat32> gradient) {
    return tf().withControlDependencies(gradient);
  }

  /**
   * {@code weight_hh} as a cell sees it that has nothing to make of it before its loop: copied upon
   * {@code gradient}, so that there is something to wait for.
   */
  Operand<TFloat32> recurrentUpon(Operand<TFloat32> gradient) {
    return upon(gradient).deepCopy(call().weights().hiddenHidden());
  }

  /** The loop's constants: {@code weight_hh}, then the hidden mask where there is one. */
  List<Operand<TFloat32>> recurrence(Operand<TFloat32> hiddenHidden) {
    List<Operand<TFloat32>> constants = new ArrayList<>();
    constants.add(hiddenHidden);
    packed.hiddenMask().ifPresent(constants::add);
    return constants;
  }

  /**
   * In the loop: δh of the step before, from the gradient to what this step sees of it, [n, P].
   *
   * @param constants begin as {@link #recurrence} gives them
   */
  static Operand<TFloat32> toHidden(
      Ops tf, Operand<TFloat32> toSeen, List<Operand<TFloat32>> constants, boolean masked) {
    return masked ? tf.math.mul(toSeen, rowsOf(tf, constants.get(1), toSeen)) : toSeen;
  }

  /** The first rows of {@code mask} [N, P], as many as {@code like} [n, ·] has. */
  static Operand<TFloat32> rowsOf(Ops tf, Operand<TFloat32> mask, Operand<TFloat32> like) {
    return tf.slice(
        mask,
        tf.array(0, 0),
        tf.concat(
            List.of(tf.slice(tf.shape(like), tf.array(0), tf.array(1)), tf.array(-1)),
            tf.constant(0)));
  }

  /** What a step sees of the hidden state before it: masked where there is a mask, [S, P]. */
  Operand<TFloat32> seen() {
    // beyond its need a row goes on, with relu to infinity, and 0 times that would be NaN
    Operand<TFloat32> before =
        call().cell().bounded() ? hiddenBefore() : packing().needed(hiddenBefore());
    return packed
        .hiddenMask()
        .<Operand<TFloat32>>map(m -> tf().math.mul(before, everyStep(m)))
        .orElse(before);
  }

  /**
   * After the loop: every gradient, by a few large products.
   *
   * @param toGates the gradient to W_i x + b_i and to W_h h + b_h of every step, [S, G·H]
   * @param inputHidden {@code weight_ih} with its rows in the order of that gradient
   * @param initial the gradient to the initial state
   * @param projection the gradient to {@code weight_hr}
   */
  PackedRun.Gradients gradients(
      Operand<TFloat32> toGates,
      Operand<TFloat32> inputHidden,
      CellState<TFloat32> initial,
      Optional<Operand<TFloat32>> projection) {
    return new PackedRun.Gradients(
        toInput(product(toGates, inputHidden)), initial, toWeights(toGates, seen(), projection));
  }

  /** {@code gradient} [S, I], which is known to be so wide. */
  Operand<TFloat32> toInput(Operand<TFloat32> gradient) {
    return tf().ensureShape(gradient, Shape.of(-1, call().cell().inputSize()));
  }

  /**
   * The weights' gradients, both by one product.
   *
   * @param toGates the gradient to W_i x + b_i and to W_h h + b_h of every step, [S, G·H]
   * @param seen as {@link #seen} gives it
   */
  CellWeights<TFloat32> toWeights(
      Operand<TFloat32> toGates, Operand<TFloat32> seen, Optional<Operand<TFloat32>> projection) {
    Ops tf = tf();
    int inputSize = call().cell().inputSize();
    Operand<TFloat32> both =
        outer(toGates, tf.concat(List.of(packed.values(), seen), tf.constant(1))); // [G·H, I + P]
    Optional<Operand<TFloat32>> bias =
        call().weights().biases().map(b -> tf.nn.biasAddGrad(toGates)); // [G·H]
    return new CellWeights<>(
        columns(both, 0, inputSize),
        columns(both, inputSize, -1),
        bias.map(b -> new CellWeights.Biases<>(b, b)),
        projection);
  }

  private Operand<TFloat32> columns(Operand<TFloat32> x, int from, int count) {
    return tf().slice(x, tf().array(0, from), tf().array(-1, count));
  }

  /** a b, [S, B], of [S, A] and [A, B]. */
  Operand<TFloat32> product(Operand<TFloat32> a, Operand<TFloat32> b) {
    return packed.products().of(tf(), a, b);
  }

  /** Σ over steps and rows of a ⊗ b, [A, B], of [S, A] and [S, B]. */
  Operand<TFloat32> outer(Operand<TFloat32> a, Operand<TFloat32> b) {
    return packed.products().of(tf(), a, b, MatMul.transposeA(true));
  }

  /** σ'(x) from σ(x), any shape. */
  Operand<TFloat32> sigmoidSlope(Operand<TFloat32> sigmoid) {
    Ops tf = tf();
    return tf.math.mul(sigmoid, tf.math.sub(tf.constant(1f), sigmoid));
  }

  /** tanh'(x) from tanh(x), any shape. */
  Operand<TFloat32> tanhSlope(Operand<TFloat32> tanh) {
    Ops tf = tf();
    return tf.math.sub(tf.constant(1f), tf.math.square(tanh));
  }

  /** A row's mask [N, P] at each of its steps, [S, P]. */
  private Operand<TFloat32> everyStep(Operand<TFloat32> mask) {
    return tf().gather(mask, packing().ranks(), tf().constant(0));
  }
}
