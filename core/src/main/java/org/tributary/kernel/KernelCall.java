package org.tributary.kernel;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.CellWeights;
import org.tributary.cell.LstmCell;
import org.tributary.cell.LstmState;

/**
 * What a kernel is to run. T is the number of steps, N the number of rows.
 *
 * @param <T> the float type
 * @param cell the formula
 * @param type the float type's class
 * @param input x, [T, N, I]; finite everywhere, also where a row is over
 * @param initial the state before the first step, each [N, H]
 * @param weights the cell's weights
 */
public record KernelCall<T extends TFloating>(
    LstmCell cell, Class<T> type, Operand<T> input, LstmState<T> initial, CellWeights<T> weights) {}
