/**
 * Training: the epoch loop, and optimizer steps in a graph or on Java arrays. Imports {@code
 * runtime}, {@code graph}, {@code param}, {@code layer}, {@code train.gradient} and {@code
 * train.optimizer}.
 */
package org.tributary.train;
