package org.tributary.tribuo.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tribuo.classification.Label;
import org.tribuo.classification.evaluation.LabelMetrics;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.SequenceEvaluation;
import org.tributary.evaluation.LabelScore;
import org.tributary.evaluation.ScoredText;
import org.tributary.evaluation.Tally;

/**
 * A token-level evaluation of a tagger on gold-labelled sentences. F1 is computed from the counts
 * here: {@code LabelSequenceEvaluation.f1(Label)} of Tribuo 4.3.2 returns the recall. It holds the
 * text; each score is computed by a pass over it.
 *
 * @param text the sentences with the predicted labels; it has further scores and the mistakes
 * @param trainedLabels the labels that the model can predict
 * @param provenance the provenance of the model and the data
 */
public record TaggingEvaluation(
    ScoredText text, Set<String> trainedLabels, EvaluationProvenance provenance)
    implements SequenceEvaluation<Label> {

  /** Sorts the labels. */
  public TaggingEvaluation {
    trainedLabels = Collections.unmodifiableSet(new TreeSet<>(trainedLabels));
  }

  /** Returns the accuracy on all tokens. */
  public Tally all() {
    return text.tally();
  }

  /**
   * Returns the gold labels absent from the training data; every token with one counts as a
   * mistake.
   *
   * @return the labels in alphabetical order
   */
  public Set<String> unseenLabels() {
    return text.unseenLabels(trainedLabels);
  }

  /**
   * Returns precision, recall and F1 of every label that occurs as gold or predicted.
   *
   * @return one score per label, in alphabetical order
   */
  public List<LabelScore> labels() {
    return text.confusion().scores();
  }

  /**
   * Returns the scores as Tribuo metrics, those of {@link
   * org.tribuo.classification.sequence.LabelSequenceEvaluator}: TP, FP, TN, FN, PRECISION, RECALL,
   * F1 and ACCURACY for every label that the model can predict or that occurs, and for the micro
   * and macro average; and the BALANCED_ERROR_RATE. A ratio with denominator 0 is 0, where Tribuo's
   * accuracy is NaN.
   *
   * @return the value of every metric
   */
  @Override
  public Map<MetricID<Label>, Double> asMap() {
    List<LabelScore> scores = scoresWithTrainedLabels();
    long all = all().total();
    MetricValues values = new MetricValues();
    for (LabelScore score : scores) {
      MetricTarget<Label> target = MetricValues.target(score);
      values
          .putScore(target, score)
          .put(target, LabelMetrics.TN, trueNegatives(score, all))
          .put(target, LabelMetrics.ACCURACY, score.recall());
    }
    MetricTarget<Label> micro = MetricTarget.microAverageTarget();
    MetricTarget<Label> macro = MetricTarget.macroAverageTarget();
    double meanRecall = scores.stream().mapToDouble(LabelScore::recall).average().orElse(0);
    return values
        .putScore(micro, LabelScore.sum("total", scores.stream()))
        .put(
            micro,
            LabelMetrics.TN,
            scores.stream().mapToDouble(score -> trueNegatives(score, all)).sum())
        .put(micro, LabelMetrics.ACCURACY, all().accuracy().orElse(0))
        .putMacroAverage(scores)
        .putMean(LabelMetrics.TN, scores, score -> trueNegatives(score, all))
        .put(macro, LabelMetrics.ACCURACY, meanRecall)
        .put(macro, LabelMetrics.BALANCED_ERROR_RATE, 1 - meanRecall)
        .map();
  }

  /** Returns the scores of all labels that occur or that the model can predict. */
  private List<LabelScore> scoresWithTrainedLabels() {
    List<LabelScore> scores = new ArrayList<>(labels());
    Set<String> absent = new TreeSet<>(trainedLabels);
    absent.removeAll(text.labels());
    absent.forEach(label -> scores.add(new LabelScore(label, 0, 0, 0)));
    return scores;
  }

  private static double trueNegatives(LabelScore score, long all) {
    return (double) all - score.support() - score.falsePositives();
  }

  @Override
  public EvaluationProvenance getProvenance() {
    return provenance;
  }

  /**
   * Returns a human-readable table: the three accuracies, then one line per label.
   *
   * @return several lines, each ending in a line feed
   */
  @Override
  public String toString() {
    Formatter table = new Formatter(Locale.ROOT);
    table.format("%-15s %,d\n", "sentences", text.size());
    appendTally(table, "tokens", all());
    appendTally(table, "known words", text.known());
    appendTally(table, "unknown words", text.unknown());
    Set<String> unseen = unseenLabels();
    if (!unseen.isEmpty()) {
      table.format(
          "%-15s %s (in the gold data, never in training)\n",
          "unseen labels", String.join(", ", unseen));
    }
    List<LabelScore> labels = labels();
    int width = labels.stream().mapToInt(score -> score.label().length()).max().orElse(0);
    String column = "%-" + Math.max(width, "label".length()) + "s";
    table.format(
        "\n" + column + " %10s %9s %9s %9s\n", "label", "precision", "recall", "F1", "support");
    for (LabelScore score : labels) {
      table.format(
          column + " %10.4f %9.4f %9.4f %9d\n",
          score.label(),
          score.precision(),
          score.recall(),
          score.f1(),
          score.support());
    }
    return table.toString();
  }

  private static void appendTally(Formatter text, String name, Tally tally) {
    text.format("%-15s %,d", name, tally.total());
    tally
        .accuracy()
        .ifPresent(share -> text.format(", %,d correct, %.2f %%", tally.correct(), 100 * share));
    text.format("\n");
  }
}
