/** Streaming readers of CoNLL-U, column files and files with one sentence per line. */
package org.tributary.text;
