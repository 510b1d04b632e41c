package org.tributary.tribuo.evaluation;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tribuo.classification.Label;
import org.tribuo.classification.evaluation.LabelMetrics;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.SequenceEvaluation;
import org.tributary.evaluation.LabelScore;
import org.tributary.evaluation.Tally;

/**
 * A span-level evaluation as by conlleval: a predicted span is correct if a gold span has the same
 * first token, last token and type.
 *
 * @param tokens the token accuracy
 * @param types the scores by span type, for each type among the gold or predicted spans, in
 *     alphabetical order
 * @param provenance the provenance of the model and the data
 */
public record SpanEvaluation(Tally tokens, List<LabelScore> types, EvaluationProvenance provenance)
    implements SequenceEvaluation<Label> {

  /** Copies the list. */
  public SpanEvaluation {
    types = List.copyOf(types);
  }

  /**
   * Returns the micro average over all types.
   *
   * @return the sum of the types' scores, labelled "total"
   */
  public LabelScore total() {
    return LabelScore.sum("total", types.stream());
  }

  /**
   * Returns the scores as Tribuo metrics, named after {@link LabelMetrics}: TP, FP, FN, PRECISION,
   * RECALL and F1 of spans for every type (a label with the type's name), for the micro average and
   * for the macro average, the mean over the types; and token ACCURACY for the micro average.
   *
   * @return the value of every metric
   */
  @Override
  public Map<MetricID<Label>, Double> asMap() {
    MetricValues values = new MetricValues();
    for (LabelScore score : types) {
      values.putScore(MetricValues.target(score), score);
    }
    MetricTarget<Label> micro = MetricTarget.microAverageTarget();
    return values
        .putScore(micro, total())
        .put(micro, LabelMetrics.ACCURACY, tokens.accuracy().orElse(0))
        .putMacroAverage(types)
        .map();
  }

  @Override
  public EvaluationProvenance getProvenance() {
    return provenance;
  }

  /**
   * Returns the scores in conlleval's format. Each type's line ends with the number of its
   * predicted spans.
   *
   * @return several lines, each ending in a line feed
   */
  @Override
  public String toString() {
    LabelScore total = total();
    Formatter text = new Formatter(Locale.ROOT);
    text.format(
        "processed %d tokens with %d phrases; found: %d phrases; correct: %d.\n",
        tokens.total(), total.support(), total.predicted(), total.truePositives());
    text.format("accuracy: %6.2f%%; %s\n", 100 * tokens.accuracy().orElse(0), percentages(total));
    for (LabelScore score : types) {
      text.format("%17s: %s  %d\n", score.label(), percentages(score), score.predicted());
    }
    return text.toString();
  }

  private static String percentages(LabelScore score) {
    return String.format(
        Locale.ROOT,
        "precision: %6.2f%%; recall: %6.2f%%; FB1: %6.2f",
        100 * score.precision(),
        100 * score.recall(),
        100 * score.f1());
  }
}
