package org.tributary.input;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.param.Variables;
import org.tributary.sequence.SequenceLengths;

/**
 * Where inputs are placed.
 *
 * @param variables hold at least the tables
 * @param weights gives every parameter that is no table, by its name
 * @param lengths of the batch's rows
 */
public record InputContext(
    Ops tf,
    Variables variables,
    Function<String, Operand<TFloat32>> weights,
    SequenceLengths lengths) {}
