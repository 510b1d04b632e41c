package org.tributary.tagger;

/**
 * A span of a tagged sentence, such as a name.
 *
 * @param type the type, such as PER; empty for labels without a type
 * @param begin the index of the first token, from 0
 * @param end the index after the last token
 * @param text the tokens joined by spaces; the exact slice of the text if text was tagged
 * @param probability the probability that its tokens have their labels and that no label before or
 *     after continues the span; see {@link org.tributary.span.SpanProbability}. With a softmax the
 *     tokens are independent of each other
 */
public record TaggedSpan(String type, int begin, int end, String text, double probability) {}
