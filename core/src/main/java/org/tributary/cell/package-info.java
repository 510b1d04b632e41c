/**
 * Recurrent cells: the formulas of one time step, without batching, layers or dropout. Imports
 * {@code param}.
 */
package org.tributary.cell;
