package org.tributary.tribuo.data;

/**
 * How much of a CoNLL-U text was read.
 *
 * @param sentences sentences
 * @param words syntactic words, which are the lines with an integer ID
 * @param multiwordRanges lines of multiword tokens, such as {@code 3-4}
 * @param emptyNodes lines of empty nodes, such as {@code 8.1}
 */
public record ConlluCounts(long sentences, long words, long multiwordRanges, long emptyNodes) {}
