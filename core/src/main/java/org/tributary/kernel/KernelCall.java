package org.tributary.kernel;

import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.internal.check.ShapeCheck;
import org.tributary.internal.packing.Packing;
import org.tributary.runtime.ExecutionMode;
import org.tributary.sequence.SequenceLengths;

/**
 * The arguments of a kernel: one cell over a batch in one direction. T is the number of steps, N
 * the number of rows.
 *
 * @param <T> the float type
 * @param cell the formula
 * @param type the float type's class
 * @param input x, [T, N, I]; values in the padding never affect results
 * @param lengths length of each row
 * @param order direction in which each row is read
 * @param initial the initial state, each part [N, size]
 * @param weights the cell's weights
 * @param hiddenMask recurrent dropout mask [N, P], multiplied with h before {@code weight_hh}, the
 *     same at every step; empty for none
 * @param purpose whether a backward pass may follow
 */
public record KernelCall<T extends TFloating>(
    Cell cell,
    Class<T> type,
    Operand<T> input,
    SequenceLengths lengths,
    Packing.Order order,
    CellState<T> initial,
    CellWeights<T> weights,
    Optional<Operand<T>> hiddenMask,
    ExecutionMode purpose) {

  /** Checks kinds and sizes, where shapes are known. */
  public KernelCall {
    Objects.requireNonNull(type, "type: expected a value, got null");
    Objects.requireNonNull(lengths, "lengths: expected a value, got null");
    Objects.requireNonNull(order, "order: expected a value, got null");
    Objects.requireNonNull(purpose, "purpose: expected a value, got null");
    Objects.requireNonNull(input, "x: expected a value, got null");
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
  }

  /**
   * Returns a call for training in forward order without a hidden mask.
   *
   * @param input x, [T, N, I]
   */
  public static <T extends TFloating> KernelCall<T> of(
      Cell cell,
      Class<T> type,
      Operand<T> input,
      SequenceLengths lengths,
      CellState<T> initial,
      CellWeights<T> weights) {
    return new KernelCall<>(
        cell,
        type,
        input,
        lengths,
        Packing.Order.FORWARD,
        initial,
        weights,
        Optional.empty(),
        ExecutionMode.TRAINING);
  }

  /** Returns this call with another input. */
  public KernelCall<T> withInput(Operand<T> input) {
    return new KernelCall<>(
        cell, type, input, lengths, order, initial, weights, hiddenMask, purpose);
  }

  /** Returns this call with {@code mask} [N, P] on h before {@code weight_hh}. */
  public KernelCall<T> hiddenMask(Operand<T> mask) {
    return new KernelCall<>(
        cell, type, input, lengths, order, initial, weights, Optional.of(mask), purpose);
  }

  /** Returns this call in another reading order. */
  public KernelCall<T> order(Packing.Order order) {
    return new KernelCall<>(
        cell, type, input, lengths, order, initial, weights, hiddenMask, purpose);
  }

  /** Returns this call for another purpose. */
  public KernelCall<T> purpose(ExecutionMode purpose) {
    return new KernelCall<>(
        cell, type, input, lengths, order, initial, weights, hiddenMask, purpose);
  }
}
