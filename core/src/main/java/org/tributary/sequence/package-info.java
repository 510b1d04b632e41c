/** Rows of different lengths, padded or packed: index arithmetic only. Imports {@code param}. */
package org.tributary.sequence;
