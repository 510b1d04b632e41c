/**
 * The packed order of a padded batch: index arithmetic, and the sizes that keep predictions
 * independent of the batch.
 */
package org.tributary.internal.packing;
