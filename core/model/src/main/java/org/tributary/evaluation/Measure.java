package org.tributary.evaluation;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.tributary.span.Span;

/**
 * A score of a text that is computed from counts summed over its sentences: accuracies, and
 * precision, recall and F1 of spans. Resampling sentences is then a sum. Immutable.
 */
final class Measure {
  /** The columns of a name's counts: of correct, gold and predicted tokens or spans. */
  private static final int CORRECT = 0;

  private static final int GOLD = 1;
  private static final int PREDICTED = 2;
  private static final int COUNTS = 3;

  private final List<String> names;

  /** The columns of each sentence's non-zero counts, and the counts. */
  private final int[][] columns;

  private final int[][] counts;
  private final ToDoubleBiFunction<long[], long[]> score;
  private final double undefined;
  private final long[] whole;

  /** A counter of the tokens or spans of one sentence: adds 1 to a column of a name's counts. */
  private interface Counter {
    void add(String name, int column);
  }

  /**
   * @param names the names of the counted items, such as labels
   * @param count counts the items of a sentence
   * @param score the score of a sample's sums and the whole text's; NaN where it is not defined, as
   *     a ratio with denominator 0
   * @param undefined the score of a text for which it is not defined
   */
  private Measure(
      ScoredText text,
      Collection<String> names,
      BiConsumer<ScoredText.Sentence, Counter> count,
      ToDoubleBiFunction<long[], long[]> score,
      double undefined) {
    this.names = List.copyOf(new TreeSet<>(names));
    Map<String, Integer> first = new HashMap<>();
    this.names.forEach(name -> first.put(name, COUNTS * first.size()));
    this.columns = new int[text.size()][];
    this.counts = new int[text.size()][];
    this.score = score;
    this.undefined = undefined;
    this.whole = new long[COUNTS * this.names.size()];
    for (int k = 0; k < text.size(); k++) {
      Map<Integer, Integer> sums = new TreeMap<>();
      count.accept(
          text.sentences().get(k),
          (name, column) -> sums.merge(first.get(name) + column, 1, Integer::sum));
      columns[k] = sums.keySet().stream().mapToInt(Integer::intValue).toArray();
      counts[k] = sums.values().stream().mapToInt(Integer::intValue).toArray();
      add(k, whole);
    }
  }

  /** Returns the accuracy: correct tokens / tokens. */
  static Measure accuracy(ScoredText text) {
    return accuracy(text, token -> true);
  }

  /** Returns the accuracy on the included tokens; NaN where a sample has none of them. */
  static Measure accuracy(ScoredText text, Predicate<ScoredText.Token> included) {
    return new Measure(
        text,
        List.of("tokens"),
        (sentence, counter) ->
            sentence.tokens().stream()
                .filter(included)
                .forEach(token -> count(token, any -> "tokens", counter)),
        (sums, all) -> ratio(sums[CORRECT], sums[GOLD]),
        Double.NaN);
  }

  /**
   * Returns the mean of the labels' F1 scores, over the labels that the text has as gold or
   * predicted label, as scikit-learn's {@code f1_score(average="macro", zero_division=nan)}: a
   * label that a resample lacks keeps the F1 of the whole text.
   *
   * @param labels at least the gold and predicted labels of the text; the same for two measures
   *     that are compared
   */
  static Measure macroF1(ScoredText text, Collection<String> labels) {
    return new Measure(
        text,
        labels,
        (sentence, counter) ->
            sentence.tokens().forEach(token -> count(token, label -> label, counter)),
        Measure::meanF1,
        0);
  }

  /** Counts a token under the names of its gold and predicted label. */
  private static void count(ScoredText.Token token, UnaryOperator<String> name, Counter counter) {
    counter.add(name.apply(token.gold()), GOLD);
    counter.add(name.apply(token.predicted()), PREDICTED);
    if (token.correct()) {
      counter.add(name.apply(token.gold()), CORRECT);
    }
  }

  /** Returns the precision of spans: correct / predicted spans, 0 without predicted spans. */
  static Measure spanPrecision(ScoredText text) {
    return spans(text, sums -> ratio(sums[CORRECT], sums[PREDICTED]));
  }

  /** Returns the recall of spans: correct / gold spans, 0 without gold spans. */
  static Measure spanRecall(ScoredText text) {
    return spans(text, sums -> ratio(sums[CORRECT], sums[GOLD]));
  }

