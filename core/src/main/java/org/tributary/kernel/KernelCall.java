package org.tributary.kernel;

import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.param.ShapeCheck;
import org.tributary.sequence.Packing;
import org.tributary.sequence.SequenceLengths;

/**
 * What a kernel is to run: one cell over a batch, in one direction. T is the number of steps, N the
 * number of rows.
 *
 * @param <T> the float type
 * @param cell the formula
 * @param type the float type's class
 * @param input what the cell reads
 * @param lengths of the rows
 * @param order from which end each row is read
 * @param initial the state before a row is read, each part [N, size]
 * @param weights the cell's weights
 * @param hiddenMask [N, P], multiplies h where it enters {@code weight_hh}, the same in every step;
 *     empty for none
 * @param purpose whether a way back will be asked for
 */
public record KernelCall<T extends TFloating>(
    Cell cell,
    Class<T> type,
    KernelInput<T> input,
    SequenceLengths lengths,
    Packing.Order order,
    CellState<T> initial,
    CellWeights<T> weights,
    Optional<Operand<T>> hiddenMask,
    Purpose purpose) {

  /** Checks kinds and sizes as far as shapes are known. */
  public KernelCall {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(lengths, "lengths");
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(purpose, "purpose");
    input.requireFit(cell);
    cell.requireState(initial, 2);
    weights.requireFit(cell);
    hiddenMask.ifPresent(
        mask -> ShapeCheck.requireLast("hidden mask", mask.shape(), 2, cell.outputSize()));
  }

  /**
   * A call for training that reads forward and masks nothing.
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
        new KernelInput.Values<>(input),
        lengths,
        Packing.Order.FORWARD,
        initial,
        weights,
        Optional.empty(),
        Purpose.TRAINING);
  }

  /**
   * x, [T, N, I].
   *
   * @throws IllegalStateException if the call has products in its place
   */
  public Operand<T> values() {
    if (input instanceof KernelInput.Values<T> values) {
      return values.x();
    }
    throw new IllegalStateException("kernel input: expected x itself, got its products");
  }

  /** Whether x was multiplied by {@code weight_ih} already. */
  boolean multiplied() {
    return input instanceof KernelInput.Multiplied<T>;
  }

  /** The same call of {@code input}. */
  public KernelCall<T> reading(KernelInput<T> input) {
    return new KernelCall<>(
        cell, type, input, lengths, order, initial, weights, hiddenMask, purpose);
  }

  /** The same call with {@code mask} [N, P] on h where it enters {@code weight_hh}. */
  public KernelCall<T> hiddenMask(Operand<T> mask) {
    return new KernelCall<>(
        cell, type, input, lengths, order, initial, weights, Optional.of(mask), purpose);
  }

  /** The same call read from another end. */
  public KernelCall<T> order(Packing.Order order) {
    return new KernelCall<>(
        cell, type, input, lengths, order, initial, weights, hiddenMask, purpose);
  }

  /** The same call for another purpose. */
  public KernelCall<T> purpose(Purpose purpose) {
    return new KernelCall<>(
        cell, type, input, lengths, order, initial, weights, hiddenMask, purpose);
  }
}
