package org.tributary.examples.workshop;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.examples.job.LabelledFile;
import org.tributary.span.SpanCounter;
import org.tributary.span.SpanCounts;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.data.TokenMetadata;

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
    List<TaggedSentence> gold = sentences(file);
    List<List<String>> words = gold.stream().map(TaggedSentence::tokens).toList();
    return of(gold, tagger.tag(words), sentences(train));
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
    long[] words = new long[2]; // known, unknown
    long[] correct = new long[2];
    SpanCounter spans = areSpans(train) && areSpans(gold) ? new SpanCounter() : null;
    for (int k = 0; k < gold.size(); k++) {
      TaggedSentence sentence = gold.get(k);
      for (int i = 0; i < sentence.tokens().size(); i++) {
        int unknown = known.contains(sentence.tokens().get(i)) ? 0 : 1;
        words[unknown]++;
        correct[unknown] += sentence.labels().get(i).equals(predicted.get(k).get(i)) ? 1 : 0;
      }
      if (spans != null) {
        spans.add(SpanLabels.read(sentence.labels()), SpanLabels.read(predicted.get(k)));
      }
    }
    return new TaggerScore(
        (double) (correct[0] + correct[1]) / (words[0] + words[1]),
        words[1] == 0 ? null : (double) correct[1] / words[1],
        spans == null ? null : spans.total(),
        gold.stream().map(TaggedSentence::tokens).toList());
  }

  /** Returns whether every label is a span label. */
  static boolean areSpans(List<TaggedSentence> sentences) {
    return SpanLabels.firstInvalid(
            sentences.stream().flatMap(s -> s.labels().stream()).distinct().toList())
        .isEmpty();
  }

  /** Returns the sentences of a file, which every compared library accepts. */
  static List<TaggedSentence> sentences(LabelledFile file) {
    return file.sentences().getData().stream().map(TaggerScore::sentence).toList();
  }

  private static TaggedSentence sentence(SequenceExample<Label> example) {
    List<String> tokens = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Example<Label> step : example) {
      tokens.add(TokenMetadata.token(step).orElseThrow());
      labels.add(step.getOutput().getLabel());
    }
    return new TaggedSentence(tokens, labels);
  }
}
