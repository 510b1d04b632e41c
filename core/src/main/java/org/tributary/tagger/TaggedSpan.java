package org.tributary.tagger;

/**
 * A span of a tagged sentence, such as a name.
 *
 * @param type the type, such as PER; empty for labels without a type
 * @param begin the index of the first token, from 0
 * @param end the index after the last token
 * @param text the tokens joined by spaces; the exact slice of the text if text was tagged
 * @param probability the joint probability of the labels of its tokens: exact for a CRF, the
 *     product of the tokens' probabilities for a softmax. It leaves open whether the next token
 *     belongs to the span too
 */
public record TaggedSpan(String type, int begin, int end, String text, double probability) {}
