/** Padded and packed sequences, and their lengths. */
package org.tributary.sequence;
