/** Parameters and tensors in TensorFlow: variables of a graph, gradients, tensors in its memory. */
package org.tributary.graph;
