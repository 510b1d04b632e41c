package org.tributary.tagger.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.tributary.span.Span;
import org.tributary.span.SpanCounter;
import org.tributary.span.SpanLabels;

/**
 * The span F1 on development data, as computed by conlleval: 2 · correct / (gold + predicted), or 0
 * without correct spans. A sequence with an unlabelled step is skipped, since its gold spans are
 * unknown.
 *
 * @param names the label names by index
 * @param gold the gold spans of each sequence, including those of labels absent from the training
 *     data; empty for a skipped sequence
 */
record SpanF1(List<String> names, List<Optional<List<Span>>> gold) implements DevScore {

  /**
   * Returns the score on development data.
   *
   * @param labels the gold labels of each sequence; an empty text for a step without one
   * @throws IllegalArgumentException if a label belongs to no tag scheme
   */
  static SpanF1 on(List<String> names, List<List<String>> labels) {
    List<Optional<List<Span>>> gold = new ArrayList<>();
    for (List<String> sequence : labels) {
      gold.add(sequence.contains("") ? Optional.empty() : Optional.of(SpanLabels.read(sequence)));
    }
    return new SpanF1(List.copyOf(names), gold);
  }

  /** Returns whether any sequence is scored. */
  boolean scoresAny() {
    return gold.stream().anyMatch(Optional::isPresent);
  }

  @Override
  public String name() {
    return "F1 of spans";
  }

  @Override
  public boolean countsSpans() {
    return true;
  }

  @Override
  public OptionalDouble of(List<LabelledSequence> sequences, List<int[]> predicted) {
    if (sequences.size() != gold.size()) {
      throw new IllegalArgumentException(
          "gold: expected the %d sequences whose labels the score has, got %d"
              .formatted(gold.size(), sequences.size()));
    }
    LabelledSequence.requirePredicted(sequences, predicted);
    SpanCounter counter = new SpanCounter();
    for (int k = 0; k < gold.size(); k++) {
      if (gold.get(k).isPresent()) {
        List<String> labels = IntStream.of(predicted.get(k)).mapToObj(names::get).toList();
        counter.add(gold.get(k).get(), SpanLabels.read(labels));
      }
    }
    return OptionalDouble.of(counter.total().f1());
  }
}
