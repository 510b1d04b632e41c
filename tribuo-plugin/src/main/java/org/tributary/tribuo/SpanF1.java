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
 * F1 of the spans of development data: 2 · right / (gold + predicted); 0 where nothing is right. A
 * sequence with a step without label does not count, for nobody knows where its spans end.
 *
 * @param names of the labels, indexed by their ids
 * @param gold each sequence's spans, also those of labels that training never saw; empty for a
 *     sequence that does not count
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
    List<String> written = new ArrayList<>();
    for (Example<Label> step : example) {
      if (ExampleEncoder.isNone(step.getOutput())) {
        return Optional.empty();
      }
      written.add(step.getOutput().getLabel());
    }
    return Optional.of(spans(written));
  }

  /** Whether any sequence counts. */
  boolean countsAny() {
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
    long right = 0;
    long all = 0;
    for (int k = 0; k < gold.size(); k++) {
      if (gold.get(k).isPresent()) {
        Set<Span> wanted = gold.get(k).get();
        Set<Span> said = spans(IntStream.of(predicted.get(k)).mapToObj(names::get).toList());
        all += wanted.size() + said.size();
        said.retainAll(wanted);
        right += said.size();
      }
    }
    return OptionalDouble.of(all == 0 ? 0 : 2.0 * right / all);
  }
}
