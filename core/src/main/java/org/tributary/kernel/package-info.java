/**
 * How one cell of one layer in one direction is run over time, forward and backward: a table of
 * implementations that give the same numbers. A kernel knows no layers and no lengths. Imports
 * {@code param} and {@code cell}.
 */
package org.tributary.kernel;
