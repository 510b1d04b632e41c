/**
 * Graph construction that TensorFlow Java's API lacks: while loops with loop-invariant constants,
 * the graph of operations, and gradients with a given upstream gradient.
 */
package org.tributary.internal.graph;
