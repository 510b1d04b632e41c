package org.tributary.tagger;

/**
 * A span of a tagged text, with character offsets.
 *
 * @param type the type, such as PER; empty for labels without a type
 * @param begin the offset of its first {@code char} in the text
 * @param end the offset after its last {@code char}
 * @param text the slice of the text
 * @param probability the probability, as {@link TaggedSpan#probability}
 */
public record TextSpan(String type, int begin, int end, String text, double probability) {}
