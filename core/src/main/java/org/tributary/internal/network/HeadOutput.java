package org.tributary.internal.network;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The results of an inference pass for one label column.
 *
 * @param size S, the number of scores at a step
 * @param scores the scores of each token, [M, S]
 * @param output the input of the head's decoder, [M, S]
 */
record HeadOutput(int size, Operand<TFloat32> scores, Operand<TFloat32> output) {}
