/** Streaming readers of labelled text: CoNLL-U, column files, and one sentence per line. */
package org.tributary.corpus;
