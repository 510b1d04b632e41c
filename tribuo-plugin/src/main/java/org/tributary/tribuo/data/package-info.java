/**
 * Labelled text for Tribuo: streaming readers of CoNLL-U, column and token files, and sequence data
 * sources over them. Imports {@code core}, {@code input} and {@code span}.
 */
package org.tributary.tribuo.data;
