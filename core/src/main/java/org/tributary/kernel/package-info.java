/**
 * How one cell of one layer in one direction is run over time, forward and backward: a table of
 * implementations that give the same numbers. A kernel knows no layers. Imports {@code graph},
 * {@code param}, {@code cell} and {@code sequence}.
 */
package org.tributary.kernel;
