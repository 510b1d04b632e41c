/** CoNLL-U: a streaming reader and its sentences. */
package org.tributary.text.conllu;
