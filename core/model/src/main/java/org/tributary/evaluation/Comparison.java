package org.tributary.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The comparison of two models on the same sentences.
 *
 * @param difference the first model's score minus the second's: accuracy of {@link #ofTokens}, span
 *     F1 of {@link #ofSpans}
 * @param pValue the p-value of the difference, by the paired approximate randomization test
 * @param both the number of tokens that both label correctly
 * @param onlyFirst the tokens that only the first labels correctly, as the second labels them
 * @param onlySecond the tokens that only the second labels correctly, as the first labels them
 * @param neither the number of tokens that none labels correctly
 */
public record Comparison(
    Estimate difference,
    double pValue,
    long both,
    List<ScoredText.Position> onlyFirst,
    List<ScoredText.Position> onlySecond,
    long neither) {

  /** The level of significance: adjusted p-values below it count as significant. */
  public static final double SIGNIFICANCE = 0.05;

  /** The number of rounds of the test of significance, paired approximate randomization. */
  public static final int ROUNDS = 10_000;

  /** Copies the lists. */
  public Comparison {
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
  }

  /**
   * Compares the predictions of two models by their accuracy.
   *
   * @param first the predictions of one model
   * @param second the predictions of another for the same words with the same gold labels
   * @throws IllegalArgumentException if words or gold labels differ
   */
  public static Comparison ofTokens(ScoredText first, ScoredText second) {
    return of(first, second, Measure::accuracy);
  }

  /**
   * Compares the predictions of two models by the F1 of spans.
   *
   * @param first the predictions of one model
   * @param second the predictions of another for the same words with the same gold labels
   * @throws IllegalArgumentException if words or gold labels differ, or a label belongs to no tag
   *     scheme
   */
  public static Comparison ofSpans(ScoredText first, ScoredText second) {
    return of(first, second, Measure::spanF1);
  }

  private static Comparison of(
      ScoredText first, ScoredText second, Function<ScoredText, Measure> score) {
    requireSameGold(first, second);
    Measure firstMeasure = score.apply(first);
    Measure secondMeasure = score.apply(second);
    List<ScoredText.Position> onlyFirst = new ArrayList<>();
    List<ScoredText.Position> onlySecond = new ArrayList<>();
    long both = 0;
    long neither = 0;
    for (int k = 0; k < first.size(); k++) {
      ScoredText.Sentence a = first.sentences().get(k);
      ScoredText.Sentence b = second.sentences().get(k);
      for (int i = 0; i < a.size(); i++) {
        boolean firstCorrect = a.tokens().get(i).correct();
        boolean secondCorrect = b.tokens().get(i).correct();
        if (firstCorrect && secondCorrect) {
          both++;
        } else if (firstCorrect) {
          onlyFirst.add(new ScoredText.Position(k, i, b));
        } else if (secondCorrect) {
          onlySecond.add(new ScoredText.Position(k, i, a));
        } else {
          neither++;
        }
      }
    }
    return new Comparison(
        firstMeasure.difference(
            secondMeasure, Resampling.bootstrap(first.size(), TextEvaluation.SEED)),
        firstMeasure.pValue(secondMeasure, Resampling.exchanges(first.size(), TextEvaluation.SEED)),
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
