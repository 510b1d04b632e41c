/**
 * Definitions of layers (cells, recurrent layers with directions, depth and skip connections,
 * embeddings and linear layers), and what they compute with trained weights on arrays.
 *
 * <p>On arrays each number is one chain of fused multiply-adds in a fixed order, whatever else is
 * computed with it. So results have the same bits alone and in a batch, with any number of threads,
 * on every processor and every Java version. A vector is an array of its own: the just-in-time
 * compiler vectorizes a loop over several arrays that have the same index everywhere, and not one
 * over parts of an array at different offsets.
 */
package org.tributary.layer;
