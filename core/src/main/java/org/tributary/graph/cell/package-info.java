/**
 * The steps of cells in a graph: {@link org.tributary.graph.cell.GraphCell} for a cell of your own,
 * state and weights as operands.
 */
package org.tributary.graph.cell;
