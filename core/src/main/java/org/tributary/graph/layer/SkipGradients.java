package org.tributary.graph.layer;

import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.SkipConnection;

/**
 * The gradients of a loss with respect to both operands of a {@link SkipConnection}, and its
 * parameters.
 *
 * @param input gradient with respect to x, without the path through the layer; empty if y depends
 *     on x through the layer only
 * @param layer gradient with respect to h
 * @param parameters gradients with respect to the parameters, in the order of {@link
 *     SkipConnection#parameters}
 */
public record SkipGradients(
    Optional<Operand<TFloat32>> input,
    Operand<TFloat32> layer,
    Map<String, Operand<TFloat32>> parameters) {}
