package org.tributary.graph;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Packing;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.layer.Cell;
import org.tributary.layer.StatePart;
import org.tributary.runtime.ExecutionMode;

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
record KernelCall<T extends TFloating>(
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
  KernelCall {
    NullChecks.require("type", "a value", type);
    NullChecks.require("lengths", "a value", lengths);
    NullChecks.require("order", "a value", order);
    NullChecks.require("purpose", "a value", purpose);
    NullChecks.require("cell", "the formula of a step", cell);
    NullChecks.require("input", "x", input);
    NullChecks.require("initial", "a state", initial);
    NullChecks.require("weights", "those of the cell", weights);
    ShapeCheck.require(
        "kernel input",
        input,
        "[T, N, %d] (steps, rows, input size)".formatted(cell.inputSize()),
        -1,
        -1,
        cell.inputSize());
    initial.requireFit(cell, 2);
    weights.requireFit(cell);
    long rows = ShapeCheck.size(input.shape(), 1);
    for (StatePart part : cell.stateParts()) {
      requireRows("state " + part.name(), initial.get(part.name()), rows, part.size());
    }
    hiddenMask.ifPresent(mask -> requireRows("hidden mask", mask, rows, cell.outputSize()));
  }

  private static void requireRows(String what, Operand<?> actual, long rows, int size) {
    String expected =
        "[%s, %d] (rows as in the input, size)".formatted(rows < 0 ? "N" : rows, size);
    ShapeCheck.require(what, actual, expected, rows, size);
  }

  /** Returns this call with {@code mask} [N, P] on h before {@code weight_hh}. */
  KernelCall<T> hiddenMask(Operand<T> mask) {
    NullChecks.require("mask", "an operand [N, P]", mask);
    return with(mask).with(lengths.withRows("hidden mask", mask)); // known sizes, then others
  }

  private KernelCall<T> with(Operand<T> mask) {
    return new KernelCall<>(
        cell, type, input, lengths, order, initial, weights, Optional.of(mask), purpose);
  }
}
