package org.tributary.examples.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The comparison of two models on the same sentences.
 *
 * @param difference the first model's score minus the second's, in the measure of the headline
 * @param pValue the p-value of the difference, by {@link Randomization}
 * @param both the number of tokens that both label correctly
 * @param onlyFirst the tokens that only the first labels correctly, as the second labels them
 * @param onlySecond the tokens that only the second labels correctly, as the first labels them
 * @param neither the number of tokens that none labels correctly
 */
public record Comparison(
    Estimate difference,
    double pValue,
    long both,
    List<TokenInSentence> onlyFirst,
    List<TokenInSentence> onlySecond,
    long neither) {

  /** The level of significance: adjusted p-values below it count as significant. */
  public static final double SIGNIFICANCE = 0.05;

  /** Copies the lists. */
  public Comparison {
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
  }

  /**
   * Compares the predictions of two models.
   *
   * @param first the predictions of one model
   * @param second the predictions of another for the same words with the same gold labels
   * @param spans whether to compare by the F1 of spans, else by accuracy
   * @return the comparison
   * @throws IllegalArgumentException if words or gold labels differ, or if spans are compared and a
   *     label belongs to no tag scheme
   */
  public static Comparison of(ScoredText first, ScoredText second, boolean spans) {
    requireSameGold(first, second);
    Measure firstMeasure = spans ? Measures.spanF1(first) : Measures.accuracy(first);
    Measure secondMeasure = spans ? Measures.spanF1(second) : Measures.accuracy(second);
    List<TokenInSentence> onlyFirst = new ArrayList<>();
    List<TokenInSentence> onlySecond = new ArrayList<>();
    long both = 0;
    long neither = 0;
    for (int k = 0; k < first.size(); k++) {
      ScoredSentence a = first.sentences().get(k);
      ScoredSentence b = second.sentences().get(k);
      for (int i = 0; i < a.size(); i++) {
        boolean firstCorrect = a.tokens().get(i).correct();
        boolean secondCorrect = b.tokens().get(i).correct();
        if (firstCorrect && secondCorrect) {
          both++;
        } else if (firstCorrect) {
          onlyFirst.add(new TokenInSentence(k, i, b));
        } else if (secondCorrect) {
          onlySecond.add(new TokenInSentence(k, i, a));
        } else {
          neither++;
        }
      }
    }
    return new Comparison(
        Bootstrap.seeded(first.size(), TextEvaluation.SEED).difference(firstMeasure, secondMeasure),
        Randomization.seeded(first.size(), TextEvaluation.SEED).pValue(firstMeasure, secondMeasure),
        both,
        onlyFirst,
        onlySecond,
        neither);
  }

  /**
   * Adjusts the p-values of several comparisons by the method of Holm (1979), so that the
   * probability of any wrongly significant one is at most the level.
   *
   * @param pValues the p-values
   * @return the adjusted p-values in the same order, each at least as large and at most 1
   */
  public static List<Double> adjusted(List<Double> pValues) {
    List<Integer> order = new ArrayList<>();
    for (int k = 0; k < pValues.size(); k++) {
      order.add(k);
    }
    order.sort(Comparator.comparing(pValues::get));
    Double[] adjusted = new Double[pValues.size()];
    double largest = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      int k = order.get(rank);
      largest = Math.max(largest, Math.min(1, (order.size() - rank) * pValues.get(k)));
      adjusted[k] = largest;
    }
    return List.of(adjusted);
  }

  private static void requireSameGold(ScoredText first, ScoredText second) {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          "predictions: expected both of the same sentences, got %d and %d sentences"
              .formatted(first.size(), second.size()));
    }
    for (int k = 0; k < first.size(); k++) {
      requireEqual(k, "words", first.sentences().get(k).words(), second.sentences().get(k).words());
      requireEqual(
          k, "gold labels", first.sentences().get(k).gold(), second.sentences().get(k).gold());
    }
  }

  private static void requireEqual(int sentence, String what, List<String> a, List<String> b) {
    if (a.equals(b)) {
      return;
    }
    if (a.size() != b.size()) {
      throw new IllegalArgumentException(
          "sentence %d: expected as many tokens in both predictions, got %d and %d"
              .formatted(sentence + 1, a.size(), b.size()));
    }
    int i = 0;
    while (a.get(i).equals(b.get(i))) {
      i++;
    }
    throw new IllegalArgumentException(
        "sentence %d, token %d: expected the same %s in both predictions, got '%s' and '%s'; are both for the same text and label column?"
            .formatted(sentence + 1, i + 1, what, a.get(i), b.get(i)));
  }
}
