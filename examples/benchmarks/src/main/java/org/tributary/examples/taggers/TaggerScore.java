package org.tributary.examples.taggers;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.tributary.span.SpanCounter;
import org.tributary.span.SpanCounts;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.TaggedSentence;

/**
 * A tagger's score, computed in the same way for every library.
 *
 * @param words the number of words
 * @param correct the number of words with a correct label
 * @param unknown the number of words that do not occur in the training sentences
 * @param unknownCorrect the number of unknown words with a correct label
 * @param spans the span-level score; empty unless all labels are span labels
 */
public record TaggerScore(
    long words, long correct, long unknown, long unknownCorrect, Optional<SpanCounts> spans) {

  /**
   * Scores predictions.
   *
   * @param gold the sentences with gold labels
   * @param predicted the predicted labels, one per word
   * @param train the training sentences
   */
  public static TaggerScore of(
      List<TaggedSentence> gold, List<List<String>> predicted, List<TaggedSentence> train) {
    Set<String> known =
        train.stream().flatMap(s -> s.tokens().stream()).collect(Collectors.toSet());
    long words = 0;
    long correct = 0;
    long unknown = 0;
    long unknownCorrect = 0;
    for (int k = 0; k < gold.size(); k++) {
      TaggedSentence sentence = gold.get(k);
      for (int i = 0; i < sentence.tokens().size(); i++) {
        int right = sentence.labels().get(i).equals(predicted.get(k).get(i)) ? 1 : 0;
        words++;
        correct += right;
        if (!known.contains(sentence.tokens().get(i))) {
          unknown++;
          unknownCorrect += right;
        }
      }
    }
    return new TaggerScore(
        words,
        correct,
        unknown,
        unknownCorrect,
        areSpans(train) && areSpans(gold) ? Optional.of(spans(gold, predicted)) : Optional.empty());
  }

  /** Returns whether every label is a span label. */
  public static boolean areSpans(List<TaggedSentence> sentences) {
    return SpanLabels.firstInvalid(
            sentences.stream().flatMap(s -> s.labels().stream()).distinct().toList())
        .isEmpty();
  }

  private static SpanCounts spans(List<TaggedSentence> gold, List<List<String>> predicted) {
    SpanCounter counter = new SpanCounter();
    for (int k = 0; k < gold.size(); k++) {
      counter.add(SpanLabels.read(gold.get(k).labels()), SpanLabels.read(predicted.get(k)));
    }
    return counter.total();
  }

  /** Returns the share of words with a correct label. */
  public double accuracy() {
    return (double) correct / words;
  }

  /** Returns the share of unknown words with a correct label; empty without unknown words. */
  public OptionalDouble unknownAccuracy() {
    return unknown == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) unknownCorrect / unknown);
  }
}
