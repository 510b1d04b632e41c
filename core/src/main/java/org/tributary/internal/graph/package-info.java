/**
 * Graph construction that TensorFlow Java's API lacks: checks of operands, while loops with
 * loop-invariant constants, a scan over the steps of packed sequences, and backward passes that
 * TensorFlow calls.
 */
package org.tributary.internal.graph;
