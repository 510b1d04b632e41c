/**
 * Evaluation of taggers: scores of tokens and spans with confidence intervals, known and unknown
 * words, confusions, calibration, kinds of errors, and the significance of differences. {@link
 * org.tributary.evaluation.ScoredText} holds predictions of any origin, {@link
 * org.tributary.evaluation.TextEvaluation} their scores.
 */
package org.tributary.evaluation;
