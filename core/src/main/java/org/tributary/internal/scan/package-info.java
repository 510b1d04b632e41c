/** A scan over the steps of packed sequences, on a while loop. */
package org.tributary.internal.scan;
