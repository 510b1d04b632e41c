package org.tributary.tribuo.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.evaluation.LabelMetrics;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;
import org.tribuo.sequence.SequenceEvaluator;

/** Comparison of the metrics with those of Tribuo's evaluator. */
class TribuoMetricsTest {
  private final FixedModel model = FixedModel.withScores(); // of the labels X, Y and Z

  private static GoldPredictions random(long seed, String gold, String predicted) {
    Random random = new Random(seed);
    GoldPredictions predictions = new GoldPredictions();
    for (int sentence = 0; sentence < 1 + random.nextInt(5); sentence++) {
      List<String> golds = new ArrayList<>();
      List<String> guesses = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(9); i++) {
        golds.add(String.valueOf(gold.charAt(random.nextInt(gold.length()))));
        guesses.add(String.valueOf(predicted.charAt(random.nextInt(predicted.length()))));
      }
      predictions.add(golds, guesses);
    }
    return predictions;
  }

  private Map<MetricID<Label>, Double> metrics(
      SequenceEvaluator<Label, ?> evaluator, GoldPredictions predictions) {
    return evaluator.evaluate(model, predictions.sentences(), GoldPredictions.PROVENANCE).asMap();
  }

  private void assertSameMetrics(GoldPredictions predictions) {
    Map<MetricID<Label>, Double> ours = metrics(new TaggingEvaluator(), predictions);
    Map<MetricID<Label>, Double> theirs = metrics(new LabelSequenceEvaluator(), predictions);
    assertThat(ours).containsOnlyKeys(theirs.keySet());
    theirs.forEach(
        (metric, value) ->
            assertThat(ours.get(metric))
                .as("%s", metric)
                .isCloseTo(value.isNaN() ? recall(theirs, metric) : value, within(1e-12)));
  }

  /** Returns the recall instead of an accuracy that is NaN because a label has no gold tokens. */
  private static double recall(Map<MetricID<Label>, Double> metrics, MetricID<Label> accuracy) {
    assertThat(accuracy.getB()).isEqualTo("ACCURACY");
    return metrics.get(LabelMetrics.RECALL.forTarget(accuracy.getA()).getID());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void metricsAreTribuos(long seed) {
    assertSameMetrics(random(seed, "XYZ", "XYZ"));
    assertSameMetrics(random(seed, "XXYZ", "XYYY"));
  }

  @Test
  void unseenGoldLabelsCountInTheAverages() {
    TaggingEvaluation evaluation =
        new TaggingEvaluator()
            .evaluate(
                model,
                new GoldPredictions().add("X W", "X X").sentences(),
                GoldPredictions.PROVENANCE);
    MetricTarget<Label> macro = MetricTarget.macroAverageTarget();
    // recall 1 of X; 0 of W, Y and Z
    assertThat(evaluation.get(LabelMetrics.RECALL.forTarget(macro).getID())).isEqualTo(0.25);
    assertThat(
            evaluation.get(
                LabelMetrics.ACCURACY.forTarget(MetricTarget.microAverageTarget()).getID()))
        .isEqualTo(0.5);
  }
}
