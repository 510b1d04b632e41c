package org.tributary.kernel;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;

/**
 * Gradients of a loss with respect to a kernel's inputs.
 *
 * @param <T> the float type
 * @param input gradient of x, [T, N, I], zero in the padding; [S, I] while packed
 * @param initial gradient of the initial state, each part [N, size]
 * @param weights gradients of the weights, in the weights' shapes
 */
public record KernelGradients<T extends TFloating>(
    Operand<T> input, CellState<T> initial, CellWeights<T> weights) {}
