package org.tributary.tribuo;

import java.util.Optional;
import java.util.stream.StreamSupport;
import org.tribuo.Example;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.DevScore;
import org.tributary.tribuo.span.SpanScheme;

/** What the best epoch on the development data is chosen by. */
public enum DevMeasure {
  /**
   * Spans' F1 where all labels are of spans, as {@code B-PER} is, over the sequences that have a
   * label at every step; else, and where there is no such sequence, the labels' accuracy.
   */
  AUTO,
  /** The share of labels that are predicted right; a step without a label does not count. */
  ACCURACY,
  /** F1 of whole spans, as conlleval counts them, for which every step needs a label. */
  SPAN_F1;

  /**
   * The score.
   *
   * @param labels what is predicted
   * @throws IllegalArgumentException if spans are asked for and a label is not of a span, or a step
   *     has none
   */
  DevScore score(ImmutableOutputInfo<Label> labels, SequenceDataset<Label> dev) {
    Optional<String> odd = notOfSpans(labels, dev);
    if (this == SPAN_F1) {
      requireSpans(odd);
      requireLabels(dev);
      return SpanF1.of(labels, dev);
    }
    if (this == AUTO && odd.isEmpty() && anySpan(labels)) {
      SpanF1 score = SpanF1.of(labels, dev);
      return score.countsAny() ? score : DevScore.accuracy();
    }
    return DevScore.accuracy();
  }

  private static void requireSpans(Optional<String> odd) {
    if (odd.isPresent()) {
      throw new IllegalArgumentException(
          "devMeasure: expected labels of spans for SPAN_F1, such as B-PER, got '%s'; use ACCURACY"
              .formatted(odd.get()));
    }
  }

  private static void requireLabels(SequenceDataset<Label> dev) {
    int sequence = 0;
    for (SequenceExample<Label> example : dev) {
      for (int step = 0; step < example.size(); step++) {
        if (ExampleEncoder.isNone(example.get(step).getOutput())) {
          throw new IllegalArgumentException(
              "devMeasure: expected a label at every step of the development data for SPAN_F1, got none at step %d of sequence %d, counted from 0; label it, leave the sequence out, or use AUTO, which does"
                  .formatted(step, sequence));
        }
      }
      sequence++;
    }
  }

  private static Optional<String> notOfSpans(
      ImmutableOutputInfo<Label> labels, SequenceDataset<Label> dev) {
    Optional<String> known =
        labels.getDomain().stream()
            .map(Label::getLabel)
            .filter(DevMeasure::isOdd)
            .sorted()
            .findFirst();
    return known.or(
        () ->
            StreamSupport.stream(dev.spliterator(), false)
                .flatMap(example -> StreamSupport.stream(example.spliterator(), false))
                .map(Example::getOutput)
                .filter(label -> !ExampleEncoder.isNone(label))
                .map(Label::getLabel)
                .filter(DevMeasure::isOdd)
                .findFirst());
  }

  private static boolean isOdd(String label) {
    return !SpanScheme.BIOES.accepts(label);
  }

  private static boolean anySpan(ImmutableOutputInfo<Label> labels) {
    return labels.getDomain().stream().anyMatch(label -> !label.getLabel().equals("O"));
  }
}
