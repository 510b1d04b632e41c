package org.tributary.layer;

import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;

/**
 * Gradients of a loss to what a recurrent layer was given, outside a graph.
 *
 * @param input of the input's shape; zero in the padding
 * @param initial to the initial state
 * @param parameters to every parameter that is not frozen, under PyTorch's names and in its order
 */
public record RecurrentGradients(
    FloatTensor input, RecurrentState initial, ParameterValues parameters) {}
