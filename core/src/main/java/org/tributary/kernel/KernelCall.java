package org.tributary.kernel;

import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.cell.RnnCell;
import org.tributary.param.ShapeCheck;

/**
 * What a kernel is to run. T is the number of steps, N the number of rows.
 *
 * @param <T> the float type
 * @param cell the formula
 * @param type the float type's class
 * @param input x, [T, N, I]; finite everywhere, also where a row is over
 * @param initial the state before the first step, each part [N, size]
 * @param weights the cell's weights
 * @param hiddenMask [N, P], multiplies h where it enters {@code weight_hh}, the same in every step;
 *     empty for none
 * @param valid [T, N, 1], 1 where a row has a step and 0 where it is over: h is zero there. Only
 *     for a plain RNN, whose relu may otherwise overflow in a long padding; empty for none
 */
public record KernelCall<T extends TFloating>(
    Cell cell,
    Class<T> type,
    Operand<T> input,
    CellState<T> initial,
    CellWeights<T> weights,
    Optional<Operand<T>> hiddenMask,
    Optional<Operand<T>> valid) {

  /** Checks kinds and sizes as far as shapes are known. */
  public KernelCall {
    Objects.requireNonNull(type, "type");
    ShapeCheck.require(
        "kernel input",
        input.shape(),
        "[T, N, %d] (steps, rows, input size)".formatted(cell.inputSize()),
        -1,
        -1,
        cell.inputSize());
    cell.requireState(initial, 2);
    weights.requireFit(cell);
    hiddenMask.ifPresent(
        mask -> ShapeCheck.requireLast("hidden mask", mask.shape(), 2, cell.outputSize()));
    valid.ifPresent(mask -> ShapeCheck.requireLast("valid steps", mask.shape(), 3, 1));
    if (valid.isPresent() && !(cell instanceof RnnCell)) {
      throw new IllegalArgumentException(
          "valid steps: expected them with an RNN only, got them with a %s; leave them out"
              .formatted(cell.name()));
    }
  }

  /** A call without masks. */
  public static <T extends TFloating> KernelCall<T> of(
      Cell cell, Class<T> type, Operand<T> input, CellState<T> initial, CellWeights<T> weights) {
    return new KernelCall<>(
        cell, type, input, initial, weights, Optional.empty(), Optional.empty());
  }

  /** The same call with {@code mask} [N, P] on h where it enters {@code weight_hh}. */
  public KernelCall<T> hiddenMask(Operand<T> mask) {
    return new KernelCall<>(cell, type, input, initial, weights, Optional.of(mask), valid);
  }

  /** The same call with h held at zero where {@code mask} [T, N, 1] is zero. */
  public KernelCall<T> valid(Operand<T> mask) {
    return new KernelCall<>(cell, type, input, initial, weights, hiddenMask, Optional.of(mask));
  }
}
