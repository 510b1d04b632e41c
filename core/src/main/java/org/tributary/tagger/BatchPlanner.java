package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Puts sequences into the batches of an epoch. */
final class BatchPlanner {
  /**
   * How much lengths are blurred, in steps, so that epochs do not repeat their batches. Batches by
   * words are cut from exact lengths, in which only equal ones change places, so that every epoch
   * has the same number of them.
   */
  private static final double BLUR = 3;

  private final List<LabelledSequence> sequences;
  private final TrainingOptions options;

  BatchPlanner(List<LabelledSequence> sequences, TrainingOptions options) {
    this.sequences = sequences;
    this.options = options;
  }

  /** The batches of {@code epoch}; the same seed and epoch give the same ones. */
  List<List<LabelledSequence>> epoch(int epoch) {
    if (options.order() == BatchOrder.AS_GIVEN) {
      return cut(sequences);
    }
    Random random = new Random(options.seed() * 1_000_003L + epoch);
    double blur = options.batchSize().unit() == BatchSize.Unit.WORDS ? 0.5 : BLUR;
    record Keyed(double key, LabelledSequence sequence) {}
    List<LabelledSequence> ordered =
        sequences.stream()
            .map(s -> new Keyed(s.steps() + blur * random.nextDouble(), s))
            .sorted(Comparator.comparingDouble(Keyed::key))
            .map(Keyed::sequence)
            .toList();
    List<List<LabelledSequence>> batches = cut(ordered);
    Collections.shuffle(batches, random);
    return batches;
  }

  private List<List<LabelledSequence>> cut(List<LabelledSequence> ordered) {
    List<List<LabelledSequence>> batches = new ArrayList<>();
    int to;
    for (int from = 0; from < ordered.size(); from = to) {
      long words = ordered.get(from).steps();
      to = from + 1;
      while (to < ordered.size() && fits(to - from + 1, words + ordered.get(to).steps())) {
        words += ordered.get(to++).steps();
      }
      batches.add(ordered.subList(from, to));
    }
    return batches;
  }

  private boolean fits(int sequences, long words) {
    return switch (options.batchSize().unit()) {
      case SEQUENCES -> sequences <= options.batchSize().count();
      case WORDS -> words <= options.batchSize().count();
    };
  }
}
