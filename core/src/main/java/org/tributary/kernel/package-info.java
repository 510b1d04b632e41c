/**
 * Kernels: interchangeable implementations of one cell over time in one direction, forward and
 * backward. Imports {@code graph}, {@code param}, {@code cell} and {@code sequence}.
 */
package org.tributary.kernel;
