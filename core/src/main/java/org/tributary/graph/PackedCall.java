package org.tributary.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.Packing;
import org.tributary.layer.StatePart;

/**
 * A kernel call in packed form, longest row first, as the fast kernels run it.
 *
 * @param tf operations builder
 * @param call the original call
 * @param packing the packed order
 * @param input x, [S, I]
 * @param initial the initial state, each part [N, size]
 * @param hiddenMask [N, P], or empty
 */
record PackedCall(
    Ops tf,
    KernelCall<TFloat32> call,
    Packing packing,
    Operand<TFloat32> input,
    CellState<TFloat32> initial,
    Optional<Operand<TFloat32>> hiddenMask) {

  static PackedCall of(Ops tf, KernelCall<TFloat32> call, Packing.Rows rows) {
    Packing packing = call.lengths().packing(call.order(), rows);
    return new PackedCall(
        tf,
        call,
        packing,
        packing.pack(call.input()),
        call.initial().map(packing::sort),
        call.hiddenMask().map(packing::sort));
  }

  /** Adds the transpose of a weight matrix to the graph. */
  Operand<TFloat32> transposed(Operand<TFloat32> weight) {
    return tf.linalg.transpose(weight, tf.constant(new int[] {1, 0}));
  }

  /** Adds x W_ih^T for every step, and a bias if there is one, [S, G·H], to the graph. */
  Operand<TFloat32> fromInput(Optional<Operand<TFloat32>> bias) {
    return product(call.weights().inputHidden(), bias);
  }

  /** Adds the product with {@code count} rows of {@code weight_ih}, [S, count], likewise. */
  Operand<TFloat32> fromInput(int from, int count, Optional<Operand<TFloat32>> bias) {
    return product(CellWeights.rows(tf, call.weights().inputHidden(), from, count), bias);
  }

  private Operand<TFloat32> product(Operand<TFloat32> weight, Optional<Operand<TFloat32>> bias) {
    Operand<TFloat32> product = tf.linalg.matMul(input, weight, MatMul.transposeB(true));
    return bias.<Operand<TFloat32>>map(b -> tf.nn.biasAdd(product, b)).orElse(product);
  }

  /**
   * Returns this call with an input that waits for {@code first}; nothing is copied. A thread that
   * has started one direction then continues with it and leaves the other direction to another
   * thread.
   */
  PackedCall after(Operand<TFloat32> first) {
    // a dependency on first itself would keep TensorFlow from fusing the product and bias of first,
    // so x depends on an operation after it
    Op computed = tf.ensureShape(first, first.shape());
    Operand<TFloat32> x = tf.withControlDependencies(List.of(computed)).identity(input);
    return new PackedCall(tf, call, packing, x, initial, hiddenMask);
  }

  /**
   * Returns the state after each row's last step, longest row first, each part [N, size].
   *
   * @param carry the state after the last step of the batch
   * @param states the states before and after every step, each part [N + S, size]; see {@link
   *     Packing#extend}
   */
  List<Operand<TFloat32>> last(List<Operand<TFloat32>> carry, List<Operand<TFloat32>> states) {
    List<Operand<TFloat32>> last = new ArrayList<>();
    for (int k = 0; k < states.size(); k++) {
      Operand<TFloat32> part = states.get(k);
      last.add(
          packing.unpadded()
              ? tf.ensureShape(carry.get(k), Shape.of(-1, part.shape().get(1)))
              : packing.last(part));
    }
    return last;
  }

  /** A kernel's backward pass, packed throughout. */
  interface Backward {
    /**
     * Adds the backward pass to the graph.
     *
     * @param hidden the upstream gradient of every h, [S, P]
     * @param state the upstream gradients of other parts of the state at every step, [S, size] by
     *     name; only of those on which the loss depends
     * @return packed gradients: input [S, I], and each part of the initial state [N, size], longest
     *     row first; those of the weights in their shapes
     */
    Gradients<Operand<TFloat32>> build(
        Operand<TFloat32> hidden, Map<String, Operand<TFloat32>> state);
  }

  /**
   * Returns the forward pass, padded at its interface.
   *
   * @param last the state after each row's last step, longest row first, each part [N, size]
   * @param hidden every h, [S, P], in consecutive parts
   * @param backward the backward pass; empty for inference
   */
  KernelForward<TFloat32> forward(
      List<Operand<TFloat32>> last, List<Operand<TFloat32>> hidden, Optional<Backward> backward) {
    return new KernelForward<>(
        packing.unpack(hidden),
        CellState.of(call.cell(), last.stream().map(packing::unsort).toList()),
        upstream ->
            backward(
                hidden,
                backward.orElseThrow(
                    () ->
                        new IllegalStateException(
                            "kernel gradients: expected a forward pass for training, got one for"
                                + " inference, which saves no activations; run the layer for"
                                + " training")),
                upstream));
  }

  private Gradients<Operand<TFloat32>> backward(
      List<Operand<TFloat32>> hidden,
      Backward backward,
      OutputGradients<Operand<TFloat32>> upstream) {
    Map<String, Operand<TFloat32>> ofFinal = new LinkedHashMap<>(); // each [N + S, size]
    for (StatePart part : call.cell().stateParts()) {
      upstream
          .state(part.name())
          .ifPresent(g -> ofFinal.put(part.name(), packing.lastGradient(packing.sort(g))));
    }
    Optional<Operand<TFloat32>> output = upstream.output().map(packing::packGradient);
    Optional<Operand<TFloat32>> lastHidden =
        Optional.ofNullable(ofFinal.remove(StatePart.HIDDEN)).map(packing::afterSteps);
    Operand<TFloat32> toHidden =
        output.isPresent() && lastHidden.isPresent()
            ? tf.math.add(output.get(), lastHidden.get())
            : output
                .or(() -> lastHidden)
                .orElseGet(() -> tf.zerosLike(packing.concatenated(hidden))); // [S, P]
    ofFinal.replaceAll((part, g) -> packing.afterSteps(g));
    Gradients<Operand<TFloat32>> gradients = backward.build(toHidden, ofFinal);
    List<Operand<TFloat32>> initial = new ArrayList<>();
    for (StatePart part : call.cell().stateParts()) {
      // the final state of an empty row is its initial state
      Operand<TFloat32> emptyRow = upstream.state(part.name()).orElseGet(() -> tf.constant(0f));
      Operand<TFloat32> gradient = gradients.initial(part.name());
      initial.add(call.lengths().replaceEmpty(packing.unsort(gradient), emptyRow));
    }
    return new Gradients<>(
        packing.unpack(List.of(gradients.input())),
        CellState.of(call.cell(), initial).byName(),
        gradients.parameters());
  }
}
