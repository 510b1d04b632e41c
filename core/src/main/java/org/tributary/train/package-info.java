/**
 * Training: optimizers, gradients of a loss, optimizer steps in a graph, the epoch loop,
 * checkpoints. May import {@code runtime}, {@code file}, {@code param} and {@code layer}.
 */
package org.tributary.train;
