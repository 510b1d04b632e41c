/** Streaming readers of column files and of files with one sentence per line. */
package org.tributary.text.column;
