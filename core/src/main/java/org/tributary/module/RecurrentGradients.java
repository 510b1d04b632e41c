package org.tributary.module;

import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;

/**
 * The gradients of a recurrent layer's input, initial state and parameters, outside a graph.
 *
 * @param input gradient with respect to the input, of its shape; zero in the padding
 * @param initial gradient with respect to the initial state
 * @param parameters gradients with respect to all parameters that are not frozen, under PyTorch's
 *     names and in its order
 */
public record RecurrentGradients(
    FloatTensor input, RecurrentState initial, ParameterValues parameters) {}
