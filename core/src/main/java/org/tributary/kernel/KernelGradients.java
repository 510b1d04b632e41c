package org.tributary.kernel;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;

/**
 * Gradients of a loss to everything a kernel was given.
 *
 * @param <T> the float type
 * @param input [T, N, I], zero where a row is over
 * @param initial each part [N, size]
 * @param weights of the weights' own shapes
 */
public record KernelGradients<T extends TFloating>(
    Operand<T> input, CellState<T> initial, CellWeights<T> weights) {}
