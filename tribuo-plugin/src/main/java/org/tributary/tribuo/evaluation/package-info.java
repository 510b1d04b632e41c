/**
 * Evaluation of taggers: scores of tokens and spans with confidence intervals, known and unknown
 * words, confusions, calibration, kinds of errors, and the significance of differences. {@link
 * org.tributary.tribuo.evaluation.ScoredText} holds predictions of any origin, {@link
 * org.tributary.tribuo.evaluation.TextEvaluation} their scores; {@link
 * org.tributary.tribuo.evaluation.TaggingEvaluator} and {@link
 * org.tributary.tribuo.evaluation.SpanEvaluator} are Tribuo's interface to them.
 */
package org.tributary.tribuo.evaluation;
