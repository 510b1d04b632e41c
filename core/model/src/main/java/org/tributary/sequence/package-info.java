/** Padded and packed sequences of arrays. */
package org.tributary.sequence;
