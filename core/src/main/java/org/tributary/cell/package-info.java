/**
 * The formulas of recurrent cells, one step each. A cell knows no time, no batch order and no
 * dropout. Imports {@code param}.
 */
package org.tributary.cell;
