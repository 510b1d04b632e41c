/**
 * Training: optimisers, gradients of a loss, steps in a graph of one's own, the loop over epochs
 * and what it tells a listener. Imports {@code runtime}, {@code param} and {@code layer}.
 */
package org.tributary.train;
