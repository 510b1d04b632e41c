/** Recurrent cells: definitions, and their steps on arrays, without batching, layers or dropout. */
package org.tributary.cell;
