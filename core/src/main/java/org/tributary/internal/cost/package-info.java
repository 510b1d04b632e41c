/** Estimates of the work of a recurrent layer, and the padding strategy chosen by them. */
package org.tributary.internal.cost;
