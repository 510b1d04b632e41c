package org.tributary.tribuo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.span.Span;
import org.tributary.span.SpanCounter;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.LabelledSequence;

/**
 * The span F1 on development data: 2 · correct / (gold + predicted), or 0 without correct spans. A
 * sequence with an unlabelled step is skipped, since its gold spans are unknown.
 *
 * @param names the label names by id
 * @param gold the gold spans of each sequence, including those of labels absent from the training
 *     data; empty for a skipped sequence
 */
record SpanF1(List<String> names, List<Optional<List<Span>>> gold) implements DevScore {

  static SpanF1 of(ImmutableOutputInfo<Label> labels, SequenceDataset<Label> dev) {
    List<Optional<List<Span>>> gold = new ArrayList<>();
    for (SequenceExample<Label> example : dev) {
      gold.add(gold(example));
    }
    return new SpanF1(
        IntStream.range(0, labels.size()).mapToObj(id -> labels.getOutput(id).getLabel()).toList(),
        gold);
  }

  private static Optional<List<Span>> gold(SequenceExample<Label> example) {
    List<String> names = new ArrayList<>();
    for (Example<Label> step : example) {
      if (ExampleEncoder.isNone(step.getOutput())) {
        return Optional.empty();
      }
      names.add(step.getOutput().getLabel());
    }
    return Optional.of(SpanLabels.read(names));
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
  public OptionalDouble of(List<LabelledSequence> sequences, List<int[]> predicted) {
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
