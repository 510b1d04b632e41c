/**
 * CoNLL-U: a streaming reader and its sentences. Imports {@code tagger}, {@code text} and {@code
 * internal.text}.
 */
package org.tributary.text.conllu;
