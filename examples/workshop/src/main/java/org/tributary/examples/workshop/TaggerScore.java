package org.tributary.examples.workshop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.examples.job.LabelledFile;
import org.tributary.span.SpanCounter;
import org.tributary.span.SpanCounts;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.evaluation.ScoredText;

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
    List<ScoredText.Sentence> scored = new ArrayList<>();
    for (int k = 0; k < gold.size(); k++) {
      List<String> tokens = gold.get(k).tokens();
      List<String> labels = gold.get(k).labels();
      List<String> found = predicted.get(k);
      scored.add(
          new ScoredText.Sentence(
              IntStream.range(0, tokens.size())
                  .mapToObj(
                      i ->
                          new ScoredText.Token(
                              tokens.get(i),
                              labels.get(i),
                              found.get(i),
                              OptionalDouble.empty(),
                              Optional.of(known.contains(tokens.get(i))),
                              OptionalInt.empty()))
                  .toList(),
              Map.of()));
      if (spans != null) {
        spans.add(SpanLabels.read(labels), SpanLabels.read(found));
      }
    }
    ScoredText text = new ScoredText(scored);
    OptionalDouble unknown = text.unknown().accuracy();
    return new TaggerScore(
        text.tally().accuracy().orElseThrow(),
        unknown.isPresent() ? unknown.getAsDouble() : null,
        spans == null ? null : spans.total(),
        gold.stream().map(TaggedSentence::tokens).toList());
  }

  /** Returns whether every label is a span label. */
  static boolean areSpans(List<TaggedSentence> sentences) {
    return SpanLabels.firstInvalid(
            sentences.stream().flatMap(s -> s.labels().stream()).distinct().toList())
        .isEmpty();
  }
}
