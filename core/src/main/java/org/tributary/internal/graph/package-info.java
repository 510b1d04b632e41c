/**
 * Graph construction that TensorFlow Java's API lacks: while loops with loop-invariant constants,
 * backward passes that TensorFlow calls, and checks of what a user's operations return.
 */
package org.tributary.internal.graph;
