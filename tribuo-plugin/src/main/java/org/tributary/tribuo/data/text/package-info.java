/**
 * Column files and files with a sentence per line: streaming readers, a data source, and the
 * conversion of span labels. Imports {@code core}, {@code data}, {@code data.internal} and {@code
 * data.conllu}.
 */
package org.tributary.tribuo.data.text;
