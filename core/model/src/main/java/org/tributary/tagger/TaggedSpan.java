package org.tributary.tagger;

/**
 * A span of a tagged sentence or text, such as a name. The spans of {@link Tagging#spans} have
 * token indices; those of {@link TaggedText#spans} have offsets in {@code char}s.
 *
 * @param type the type, such as PER; empty for labels without a type
 * @param begin the index of the first token or char, from 0
 * @param end the index after the last one
 * @param text the tokens joined by spaces; the exact slice of the text if text was tagged
 * @param probability the probability that its tokens have their labels and that no label before or
 *     after continues the span. With a CRF constrained to BIO or BIOES it is the probability that
 *     exactly these tokens are a span of the type; otherwise other labels of the same tokens may
 *     encode the same span, such as I-PER for B-PER after O, and are not counted. With a softmax
 *     the tokens are independent of each other
 */
public record TaggedSpan(String type, int begin, int end, String text, double probability) {}
