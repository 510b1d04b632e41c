package org.tributary.text.conllu;

/**
 * Counts of the sentences and lines read from a CoNLL-U text.
 *
 * @param sentences the number of sentences
 * @param words the number of syntactic words: lines with an integer ID
 * @param multiwordRanges the number of multiword token lines, such as {@code 3-4}
 * @param emptyNodes the number of empty node lines, such as {@code 8.1}
 */
public record ConlluCounts(long sentences, long words, long multiwordRanges, long emptyNodes) {}
