/**
 * CoNLL-U: a streaming reader, sentences, and a data source. Imports {@code core}, {@code data} and
 * {@code data.internal}.
 */
package org.tributary.tribuo.data.conllu;
