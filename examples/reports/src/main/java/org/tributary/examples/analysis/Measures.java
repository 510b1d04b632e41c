package org.tributary.examples.analysis;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.tributary.span.Span;

/** The measures of a text: accuracies, and precision, recall and F1 of spans. */
public final class Measures {
  private static final int CORRECT = 0;
  private static final int GOLD = 1;
  private static final int PREDICTED = 2;

  /** The number of counts above. */
  private static final int COUNTS = 3;

  private Measures() {}

  /**
   * Returns the accuracy: correct tokens / tokens.
   *
   * @param text the text
   * @return the measure
   */
  public static Measure accuracy(ScoredText text) {
    return accuracy(text, token -> true);
  }

  /**
   * Returns the accuracy on some tokens; NaN where a sample has none of them.
   *
   * @param text the text
   * @param included the tokens to count
   * @return the measure
   */
  public static Measure accuracy(ScoredText text, Predicate<ScoredToken> included) {
    return Measure.of(
        List.of("tokens"),
        COUNTS,
        text,
        (sentence, row) -> {
          for (ScoredToken token : sentence.tokens()) {
            if (included.test(token)) {
              row.add(CORRECT, token.correct() ? 1 : 0);
              row.add(GOLD, 1);
            }
          }
        },
        sums -> ratio(sums[CORRECT], sums[GOLD]),
        Double.NaN);
  }

  /**
   * Returns the mean of the labels' F1 scores, over the labels that the text has as gold or
   * predicted label, as scikit-learn's {@code f1_score(average="macro", zero_division=nan)}: a
   * label that a resample lacks is left out of its mean.
   *
   * @param text the text
   * @param labels at least the gold and predicted labels of the text; the same for two measures
   *     that are compared
   * @return the measure
   */
  public static Measure macroF1(ScoredText text, Collection<String> labels) {
    Map<String, Integer> numbers = numbers(labels);
    return Measure.of(
            List.copyOf(numbers.keySet()),
            COUNTS,
            text,
            (sentence, row) -> {
              for (ScoredToken token : sentence.tokens()) {
                int gold = COUNTS * numbers.get(token.gold());
                int predicted = COUNTS * numbers.get(token.predicted());
                row.add(gold + GOLD, 1);
                row.add(predicted + PREDICTED, 1);
                if (gold == predicted) {
                  row.add(gold + CORRECT, 1);
                }
              }
            },
            Measures::meanF1,
            0)
        .scored(Measures::meanF1);
  }

  /**
   * Returns the precision of spans: correct / predicted spans, 0 without predicted spans.
   *
   * @param text a text of span labels
   * @return the measure
   */
  public static Measure spanPrecision(ScoredText text) {
    return spans(text, sums -> ratio(sums[CORRECT], sums[PREDICTED]));
  }

  /**
   * Returns the recall of spans: correct / gold spans, 0 without gold spans.
   *
   * @param text a text of span labels
   * @return the measure
   */
  public static Measure spanRecall(ScoredText text) {
    return spans(text, sums -> ratio(sums[CORRECT], sums[GOLD]));
  }

  /**
   * Returns the F1 of spans, as conlleval's FB1: 2 · correct / (gold + predicted), 0 without spans.
   *
   * @param text a text of span labels
   * @return the measure
   */
  public static Measure spanF1(ScoredText text) {
    return spans(text, sums -> ratio(2 * sums[CORRECT], sums[GOLD] + sums[PREDICTED]));
  }

  /**
   * Returns the mean of the span types' F1 scores, over the types that the text has among its gold
   * or predicted spans. In a resample, a type that it lacks keeps the F1 of the whole text.
   *
   * @param text a text of span labels
   * @param types at least the types of the gold and predicted spans; the same for two measures that
   *     are compared
   * @return the measure
   */
  public static Measure spanMacroF1(ScoredText text, Collection<String> types) {
    Map<String, Integer> numbers = numbers(types);
    return Measure.of(
            List.copyOf(numbers.keySet()),
            COUNTS,
            text,
            (sentence, row) -> count(sentence, row, span -> COUNTS * numbers.get(span.type())),
            Measures::meanF1,
            0)
        .scored(Measures::meanF1);
  }

  private static Measure spans(ScoredText text, ToDoubleFunction<long[]> score) {
    return Measure.of(
        List.of("spans"),
        COUNTS,
        text,
        (sentence, row) -> count(sentence, row, span -> 0),
        score,
        0);
  }

  private static Map<String, Integer> numbers(Collection<String> names) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    new TreeSet<>(names).forEach(name -> numbers.put(name, numbers.size()));
    return numbers;
  }

  private interface FirstColumn {
    int of(Span span);
  }

  private static void count(ScoredSentence sentence, Measure.Row row, FirstColumn first) {
    Set<Span> gold = new HashSet<>(sentence.goldSpans());
    gold.forEach(span -> row.add(first.of(span) + GOLD, 1));
    for (Span span : sentence.predictedSpans()) {
      row.add(first.of(span) + PREDICTED, 1);
      if (gold.contains(span)) {
        row.add(first.of(span) + CORRECT, 1);
      }
    }
  }

  private static double meanF1(long[] sums) {
    return meanF1(sums, sums);
  }

  /**
   * Returns the mean F1 of the names that occur in a text.
   *
   * @param sums the counts of a resample
   * @param whole the counts of the text
   */
  private static double meanF1(long[] sums, long[] whole) {
    double sum = 0;
    int present = 0;
    for (int first = 0; first < sums.length; first += COUNTS) {
      double own = f1(sums, first);
      double all = f1(whole, first);
      if (!Double.isNaN(all)) {
        sum += Double.isNaN(own) ? all : own;
        present++;
      }
    }
    return present == 0 ? Double.NaN : sum / present;
  }

  private static double f1(long[] sums, int first) {
    return ratio(2 * sums[first + CORRECT], sums[first + GOLD] + sums[first + PREDICTED]);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
