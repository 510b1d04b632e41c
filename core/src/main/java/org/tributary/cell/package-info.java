/** Recurrent cells: the formulas of one time step, without batching, layers or dropout. */
package org.tributary.cell;
