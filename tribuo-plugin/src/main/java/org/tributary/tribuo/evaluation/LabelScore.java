package org.tributary.tribuo.evaluation;

/**
 * How well one label was found. A ratio without a denominator is 0, as in conlleval: a label never
 * predicted has precision 0, one that the gold data lacks has recall 0.
 *
 * @param label the label
 * @param truePositives tokens where it is both gold and predicted
 * @param support tokens where it is gold
 * @param predicted tokens where it is predicted
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
   * The share of its gold tokens that were found.
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

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
