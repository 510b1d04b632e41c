package org.tributary.examples.bench.tagger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.tributary.examples.bench.measurement.RoundRobin;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.TrainingPlan;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.TaggerFitter;

/**
 * Timed training steps of a tagger on sentences of random words, alternating with other taggers.
 */
final class TrainingSteps {
  private static final int WORDS_PER_SENTENCE = 25;
  private static final int LABELS = 17;
  private static final int WARM_UP_STEPS = 10;

  /** A signal that stops the training run after its last timed step. */
  private static final class StopTraining extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final TaggerDefinition definition;
  private final int batchSize;
  private final int steps;

  /**
   * Creates a measurement.
   *
   * @param embedding size of the word embedding
   * @param hidden hidden size per direction
   * @param batchSize sentences per step
   * @param steps number of timed steps after warm-up
   */
  TrainingSteps(int embedding, int hidden, int batchSize, int steps) {
    this.definition =
        Tagger.define()
            .words(embedding)
            .encoder(input -> Recurrent.lstm(input).hidden(hidden).bidirectional())
            .dropout(0.4)
            .lockedDropout(0);
    this.batchSize = batchSize;
    this.steps = steps;
  }

  /**
   * Returns the ms of each step for a vocabulary of {@code words}, as participant {@code number}.
   */
  double[] time(int words, RoundRobin roundRobin, int number) {
    if (!roundRobin.await(number)) {
      return new double[0];
    }
    int[] counts = new int[words];
    Arrays.fill(counts, 5);
    TrainingOptions options =
        TrainingOptions.defaults()
            .epochs(1)
            .batchSize(batchSize)
            .average(WeightAverage.none())
            .unknownRate(0.25);
    TaggerFitter training =
        new TaggerFitter(definition, new TaggerSizes(words, LABELS), options, counts, 0);
    StepTimer timer = new StepTimer(roundRobin, number);
    try {
      training.train(sentences(words), List.of(), timer);
    } catch (StopTraining e) {
      return timer.times;
    } catch (RuntimeException | Error e) {
      roundRobin.cancel();
      throw e;
    }
    throw new IllegalStateException("vocabulary: training ended before its steps were timed");
  }

  private List<LabelledSequence> sentences(int words) {
    SplittableRandom random = new SplittableRandom(1);
    List<LabelledSequence> sentences = new ArrayList<>();
    for (int k = 0; k < (WARM_UP_STEPS + steps + 1) * batchSize; k++) {
      sentences.add(
          new LabelledSequence(
              FeatureSequence.ofWords(random.ints(WORDS_PER_SENTENCE, 0, words).toArray()),
              random.ints(WORDS_PER_SENTENCE, 0, LABELS).toArray()));
    }
    return sentences;
  }

  private final class StepTimer implements TrainingListener {
    private final RoundRobin roundRobin;
    private final int number;
    private final double[] times = new double[steps];
    private long start;
    private int done = -WARM_UP_STEPS;

    StepTimer(RoundRobin roundRobin, int number) {
      this.roundRobin = roundRobin;
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
      roundRobin.advance();
      if (done == steps || !roundRobin.await(number)) {
        throw new StopTraining();
      }
      start = System.nanoTime();
    }
  }
}
