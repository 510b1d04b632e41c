/**
 * Training: optimisers, clipping, the loop over epochs and what it tells a listener. Imports {@code
 * param} and {@code layer}.
 */
package org.tributary.train;
