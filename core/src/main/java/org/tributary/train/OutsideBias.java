package org.tributary.train;

/**
 * A shift of the logit of O, the label of tokens outside all spans, which trades recall and
 * precision of spans: below 0 it favours recall, above 0 precision. It was chosen by the score on
 * the development data (Minkov et al. 2006, <i>NER Systems that Suit User's Preferences</i>) and is
 * part of the trained bias of the output layer.
 *
 * @param shift the value that was added to the bias of O; below 0 for more spans
 * @param scoreBefore the development score without the shift
 * @param score the development score with the shift
 */
public record OutsideBias(double shift, double scoreBefore, double score) {}
