package org.tributary.internal.fitting;

import java.util.List;
import java.util.Optional;
import org.tributary.span.SpanLabels;

/** A check of the labels for scoring by span F1; it gives the reason for scoring by accuracy. */
public final class SpanMeasure {
  private SpanMeasure() {}

  /**
   * Returns the reason why {@link org.tributary.tagger.definition.DevScore#ofLabels} scores by
   * accuracy although labels of the training data encode spans; empty if none do, or if it scores
   * by F1.
   *
   * @param names the label names
   * @param gold the gold labels of each development sequence; an empty text for a step without one
   */
  public static Optional<String> obstacle(List<String> names, List<List<String>> gold) {
    List<String> spans =
        names.stream().filter(label -> SpanLabels.firstInvalid(List.of(label)).isEmpty()).toList();
    if (!SpanLabels.encodeSpans(spans)) {
      return Optional.empty();
    }
    Optional<String> other = otherLabel(names, gold);
    if (other.isPresent()) {
      return Optional.of(
          "the label '%s' is not a span label such as B-PER; correct it".formatted(other.get()));
    }
    return gold.stream().allMatch(sequence -> sequence.contains(""))
        ? Optional.of(
            "no sequence of the development data has a label at every step; label some completely")
        : Optional.empty();
  }

  /** Returns a label that is not a label of spans, if there is one. */
  public static Optional<String> otherLabel(List<String> names, List<List<String>> gold) {
    return SpanLabels.firstInvalid(names.stream().sorted().toList())
        .or(
            () ->
                SpanLabels.firstInvalid(
                    gold.stream().flatMap(List::stream).filter(l -> !l.isEmpty()).toList()));
  }
}
