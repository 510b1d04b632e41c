package org.tributary.graph;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.layer.Bias;
import org.tributary.layer.Cell;
import org.tributary.layer.CellParameter;

/**
 * The weights of one cell, or their gradients, inside a graph. G is the number of gates, I the
 * input size, H the hidden size, P the size of h.
 *
 * @param <T> the float type
 * @param inputHidden {@code weight_ih} [G·H, I]
 * @param hiddenHidden {@code weight_hh} [G·H, P]
 * @param biases both bias vectors, or empty for a cell without bias
 * @param projection {@code weight_hr} [P, H], or empty for a cell without projection
 * @param hiddenMask the mask of recurrent dropout [N, P], by which {@link #fromHidden} multiplies
 *     its h; empty for none
 */
public record CellWeights<T extends TFloating>(
    Operand<T> inputHidden,
    Operand<T> hiddenHidden,
    Optional<Biases<T>> biases,
    Optional<Operand<T>> projection,
    Optional<Operand<T>> hiddenMask) {

  /**
   * PyTorch's two bias vectors.
   *
   * @param <T> the float type
   * @param inputHidden {@code bias_ih} [G·H]
   * @param hiddenHidden {@code bias_hh} [G·H]
   */
  public record Biases<T extends TFloating>(Operand<T> inputHidden, Operand<T> hiddenHidden) {}

  /** Checks that no component is null. */
  public CellWeights {
    NullChecks.require("inputHidden", "a value", inputHidden);
    NullChecks.require("hiddenHidden", "a value", hiddenHidden);
    NullChecks.require("biases", "a value", biases);
    NullChecks.require("projection", "a value", projection);
    NullChecks.require("hiddenMask", "a value", hiddenMask);
  }

  /** Creates weights without a hidden mask. */
  public CellWeights(
      Operand<T> inputHidden,
      Operand<T> hiddenHidden,
      Optional<Biases<T>> biases,
      Optional<Operand<T>> projection) {
    this(inputHidden, hiddenHidden, biases, projection, Optional.empty());
  }

  /**
   * Returns the weights of {@code cell}, calling {@code source} once for each parameter.
   *
   * @throws IllegalArgumentException if a weight has a shape other than the cell's
   */
  static <T extends TFloating> CellWeights<T> of(
      Cell cell, Function<CellParameter, Operand<T>> source) {
    Map<CellParameter, Operand<T>> byKind = new EnumMap<>(CellParameter.class);
    cell.parameterKinds().forEach(kind -> byKind.put(kind, source.apply(kind)));
    CellWeights<T> weights =
        new CellWeights<>(
            byKind.get(CellParameter.WEIGHT_INPUT_HIDDEN),
            byKind.get(CellParameter.WEIGHT_HIDDEN_HIDDEN),
            cell.bias() == Bias.PRESENT
                ? Optional.of(
                    new Biases<>(
                        byKind.get(CellParameter.BIAS_INPUT_HIDDEN),
                        byKind.get(CellParameter.BIAS_HIDDEN_HIDDEN)))
                : Optional.empty(),
            Optional.ofNullable(byKind.get(CellParameter.WEIGHT_PROJECTION)));
    weights.requireFit(cell);
    return weights;
  }

  /** Returns the weights and biases that are present, in PyTorch's order. */
  Map<CellParameter, Operand<T>> all() {
    Map<CellParameter, Operand<T>> all = new EnumMap<>(CellParameter.class);
    all.put(CellParameter.WEIGHT_INPUT_HIDDEN, inputHidden);
    all.put(CellParameter.WEIGHT_HIDDEN_HIDDEN, hiddenHidden);
    biases.ifPresent(
        b -> {
          all.put(CellParameter.BIAS_INPUT_HIDDEN, b.inputHidden());
          all.put(CellParameter.BIAS_HIDDEN_HIDDEN, b.hiddenHidden());
        });
    projection.ifPresent(w -> all.put(CellParameter.WEIGHT_PROJECTION, w));
    return all;
  }

  /** Returns these weights with {@code mask} on h. */
  CellWeights<T> withHiddenMask(Optional<Operand<T>> mask) {
    return new CellWeights<>(inputHidden, hiddenHidden, biases, projection, mask);
  }

  /**
   * Adds the weights of one gate to the graph: a block of H rows of each weight and bias, with the
   * hidden mask and without the projection.
   *
   * @param gate the position of the gate, counted from 0
   * @param hiddenSize H
   * @throws IllegalArgumentException if the weights have no such gate
   */
  public CellWeights<T> gate(Ops tf, int gate, int hiddenSize) {
    if (!inputHidden.shape().isUnknown()) {
      long gates = inputHidden.shape().get(0) / hiddenSize;
      if (gate < 0 || gate >= gates) {
        throw new IllegalArgumentException(
            "weights: expected a gate from 0 to %d, got %d; count every block in gates()"
                .formatted(gates - 1, gate));
      }
    }
    int first = gate * hiddenSize;
    return new CellWeights<>(
        rows(tf, inputHidden, first, hiddenSize),
        rows(tf, hiddenHidden, first, hiddenSize),
        biases.map(
            b ->
                new Biases<>(
                    tf.slice(b.inputHidden(), tf.array(first), tf.array(hiddenSize)),
                    tf.slice(b.hiddenHidden(), tf.array(first), tf.array(hiddenSize)))),
        Optional.empty(),
        hiddenMask);
  }

  /** Returns {@code count} rows of a weight. */
  static <T extends TFloating> Operand<T> rows(Ops tf, Operand<T> weight, int first, int count) {
    return tf.slice(weight, tf.array(first, 0), tf.array(count, -1));
  }

  /** Adds W_i x + b_i, [N, G·H], for {@code x} [N, I] to the graph. */
  public Operand<T> fromInput(Ops tf, Operand<T> x) {
    Operand<T> product = StepChecks.product(tf, x, inputHidden);
    return biases.<Operand<T>>map(b -> tf.math.add(product, b.inputHidden())).orElse(product);
  }

  /**
   * Adds W_h h + b_h, [N, G·H], for {@code h} [N, P] to the graph, with the hidden mask on h if
   * there is one.
   */
  public Operand<T> fromHidden(Ops tf, Operand<T> h) {
    Operand<T> masked = hiddenMask.<Operand<T>>map(mask -> tf.math.mul(h, mask)).orElse(h);
    Operand<T> product = StepChecks.product(tf, masked, hiddenHidden);
    return biases.<Operand<T>>map(b -> tf.math.add(product, b.hiddenHidden())).orElse(product);
  }

  /**
   * Checks that these are weights of {@code cell}, where their shapes are known.
   *
   * @throws IllegalArgumentException if a weight is missing, superfluous or of another shape
   */
  void requireFit(Cell cell) {
    Map<CellParameter, Operand<T>> all = all();
    if (!all.keySet().equals(Set.copyOf(cell.parameterKinds()))) {
      throw new IllegalArgumentException(
          "weights: expected %s for this %s, got %s; does the cell have another bias or projection?"
              .formatted(cell.parameterKinds(), cell.name(), all.keySet()));
    }
    all.forEach(
        (kind, weight) ->
            ShapeCheck.requireKnown(
                kind.torchName(),
                weight,
                cell.shape(kind) + " for this " + cell.name(),
                cell.shape(kind).asArray()));
  }
}
