package org.tributary.input;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.param.Variables;
import org.tributary.sequence.Lengths;

/**
 * Where inputs are placed.
 *
 * @param variables hold at least the tables
 * @param weights gives every parameter that is no table, by its name
 * @param lengths of the batch's rows
 */
public record InputSite(
    Ops tf, Variables variables, Function<String, Operand<TFloat32>> weights, Lengths lengths) {}