  /**
   * Returns the F1 of spans, conlleval's FB1: 2 · correct / (gold + predicted), 0 without spans.
   */
  static Measure spanF1(ScoredText text) {
    return spans(text, sums -> f1(sums, 0));
  }

  private static Measure spans(ScoredText text, ToDoubleFunction<long[]> score) {
    return new Measure(
        text,
        List.of("spans"),
        (sentence, counter) -> countSpans(sentence, span -> "spans", counter),
        (sums, all) -> score.applyAsDouble(sums),
        0);
  }

  /**
   * Returns the mean of the span types' F1 scores, over the types that the text has among its gold
   * or predicted spans. In a resample, a type that it lacks keeps the F1 of the whole text.
   *
   * @param types at least the types of the gold and predicted spans; the same for two measures that
   *     are compared
   */
  static Measure spanMacroF1(ScoredText text, Collection<String> types) {
    return new Measure(
        text,
        types,
        (sentence, counter) -> countSpans(sentence, Span::type, counter),
        Measure::meanF1,
        0);
  }

  /** Counts the gold and predicted spans of a sentence under the name of each. */
  private static void countSpans(
      ScoredText.Sentence sentence, Function<Span, String> name, Counter counter) {
    Set<Span> gold = new HashSet<>(sentence.goldSpans());
    gold.forEach(span -> counter.add(name.apply(span), GOLD));
    for (Span span : sentence.predictedSpans()) {
      counter.add(name.apply(span), PREDICTED);
      if (gold.contains(span)) {
        counter.add(name.apply(span), CORRECT);
      }
    }
  }

  /** Returns the mean F1 of the names that occur in the whole text. */
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

  /** Returns the score of the whole text; where not defined, 0 for spans, NaN for accuracies. */
  double value() {
    return defined(whole);
  }

  private double defined(long[] sums) {
    double value = score.applyAsDouble(sums, whole);
    return Double.isNaN(value) ? undefined : value;
  }

  /**
   * Returns the score of a sample of the sentences, NaN if it is not defined.
   *
   * @param sample indices of sentences, from 0; one may occur more than once
   */
  private double value(int[] sample) {
    long[] sums = new long[whole.length];
    for (int k : sample) {
      add(k, sums);
    }
    return score.applyAsDouble(sums, whole);
  }

  /** Returns the score with its 95 % confidence interval. */
  Estimate estimate(Resampling<int[]> resamples) {
    return resamples.estimate(value(), this::value);
  }

  /**
   * Returns the difference of the scores of two models on the same sentences with its 95 %
   * confidence interval; each resample is of the same sentences for both.
   *
   * @param other the same measure of the other model
   * @return this score minus the other's
   * @throws IllegalArgumentException if the numbers of sentences or the counted labels differ
   */
  Estimate difference(Measure other, Resampling<int[]> resamples) {
    requireComparable(other);
    return resamples.estimate(
        value() - other.value(), sample -> value(sample) - other.value(sample));
  }

  /**
   * Returns the two-sided p-value of the difference of two models' scores.
   *
   * @param other the same measure of the other model
   * @throws IllegalArgumentException if the numbers of sentences or the counted labels differ
   */
  double pValue(Measure other, Resampling<boolean[]> exchanges) {
    requireComparable(other);
    return exchanges.pValue(
        value() - other.value(),
        exchanged -> {
          long[] sums = new long[whole.length];
          long[] otherSums = new long[whole.length];
          for (int k = 0; k < columns.length; k++) {
            add(k, exchanged[k] ? otherSums : sums);
            other.add(k, exchanged[k] ? sums : otherSums);
          }
          return defined(sums) - defined(otherSums);
        });
  }

  private void requireComparable(Measure other) {
    if (other.columns.length != columns.length || !other.names.equals(names)) {
      throw new IllegalArgumentException(
          "measures: expected both of the same sentences and labels, got %d sentences and %s, %d sentences and %s"
              .formatted(columns.length, names, other.columns.length, other.names));
    }
  }

  private void add(int sentence, long[] sums) {
    int[] column = columns[sentence];
    int[] count = counts[sentence];
    for (int i = 0; i < column.length; i++) {
      sums[column[i]] += count[i];
    }
  }
}
