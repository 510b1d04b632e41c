package org.tributary.evaluation;

import java.util.stream.Stream;
import org.tributary.span.SpanCounts;

/**
 * The counts behind precision, recall and F1 of one label or span type. A ratio with denominator 0
 * is 0, as in conlleval: a label never predicted has precision 0, one absent from the gold data has
 * recall 0.
 *
 * @param label the label or span type
 * @param truePositives the number of tokens or spans with it as gold and predicted label
 * @param support the number of gold tokens or spans
 * @param predicted the number of predicted tokens or spans
 */
public record LabelScore(String label, long truePositives, long support, long predicted) {

  /**
   * Returns the number of tokens or spans with another gold label, or none, that were predicted to
   * have this one.
   *
   * @return predicted − truePositives
   */
  public long falsePositives() {
    return predicted - truePositives;
  }

  /**
   * Returns the number of gold tokens or spans that were predicted to have another label, or none.
   *
   * @return support − truePositives
   */
  public long falseNegatives() {
    return support - truePositives;
  }

  /**
   * Returns the precision.
   *
   * @return truePositives / predicted, in [0, 1]
   */
  public double precision() {
    return ratio(truePositives, predicted);
  }

  /**
   * Returns the recall.
   *
   * @return truePositives / support, in [0, 1]
   */
  public double recall() {
    return ratio(truePositives, support);
  }

  /**
   * Returns F1, the harmonic mean of precision and recall.
   *
   * @return 2 · truePositives / (support + predicted), in [0, 1]
   */
  public double f1() {
    return ratio(2 * truePositives, support + predicted);
  }

  /** Returns the score of a span type with these counts. */
  static LabelScore ofSpans(String type, SpanCounts counts) {
    return new LabelScore(type, counts.correct(), counts.gold(), counts.predicted());
  }

  /**
   * Returns the sum of the counts of {@code scores}, as for a micro average.
   *
   * @param label the name of the sum
   */
  public static LabelScore sum(String label, Stream<LabelScore> scores) {
    return scores.reduce(
        new LabelScore(label, 0, 0, 0),
        (a, b) ->
            new LabelScore(
                label,
                a.truePositives + b.truePositives,
                a.support + b.support,
                a.predicted + b.predicted));
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
