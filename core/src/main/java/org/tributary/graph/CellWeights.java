package org.tributary.graph;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.layer.Cell;
import org.tributary.layer.CellParameter;

/**
 * The weights of one cell inside a graph. G is the number of gates, I the input size, H the hidden
 * size, P the size of h. Immutable.
 *
 * @param <T> the float type
 */
public final class CellWeights<T extends TFloating> {
  private final Map<CellParameter, Operand<T>> all;
  private final Optional<Operand<T>> hiddenMask;

  private CellWeights(Map<CellParameter, Operand<T>> all, Optional<Operand<T>> hiddenMask) {
    this.all = all;
    this.hiddenMask = hiddenMask;
  }

  /**
   * Returns the weights of {@code cell}, calling {@code source} once for each parameter.
   *
   * @throws IllegalArgumentException if a weight has a shape other than the cell's
   */
  static <T extends TFloating> CellWeights<T> of(
      Cell cell, Function<CellParameter, Operand<T>> source) {
    Map<CellParameter, Operand<T>> all = new EnumMap<>(CellParameter.class);
    for (CellParameter kind : cell.parameterKinds()) {
      Operand<T> weight = source.apply(kind);
      ShapeCheck.requireKnown(
          kind.torchName(),
          weight,
          cell.shape(kind) + " for this " + cell.name(),
          cell.shape(kind).asArray());
      all.put(kind, weight);
    }
    return new CellWeights<>(all, Optional.empty());
  }

  /** Returns the weights and biases that are present, in PyTorch's order. */
  Map<CellParameter, Operand<T>> all() {
    return all;
  }

  /** Returns {@code weight_ih}, [G·H, I]. */
  public Operand<T> inputHidden() {
    return all.get(CellParameter.WEIGHT_INPUT_HIDDEN);
  }

  /** Returns {@code weight_hh}, [G·H, P]. */
  public Operand<T> hiddenHidden() {
    return all.get(CellParameter.WEIGHT_HIDDEN_HIDDEN);
  }

  /** Returns {@code bias_ih}, [G·H]; empty for a cell without bias. */
  public Optional<Operand<T>> inputBias() {
    return Optional.ofNullable(all.get(CellParameter.BIAS_INPUT_HIDDEN));
  }

  /** Returns {@code bias_hh}, [G·H]; empty for a cell without bias. */
  public Optional<Operand<T>> hiddenBias() {
    return Optional.ofNullable(all.get(CellParameter.BIAS_HIDDEN_HIDDEN));
  }

  /** Returns {@code weight_hr}, [P, H]; empty for a cell without projection. */
  public Optional<Operand<T>> projection() {
    return Optional.ofNullable(all.get(CellParameter.WEIGHT_PROJECTION));
  }

  /** Returns the sum of both biases, [G·H]; empty for a cell without bias. */
  Optional<Operand<T>> bias(Ops tf) {
    return inputBias().map(bias -> tf.math.add(bias, hiddenBias().orElseThrow()));
  }

  /** Returns these weights with a mask [N, P] on h. */
  CellWeights<T> withHiddenMask(Optional<Operand<T>> mask) {
    return new CellWeights<>(all, mask);
  }

  /**
   * Adds the weights of one gate to the graph: a block of H rows of each weight and bias, with the
   * mask of recurrent dropout and without the projection.
   *
   * @param gate the position of the gate, counted from 0
   * @param hiddenSize H
   * @throws IllegalArgumentException if the weights have no such gate
   */
  public CellWeights<T> gate(Ops tf, int gate, int hiddenSize) {
    long gates = inputHidden().shape().get(0) / hiddenSize;
    if (gate < 0 || gate >= gates) {
      throw new IllegalArgumentException(
          "weights: expected a gate from 0 to %d, got %d; count every block in gates()"
              .formatted(gates - 1, gate));
    }
    Map<CellParameter, Operand<T>> rows = new EnumMap<>(all);
    rows.remove(CellParameter.WEIGHT_PROJECTION);
    rows.replaceAll((kind, weight) -> rows(tf, weight, gate * hiddenSize, hiddenSize));
    return new CellWeights<>(rows, hiddenMask);
  }

  /** Returns {@code count} rows of a weight or elements of a bias. */
  static <T extends TFloating> Operand<T> rows(Ops tf, Operand<T> weight, int first, int count) {
    return weight.shape().numDimensions() == 1
        ? tf.slice(weight, tf.array(first), tf.array(count))
        : tf.slice(weight, tf.array(first, 0), tf.array(count, -1));
  }

  /** Adds W_i x + b_i, [N, G·H], for {@code x} [N, I] to the graph. */
  public Operand<T> fromInput(Ops tf, Operand<T> x) {
    return product(tf, x, inputHidden(), inputBias());
  }

  /**
   * Adds W_h h + b_h, [N, G·H], for {@code h} [N, P] to the graph, with the mask of recurrent
   * dropout on h if there is one.
   */
  public Operand<T> fromHidden(Ops tf, Operand<T> h) {
    Operand<T> masked = hiddenMask.<Operand<T>>map(mask -> tf.math.mul(h, mask)).orElse(h);
    return product(tf, masked, hiddenHidden(), hiddenBias());
  }

  private static <T extends TFloating> Operand<T> product(
      Ops tf, Operand<T> x, Operand<T> weight, Optional<Operand<T>> bias) {
    Operand<T> product = tf.linalg.matMul(x, weight, MatMul.transposeB(true));
    return bias.<Operand<T>>map(b -> tf.math.add(product, b)).orElse(product);
  }
}
