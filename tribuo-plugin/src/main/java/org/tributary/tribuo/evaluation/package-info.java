/**
 * Tribuo's interface to {@link org.tributary.evaluation}: {@link
 * org.tributary.tribuo.evaluation.TaggingEvaluator} and {@link
 * org.tributary.tribuo.evaluation.SpanEvaluator} score any sequence model, {@link
 * org.tributary.tribuo.evaluation.ScoredExamples} makes the text that every evaluation scores.
 */
package org.tributary.tribuo.evaluation;
