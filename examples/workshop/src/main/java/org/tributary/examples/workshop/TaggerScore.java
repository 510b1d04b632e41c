package org.tributary.examples.workshop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tributary.examples.job.LabelledFile;
import org.tributary.span.SpanCounter;
import org.tributary.span.SpanCounts;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.TaggedSentence;

/**
 * A tagger's score, computed in the same way for every library.
 *
 * @param accuracy share of the words with a correct label
 * @param unknownAccuracy share of the words that do not occur in the training sentences with a
 *     correct label; null without such words
 * @param spans the span-level score; null unless all labels are span labels
 * @param words the words of the scored sentences
 */
record TaggerScore(
    double accuracy, Double unknownAccuracy, SpanCounts spans, List<List<String>> words) {

  /** Scores a tagger on a file. */
  static TaggerScore of(AnyTagger tagger, LabelledFile file, LabelledFile train) {
    List<TaggedSentence> gold = file.taggedSentences();
    List<List<String>> words = gold.stream().map(TaggedSentence::tokens).toList();
    return of(gold, tagger.tag(words), train.taggedSentences());
  }

  /**
   * Scores predictions.
   *
   * @param predicted the predicted labels, one per word
   * @param train the training sentences
   */
  static TaggerScore of(
      List<TaggedSentence> gold, List<List<String>> predicted, List<TaggedSentence> train) {
    Set<String> known =
        train.stream().flatMap(s -> s.tokens().stream()).collect(Collectors.toSet());
    SpanCounter spans = areSpans(train) && areSpans(gold) ? new SpanCounter() : null;
    List<Boolean> all = new ArrayList<>(); // whether the label of a word is correct
    List<Boolean> unknown = new ArrayList<>();
    for (int n = 0; n < gold.size(); n++) {
      TaggedSentence sentence = gold.get(n);
      for (int t = 0; t < sentence.tokens().size(); t++) {
        boolean correct = sentence.labels().get(t).equals(predicted.get(n).get(t));
        all.add(correct);
        if (!known.contains(sentence.tokens().get(t))) {
          unknown.add(correct);
        }
      }
      if (spans != null) {
        spans.add(SpanLabels.read(sentence.labels()), SpanLabels.read(predicted.get(n)));
      }
    }
    return new TaggerScore(
        share(all),
        unknown.isEmpty() ? null : share(unknown),
        spans == null ? null : spans.total(),
        gold.stream().map(TaggedSentence::tokens).toList());
  }

  private static double share(List<Boolean> correct) {
    return (double) Collections.frequency(correct, true) / correct.size();
  }

  /** Returns whether every label is a span label. */
  static boolean areSpans(List<TaggedSentence> sentences) {
    return SpanLabels.firstInvalid(
            sentences.stream().flatMap(s -> s.labels().stream()).distinct().toList())
        .isEmpty();
  }
}
