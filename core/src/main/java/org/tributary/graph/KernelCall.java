package org.tributary.graph;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.graph.Packing;
import org.tributary.layer.Cell;
import org.tributary.runtime.ExecutionMode;

/**
 * The arguments of a kernel: one cell over a batch in one direction, which a layer has checked. T
 * is the number of steps, N the number of rows.
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
    ExecutionMode purpose) {}
