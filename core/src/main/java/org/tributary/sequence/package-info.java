/**
 * Rows of different lengths in one padded batch: index arithmetic only. Imports nothing of this
 * project.
 */
package org.tributary.sequence;
