package org.tributary.tagger.definition;

import java.util.List;
import java.util.OptionalDouble;
import org.tributary.internal.NullChecks;
import org.tributary.span.SpanLabels;

/** A score of predictions on development data, by which training selects the best epoch. */
public interface DevScore {

  /** Returns the name of the score; a run resumes from a checkpoint of the same score only. */
  String name();

  /**
   * Returns the score; higher is better, and NaN, such as 0/0, is below every number.
   *
   * @param gold the development sequences; {@link LabelledSequence#NONE} marks steps to ignore,
   *     {@link LabelledSequence#UNSEEN} labels absent from the training data
   * @param predicted the predicted labels of each sequence, one per step
   * @return the score, or empty if no step counts
   * @throws IllegalArgumentException if there is not one label for each step of each sequence
   */
  OptionalDouble of(List<LabelledSequence> gold, List<int[]> predicted);

  /**
   * Returns whether the score is one of spans, which a shift of the bias of the label O improves
   * where precision and recall differ; by default it is not.
   */
  default boolean countsSpans() {
    return false;
  }

  /** Returns the accuracy: the fraction of correctly predicted labels. */
  static DevScore accuracy() {
    return new Accuracy();
  }

  /**
   * Returns the span F1 as computed by conlleval. A sequence with an unlabelled step is skipped.
   *
   * @param names the label names by index
   * @param gold the gold labels of each development sequence; an empty text for a step without one
   * @throws IllegalArgumentException if a gold label is not a span label such as B-PER
   */
  static DevScore spanF1(List<String> names, List<List<String>> gold) {
    NullChecks.requireElements("names", "label", names);
    NullChecks.requireElements("gold", "sequence", gold);
    return SpanF1.on(names, gold);
  }

  /**
   * Returns the span F1 if all labels are span labels and some sequence is fully labelled, and the
   * accuracy otherwise.
   *
   * @param names the label names by index
   * @param gold the gold labels of each development sequence; an empty text for a step without one
   */
  static DevScore ofLabels(List<String> names, List<List<String>> gold) {
    NullChecks.requireElements("names", "label", names);
    NullChecks.requireElements("gold", "sequence", gold);
    List<String> labels =
        gold.stream().flatMap(List::stream).filter(label -> !label.isEmpty()).distinct().toList();
    if (SpanLabels.firstInvalid(labels).isPresent() || !SpanLabels.encodeSpans(names)) {
      return accuracy();
    }
    SpanF1 score = SpanF1.on(names, gold);
    return score.scoresAny() ? score : accuracy();
  }
}
