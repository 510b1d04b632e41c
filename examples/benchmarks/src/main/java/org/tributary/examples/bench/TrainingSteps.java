package org.tributary.examples.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.tributary.tagger.FeatureSequence;
import org.tributary.tagger.LabelledSequence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerDefinition;
import org.tributary.tagger.TaggerFitter;
import org.tributary.tagger.TaggerSizes;
import org.tributary.tagger.TrainingOptions;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingPlan;

/**
 * The times of a tagger's training steps on sentences of random words, taking turns with others.
 */
final class TrainingSteps {
  private static final int WORDS_A_SENTENCE = 25;
  private static final int LABELS = 17;
  private static final int WARM_UP = 10;

  /** Stops a training run whose steps are timed. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final TaggerDefinition definition;
  private final int batchSize;
  private final int steps;

  /**
   * @param batchSize sentences in a step
   * @param steps how many to time, after some to warm up
   */
  TrainingSteps(int embedding, int hidden, int batchSize, int steps) {
    this.definition =
        Tagger.define().words(embedding).encode(e -> e.lstm(hidden).bidirectional()).dropout(0.4);
    this.batchSize = batchSize;
    this.steps = steps;
  }

  /** Milliseconds of each step over a vocabulary of {@code words}, as taker {@code number}. */
  double[] time(int words, Turns turns, int number) {
    if (!turns.await(number)) {
      return new double[0];
    }
    int[] counts = new int[words];
    Arrays.fill(counts, 5);
    TrainingOptions options = TrainingOptions.defaults().epochs(1).batchSize(batchSize);
    TaggerFitter training =
        new TaggerFitter(definition, new TaggerSizes(words, LABELS), options, counts, 0);
    Clock clock = new Clock(turns, number);
    try {
      training.train(sentences(words), List.of(), clock);
    } catch (Enough e) {
      return clock.times;
    } catch (RuntimeException | Error e) {
      turns.giveUp();
      throw e;
    }
    throw new IllegalStateException("vocabulary: training ended before its steps were timed");
  }

  private List<LabelledSequence> sentences(int words) {
    SplittableRandom random = new SplittableRandom(1);
    List<LabelledSequence> sentences = new ArrayList<>();
    for (int k = 0; k < (WARM_UP + steps + 1) * batchSize; k++) {
      sentences.add(
          new LabelledSequence(
              FeatureSequence.ofWords(random.ints(WORDS_A_SENTENCE, 0, words).toArray()),
              random.ints(WORDS_A_SENTENCE, 0, LABELS).toArray()));
    }
    return sentences;
  }

  private final class Clock implements TrainingListener {
    private final Turns turns;
    private final int number;
    private final double[] times = new double[steps];
    private long start;
    private int done = -WARM_UP;

    Clock(Turns turns, int number) {
      this.turns = turns;
      this.number = number;
    }

    @Override
    public void trainingStarted(TrainingPlan plan) {
      start = System.nanoTime();
    }

    @Override
    public void stepFinished(StepReport report) {
      if (done >= 0) {
        times[done] = (System.nanoTime() - start) / 1e6;
      }
      done++;
      turns.next();
      if (done == steps || !turns.await(number)) {
        throw new Enough();
      }
      start = System.nanoTime();
    }
  }
}
