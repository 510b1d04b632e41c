package org.tributary.tribuo.evaluation;

import java.util.stream.Stream;

/**
 * How well one label, or one type of spans, was found. A ratio without a denominator is 0, as in
 * conlleval: a label never predicted has precision 0, one that the gold data lacks has recall 0.
 *
 * @param label the label, or the spans' type
 * @param truePositives tokens or spans where it is both gold and predicted
 * @param support tokens or spans where it is gold
 * @param predicted tokens or spans where it is predicted
 */
public record LabelScore(String label, long truePositives, long support, long predicted) {

  /**
   * The share of its predictions that are right.
   *
   * @return truePositives / predicted, in [0, 1]
   */
  public double precision() {
    return ratio(truePositives, predicted);
  }

  /**
   * The share of its gold tokens or spans that were found.
   *
   * @return truePositives / support, in [0, 1]
   */
  public double recall() {
    return ratio(truePositives, support);
  }

  /**
   * The harmonic mean of precision and recall, 2·TP / (support + predicted).
   *
   * @return F1, in [0, 1]
   */
  public double f1() {
    return ratio(2 * truePositives, support + predicted);
  }

  /** The counts of several, added up. */
  static LabelScore sum(String label, Stream<LabelScore> scores) {
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
