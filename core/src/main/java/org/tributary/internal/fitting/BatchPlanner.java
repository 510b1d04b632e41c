package org.tributary.internal.fitting;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.train.BatchSize;
import org.tributary.train.TrainingOptions;

/** The batches of each training epoch. */
public final class BatchPlanner {
  /**
   * Random noise on the sort length, in steps, so that batches differ between epochs. Batches
   * measured in words use noise below 1, which permutes sequences of equal length only; the number
   * of batches is then the same in every epoch.
   */
  private static final double LENGTH_NOISE = 3;

  private final List<LabelledSequence> sequences;
  private final TrainingOptions options;

  public BatchPlanner(List<LabelledSequence> sequences, TrainingOptions options) {
    this.sequences = sequences;
    this.options = options;
  }

  /** Returns the batches of {@code epoch}, a function of seed and epoch number. */
  public List<List<LabelledSequence>> epoch(int epoch) {
    if (options.order() == BatchOrder.AS_GIVEN) {
      return split(sequences);
    }
    Random random = new Random(new RunSeed(options.seed()).epoch(epoch));
    double noise = options.batchSize().unit() == BatchSize.Unit.WORDS ? 0.5 : LENGTH_NOISE;
    record Keyed(double sortLength, LabelledSequence sequence) {}
    List<LabelledSequence> ordered =
        sequences.stream()
            .map(s -> new Keyed(s.steps() + noise * random.nextDouble(), s))
            .sorted(Comparator.comparingDouble(Keyed::sortLength))
            .map(Keyed::sequence)
            .toList();
    List<List<LabelledSequence>> batches = split(ordered);
    Collections.shuffle(batches, random);
    return batches;
  }

  private List<List<LabelledSequence>> split(List<LabelledSequence> ordered) {
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
