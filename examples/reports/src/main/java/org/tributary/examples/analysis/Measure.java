package org.tributary.examples.analysis;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * A score of a text that is computed from counts summed over its sentences, such as the span F1
 * from the numbers of correct, gold and predicted spans. Resampling sentences is then a sum.
 * Immutable.
 */
public final class Measure {
  private final List<String> names;
  private final int width;
  private final int[][] columns;
  private final int[][] counts;
  private final ToDoubleFunction<long[]> score;
  private final double undefined;

  private Measure(
      List<String> names,
      int width,
      int[][] columns,
      int[][] counts,
      ToDoubleFunction<long[]> score,
      double undefined) {
    this.names = names;
    this.width = width;
    this.columns = columns;
    this.counts = counts;
    this.score = score;
    this.undefined = undefined;
  }

  /** The non-zero counts of one sentence by column. */
  static final class Row {
    private final Map<Integer, Integer> counts = new TreeMap<>();

    void add(int column, int count) {
      counts.merge(column, count, Integer::sum);
    }
  }

  /** Fills the counts of a sentence into a row. */
  interface RowFiller {
    void fill(ScoredSentence sentence, Row row);
  }

  /**
   * @param names the names of the counted items, such as labels
   * @param counts the number of counts for each name, in consecutive columns
   * @param filler fills the counts of each sentence
   * @param score the score of the sums; NaN where it is not defined, as a ratio with denominator 0
   * @param undefined the score of a text for which it is not defined
   */
  static Measure of(
      List<String> names,
      int counts,
      ScoredText text,
      RowFiller filler,
      ToDoubleFunction<long[]> score,
      double undefined) {
    int[][] columns = new int[text.size()][];
    int[][] values = new int[text.size()][];
    for (int k = 0; k < text.size(); k++) {
      Row row = new Row();
      filler.fill(text.sentences().get(k), row);
      columns[k] = row.counts.keySet().stream().mapToInt(Integer::intValue).toArray();
      values[k] = row.counts.values().stream().mapToInt(Integer::intValue).toArray();
    }
    return new Measure(names, counts * names.size(), columns, values, score, undefined);
  }

  /** Returns this measure with a score that also depends on the counts of the whole text. */
  Measure scored(ToDoubleBiFunction<long[], long[]> sampleAndWhole) {
    long[] whole = sums();
    return new Measure(
        names,
        width,
        columns,
        counts,
        sums -> sampleAndWhole.applyAsDouble(sums, whole),
        undefined);
  }

  /**
   * Returns the number of sentences.
   *
   * @return at least 1
   */
  public int sentences() {
    return columns.length;
  }

  /**
   * Returns the score of the whole text.
   *
   * @return the score; where it is not defined, 0 for spans, as in conlleval, and NaN for
   *     accuracies
   */
  public double value() {
    return defined(sums());
  }

  /** Returns the counts of the whole text. */
  private long[] sums() {
    long[] sums = new long[width];
    for (int k = 0; k < sentences(); k++) {
      add(k, sums);
    }
    return sums;
  }

  private double defined(long[] sums) {
    double value = score.applyAsDouble(sums);
    return Double.isNaN(value) ? undefined : value;
  }

  /**
   * Returns the score of a sample of the sentences.
   *
   * @param sample indices of sentences, from 0; one may occur more than once
   * @return the score, NaN if it is not defined
   */
  public double value(int[] sample) {
    long[] sums = new long[width];
    for (int k : sample) {
      add(k, sums);
    }
    return score.applyAsDouble(sums);
  }

  /**
   * Returns the difference of the scores of two models on the same sentences, with the predictions
   * for some sentences exchanged between the models.
   *
   * @param other the same measure of the other model
   * @param exchanged whether the predictions for each sentence are exchanged
   * @return this score minus the other's
   */
  double difference(Measure other, boolean[] exchanged) {
    long[] sums = new long[width];
    long[] otherSums = new long[width];
    for (int k = 0; k < sentences(); k++) {
      add(k, exchanged[k] ? otherSums : sums);
      other.add(k, exchanged[k] ? sums : otherSums);
    }
    return defined(sums) - defined(otherSums);
  }

  /**
   * Checks that another measure has as many sentences and counts the same names.
   *
   * @throws IllegalArgumentException if it does not
   */
  void requireComparable(Measure other) {
    if (other.sentences() != sentences() || !other.names.equals(names)) {
      throw new IllegalArgumentException(
          "measures: expected both of the same sentences and labels, got %d sentences and %s, %d sentences and %s"
              .formatted(sentences(), names, other.sentences(), other.names));
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
