package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.train.TrainingOptions;
import org.tributary.train.TrainingOptions.BatchSize;

/** The batches of each training epoch. */
public final class BatchPlanner<S> {
  /**
   * Random noise on the sort length, in steps, so that batches differ between epochs. Batches
   * measured in words use noise below 1, which permutes sequences of equal length only; the number
   * of batches is then the same in every epoch.
   */
  private static final double LENGTH_NOISE = 3;

  private final List<S> sequences;
  private final ToIntFunction<? super S> steps;
  private final BatchOrder order;
  private final BatchSize size;
  private final long seed;

  /**
   * @param steps the number of steps of a sequence
   * @param seed the seed of the run
   */
  public BatchPlanner(
      List<S> sequences,
      ToIntFunction<? super S> steps,
      BatchOrder order,
      BatchSize size,
      long seed) {
    this.sequences = sequences;
    this.steps = steps;
    this.order = order;
    this.size = size;
    this.seed = seed;
  }

  /** Returns the batches of a tagger's training. */
  static BatchPlanner<LabelledSequence> of(
      List<LabelledSequence> sequences, TrainingOptions options) {
    return new BatchPlanner<>(
        sequences, LabelledSequence::steps, options.order(), options.batchSize(), options.seed());
  }

  /** Returns the batches of {@code epoch}, a function of seed and epoch number. */
  public List<List<S>> epoch(int epoch) {
    if (order == BatchOrder.AS_GIVEN) {
      return split(sequences);
    }
    Random random = new Random(mixed(new SplittableRandom(seed).nextLong() + epoch));
    double noise = size.unit() == BatchSize.Unit.WORDS ? 0.5 : LENGTH_NOISE;
    record Keyed<S>(double sortLength, S sequence) {}
    List<S> ordered =
        sequences.stream()
            .map(s -> new Keyed<>(steps.applyAsInt(s) + noise * random.nextDouble(), s))
            .sorted(Comparator.comparingDouble(Keyed::sortLength))
            .map(Keyed::sequence)
            .toList();
    List<List<S>> batches = split(ordered);
    Collections.shuffle(batches, random);
    return batches;
  }

  /**
   * Returns the seed of a step's random draws, such as dropout.
   *
   * @param seed the run's seed
   * @param number the step's number, from 1
   */
  public static long stepSeed(long seed, long number) {
    SplittableRandom streams = new SplittableRandom(seed);
    streams.nextLong(); // that of the epochs
    return mixed(streams.nextLong() + number);
  }

  /**
   * Mixes a function of the run's seed and a number: the first draws of {@link Random} nearly agree
   * for adjacent seeds, and the sum of a seed and a number is the same for many pairs.
   */
  private static long mixed(long value) {
    return new SplittableRandom(value).nextLong();
  }

  private List<List<S>> split(List<S> ordered) {
    List<List<S>> batches = new ArrayList<>();
    int to;
    for (int from = 0; from < ordered.size(); from = to) {
      long words = steps.applyAsInt(ordered.get(from));
      to = from + 1;
      while (to < ordered.size()
          && fits(to - from + 1, words + steps.applyAsInt(ordered.get(to)))) {
        words += steps.applyAsInt(ordered.get(to++));
      }
      batches.add(ordered.subList(from, to));
    }
    return batches;
  }

  private boolean fits(int sequences, long words) {
    return switch (size.unit()) {
      case SEQUENCES -> sequences <= size.count();
      case WORDS -> words <= size.count();
    };
  }
}
