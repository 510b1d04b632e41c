/**
 * Layers in TensorFlow's graphs: variables, sequence lengths, kernels that run a cell over time
 * forward and backward, and gradients of a loss with respect to the parameters that it reads.
 */
package org.tributary.graph;
