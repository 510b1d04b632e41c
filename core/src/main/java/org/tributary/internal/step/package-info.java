/**
 * A training step in a graph: clipping, optimizer updates, moving average, deferred row updates.
 */
package org.tributary.internal.step;
