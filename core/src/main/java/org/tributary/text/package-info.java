/** Text and its files. {@code text.conllu} and {@code text.column} read files of sentences. */
package org.tributary.text;
