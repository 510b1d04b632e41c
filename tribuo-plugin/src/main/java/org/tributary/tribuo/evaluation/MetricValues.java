package org.tributary.tribuo.evaluation;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.tribuo.classification.Label;
import org.tribuo.classification.evaluation.LabelMetrics;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;
import org.tributary.evaluation.LabelScore;

/** A builder of the map from Tribuo's metrics to values, named after {@link LabelMetrics}. */
final class MetricValues {
  private final Map<MetricID<Label>, Double> values = new HashMap<>();

  /** Returns the target of one label. */
  static MetricTarget<Label> target(LabelScore score) {
    return new MetricTarget<>(new Label(score.label()));
  }

  MetricValues put(MetricTarget<Label> target, LabelMetrics metric, double value) {
    values.put(metric.forTarget(target).getID(), value);
    return this;
  }

  /** Puts TP, FP, FN, PRECISION, RECALL and F1. */
  MetricValues putScore(MetricTarget<Label> target, LabelScore score) {
    return put(target, LabelMetrics.TP, (double) score.truePositives())
        .put(target, LabelMetrics.FP, (double) score.falsePositives())
        .put(target, LabelMetrics.FN, (double) score.falseNegatives())
        .put(target, LabelMetrics.PRECISION, score.precision())
        .put(target, LabelMetrics.RECALL, score.recall())
        .put(target, LabelMetrics.F1, score.f1());
  }

  /** Puts the means of TP, FP, FN, PRECISION, RECALL and F1 as the macro average. */
  MetricValues putMacroAverage(List<LabelScore> scores) {
    return putMean(LabelMetrics.TP, scores, LabelScore::truePositives)
        .putMean(LabelMetrics.FP, scores, LabelScore::falsePositives)
        .putMean(LabelMetrics.FN, scores, LabelScore::falseNegatives)
        .putMean(LabelMetrics.PRECISION, scores, LabelScore::precision)
        .putMean(LabelMetrics.RECALL, scores, LabelScore::recall)
        .putMean(LabelMetrics.F1, scores, LabelScore::f1);
  }

  /** Puts the mean of one metric over labels as the macro average; 0 without labels. */
  MetricValues putMean(
      LabelMetrics metric, List<LabelScore> scores, ToDoubleFunction<LabelScore> value) {
    return put(
        MetricTarget.macroAverageTarget(),
        metric,
        scores.stream().mapToDouble(value).average().orElse(0));
  }

  Map<MetricID<Label>, Double> map() {
    return Collections.unmodifiableMap(values);
  }
}
