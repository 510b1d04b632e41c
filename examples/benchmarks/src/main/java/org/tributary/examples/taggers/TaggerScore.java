package org.tributary.examples.taggers;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.span.Span;
import org.tributary.tribuo.span.SpanScheme;

/**
 * A tagger's score on sentences, counted the same way for every library.
 *
 * @param words how many there are
 * @param correct how many of them got their gold label
 * @param unknown words that the training sentences do not have
 * @param unknownCorrect how many of those got their gold label
 * @param spans the score by spans, where all labels are those of spans
 */
public record TaggerScore(
    long words, long correct, long unknown, long unknownCorrect, Optional<Spans> spans) {

  /**
   * Spans, counted as conlleval does.
   *
   * @param gold how many there are
   * @param predicted how many were found
   * @param correct how many of those are gold in place and type
   */
  public record Spans(long gold, long predicted, long correct) {
    /** The harmonic mean of precision and recall; 0 where no span was found. */
    public double f1() {
      return gold + predicted == 0 ? 0 : 2.0 * correct / (gold + predicted);
    }

    /** The share of the found spans that are right; 0 where none was found. */
    public double precision() {
      return predicted == 0 ? 0 : (double) correct / predicted;
    }

    /** The share of the gold spans that were found; 0 where there is none. */
    public double recall() {
      return gold == 0 ? 0 : (double) correct / gold;
    }
  }

  /**
   * Scores what a tagger said.
   *
   * @param gold the sentences with their labels
   * @param predicted a label for each of their words
   * @param train what the tagger was trained on
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

  /** Whether every label is one of a scheme of spans. */
  public static boolean areSpans(List<TaggedSentence> sentences) {
    return sentences.stream()
        .flatMap(s -> s.labels().stream())
        .distinct()
        .allMatch(SpanScheme.BIOES::accepts);
  }

  private static Spans spans(List<TaggedSentence> gold, List<List<String>> predicted) {
    long goldSpans = 0;
    long found = 0;
    long correct = 0;
    for (int k = 0; k < gold.size(); k++) {
      Set<Span> right = new HashSet<>(SpanScheme.BIOES.read(gold.get(k).labels()));
      List<Span> said = SpanScheme.BIOES.read(predicted.get(k));
      goldSpans += right.size();
      found += said.size();
      correct += said.stream().filter(right::contains).count();
    }
    return new Spans(goldSpans, found, correct);
  }

  /** The share of words with their gold label. */
  public double accuracy() {
    return (double) correct / words;
  }

  /** The same of unknown words; empty where there are none. */
  public OptionalDouble unknownAccuracy() {
    return unknown == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) unknownCorrect / unknown);
  }
}
