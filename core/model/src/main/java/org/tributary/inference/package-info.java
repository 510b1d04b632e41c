/**
 * Inference in plain Java: layers with trained weights on Java arrays, without native code.
 *
 * <p>Each number is one chain of fused multiply-adds in a fixed order, whatever else is computed
 * with it. So results have the same bits alone and in a batch, with any number of threads, on every
 * processor and every Java version.
 *
 * <p>A vector is an array of its own: the just-in-time compiler vectorizes a loop over several
 * arrays that have the same index everywhere, and not one over parts of an array at different
 * offsets.
 */
package org.tributary.inference;
