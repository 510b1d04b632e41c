/** Padded and packed sequences, and the index arithmetic between them. Imports {@code param}. */
package org.tributary.sequence;
