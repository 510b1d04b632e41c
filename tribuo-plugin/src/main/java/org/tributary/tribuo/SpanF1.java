package org.tributary.tribuo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.DevScore;
import org.tributary.tagger.LabelledSequence;
import org.tributary.tribuo.span.Span;
import org.tributary.tribuo.span.SpanScheme;

/**
 * The span F1 on development data: 2 · correct / (gold + predicted), or 0 without correct spans. A
 * sequence with an unlabelled step is skipped, since its gold spans are unknown.
 *
 * @param names the label names by id
 * @param gold the gold spans of each sequence, including those of labels absent from the training
 *     data; empty for a skipped sequence
 */
record SpanF1(List<String> names, List<Optional<Set<Span>>> gold) implements DevScore {

  static SpanF1 of(ImmutableOutputInfo<Label> labels, SequenceDataset<Label> dev) {
    List<Optional<Set<Span>>> gold = new ArrayList<>();
    for (SequenceExample<Label> example : dev) {
      gold.add(gold(example));
    }
    return new SpanF1(
        IntStream.range(0, labels.size()).mapToObj(id -> labels.getOutput(id).getLabel()).toList(),
        gold);
  }

  private static Optional<Set<Span>> gold(SequenceExample<Label> example) {
    List<String> names = new ArrayList<>();
    for (Example<Label> step : example) {
      if (ExampleEncoder.isNone(step.getOutput())) {
        return Optional.empty();
      }
      names.add(step.getOutput().getLabel());
    }
    return Optional.of(spans(names));
  }

  /** Returns whether any sequence is scored. */
  boolean scoresAny() {
    return gold.stream().anyMatch(Optional::isPresent);
  }

  private static Set<Span> spans(List<String> labels) {
    return new HashSet<>(SpanScheme.BIOES.read(labels));
  }

  @Override
  public String name() {
    return "F1 of spans";
  }

  @Override
  public OptionalDouble of(List<LabelledSequence> sequences, List<int[]> predicted) {
    long correct = 0;
    long total = 0;
    for (int k = 0; k < gold.size(); k++) {
      if (gold.get(k).isPresent()) {
        Set<Span> expected = gold.get(k).get();
        Set<Span> found = spans(IntStream.of(predicted.get(k)).mapToObj(names::get).toList());
        total += expected.size() + found.size();
        found.retainAll(expected);
        correct += found.size();
      }
    }
    return OptionalDouble.of(total == 0 ? 0 : 2.0 * correct / total);
  }
}
