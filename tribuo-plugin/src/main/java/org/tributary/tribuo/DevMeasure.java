package org.tributary.tribuo;

import java.util.Optional;
import java.util.stream.StreamSupport;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.tagger.DevScore;
import org.tributary.tribuo.span.SpanScheme;

/** What the best epoch on the development data is chosen by. */
public enum DevMeasure {
  /** Spans' F1 where all labels are of spans, as {@code B-PER} is; else the labels' accuracy. */
  AUTO,
  /** The share of labels that are predicted right. */
  ACCURACY,
  /** F1 of whole spans, as conlleval counts them. */
  SPAN_F1;

  /**
   * The score.
   *
   * @param labels what is predicted
   * @throws IllegalArgumentException if spans are asked for and a label is not of a span
   */
  DevScore score(ImmutableOutputInfo<Label> labels, SequenceDataset<Label> dev) {
    Optional<String> odd = notOfSpans(labels, dev);
    if (this == SPAN_F1 && odd.isPresent()) {
      throw new IllegalArgumentException(
          "devMeasure: expected labels of spans for SPAN_F1, such as B-PER, got '%s'; use ACCURACY"
              .formatted(odd.get()));
    }
    boolean spans = this == SPAN_F1 || (this == AUTO && odd.isEmpty() && anySpan(labels));
    return spans ? SpanF1.of(labels, dev) : DevScore.accuracy();
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
                .map(step -> step.getOutput().getLabel())
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
