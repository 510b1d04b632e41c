/**
 * Parameters, tensors and sequence lengths in TensorFlow's graphs, and gradients of a loss with
 * respect to the parameters that it reads.
 */
package org.tributary.graph;
