package org.tributary.tribuo.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * Returns the token accuracy by the length of the sentence.
   *
   * @param text the text
   * @return groups such as {@code 11–20}
   */
  public static Breakdown bySentenceLength(ScoredText text) {
    Groups groups = new Groups(SENTENCE_LENGTHS);
    for (ScoredText.Sentence sentence : text.sentences()) {
      for (ScoredText.Token token : sentence.tokens()) {
        groups.add(sentence.size(), token.correct());
      }
    }
    return groups.breakdown();
  }

  /**
   * Returns the token accuracy by the number of times that the word occurs in the training data.
   *
   * @param text the text; tokens without that number are left out
   * @return groups such as {@code 2–4}; none if no token has the number
   */
  public static Breakdown byTrainingCount(ScoredText text) {
    Groups groups = new Groups(TRAINING_COUNTS);
    text.tokens()
        .filter(token -> token.trainingCount().isPresent())
        .forEach(token -> groups.add(token.trainingCount().getAsInt(), token.correct()));
    return groups.breakdown();
  }

  /**
   * Returns the recall of gold spans by their number of tokens.
   *
   * @param text a text of span labels
   * @return groups such as {@code 2}
   */
  public static Breakdown bySpanLength(ScoredText text) {
    Groups groups = new Groups(SPAN_LENGTHS);
    for (ScoredText.Sentence sentence : text.sentences()) {
      List<Span> predicted = sentence.predictedSpans();
      for (Span span : sentence.goldSpans()) {
        groups.add(span.length(), predicted.contains(span));
      }
    }
    return groups.breakdown();
  }

  /** Tallies by ranges of a number; the last range is open. */
  private static final class Groups {
    private final int[] starts;
    private final List<long[]> counts = new ArrayList<>();

    Groups(int[] starts) {
      this.starts = starts;
      for (int k = 0; k < starts.length; k++) {
        counts.add(new long[2]);
      }
    }

    void add(int number, boolean correct) {
      int group = 0;
      while (group + 1 < starts.length && number >= starts[group + 1]) {
        group++;
      }
      counts.get(group)[0] += correct ? 1 : 0;
      counts.get(group)[1]++;
    }

    Breakdown breakdown() {
      Map<String, Tally> groups = new LinkedHashMap<>();
      for (int k = 0; k < starts.length; k++) {
        if (counts.get(k)[1] > 0) {
          groups.put(name(k), new Tally(counts.get(k)[0], counts.get(k)[1]));
        }
      }
      return new Breakdown(groups);
    }

    private String name(int group) {
      if (group + 1 == starts.length) {
        return starts[group] + " or more";
      }
      int last = starts[group + 1] - 1;
      return last == starts[group] ? Integer.toString(last) : starts[group] + "–" + last;
    }
  }
}
