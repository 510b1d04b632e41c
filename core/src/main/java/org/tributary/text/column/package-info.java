/**
 * Streaming readers of column files and of files with one sentence per line. Imports {@code span},
 * {@code tagger}, {@code text}, {@code internal.text} and {@code text.conllu}.
 */
package org.tributary.text.column;
