/**
 * Cells in a graph, and kernels: interchangeable implementations of one cell over time in one
 * direction, forward and backward.
 */
package org.tributary.kernel;
