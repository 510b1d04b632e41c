package org.tributary.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tributary.span.Span;

/**
 * The accuracy by groups of tokens or spans.
 *
 * @param groups the tally of each group that occurs, in ascending order of the grouping number
 */
public record Breakdown(Map<String, Tally> groups) {

  private static final int[] SENTENCE_LENGTHS = {1, 6, 11, 21, 31, 51};
  private static final int[] TRAINING_COUNTS = {0, 1, 2, 5, 10, 50, 100, 1000};
  private static final int[] SPAN_LENGTHS = {1, 2, 3, 4, 5};

  /** Copies the map, in its order. */
  public Breakdown {
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
  }

  /** A consumer of a grouping number, and of whether its token or span is correct. */
  private interface Outcomes {
    void add(int number, boolean correct);
  }

  /**
   * Returns the token accuracy by the length of the sentence.
   *
   * @return groups such as {@code 11–20}
   */
  public static Breakdown bySentenceLength(ScoredText text) {
    return of(
        SENTENCE_LENGTHS,
        outcomes ->
            text.positions().forEach(p -> outcomes.add(p.sentence().size(), p.token().correct())));
  }

  /**
   * Returns the token accuracy by the number of times that the word occurs in the training data.
   *
   * @param text the text; tokens without that number are left out
   * @return groups such as {@code 2–4}; none if no token has the number
   */
  public static Breakdown byTrainingCount(ScoredText text) {
    return of(
        TRAINING_COUNTS,
        outcomes ->
            text.tokens()
                .forEach(
                    token ->
                        token
                            .trainingCount()
                            .ifPresent(count -> outcomes.add(count, token.correct()))));
  }

  /**
   * Returns the recall of gold spans by their number of tokens.
   *
   * @param text a text of span labels
   * @return groups such as {@code 2}
   */
  public static Breakdown bySpanLength(ScoredText text) {
    return of(
        SPAN_LENGTHS,
        outcomes -> {
          for (ScoredText.Sentence sentence : text.sentences()) {
            List<Span> predicted = sentence.predictedSpans();
            sentence
                .goldSpans()
                .forEach(span -> outcomes.add(span.length(), predicted.contains(span)));
          }
        });
  }

  /** Tallies by ranges of a number, which begin at {@code starts}; the last range is open. */
  private static Breakdown of(int[] starts, Consumer<Outcomes> source) {
    long[] correct = new long[starts.length];
    long[] total = new long[starts.length];
    source.accept(
        (number, isCorrect) -> {
          int group = 0;
          while (group + 1 < starts.length && number >= starts[group + 1]) {
            group++;
          }
          correct[group] += isCorrect ? 1 : 0;
          total[group]++;
        });
    Map<String, Tally> groups = new LinkedHashMap<>();
    for (int k = 0; k < starts.length; k++) {
      if (total[k] > 0) {
        boolean open = k + 1 == starts.length;
        int last = open ? 0 : starts[k + 1] - 1;
        groups.put(
            open ? starts[k] + " or more" : last == starts[k] ? "" + last : starts[k] + "–" + last,
            new Tally(correct[k], total[k]));
      }
    }
    return new Breakdown(groups);
  }
}
