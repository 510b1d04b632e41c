package org.tributary.cell;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * An LSTM's hidden and cell state: of one step, of a whole sequence, or their gradients.
 *
 * @param <T> the float type
 * @param hidden h, [..., H]
 * @param cell c, [..., H]
 */
public record LstmState<T extends TFloating>(Operand<T> hidden, Operand<T> cell) {}
