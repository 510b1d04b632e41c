package org.tributary.train;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.tributary.head.LabelSet;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

/**
 * Training hyperparameters of a tagger. An immutable value; each method returns a modified copy.
 * The order of calls does not matter, unless two set the same option, such as {@link #batchSize}
 * and {@link #batchWords}, {@link #learningRate} and {@link #schedule}, or {@link #clipNorm} and
 * {@link #withoutClipping}: then the later one counts.
 *
 * @param loop epochs, learning-rate schedule and early stopping
 * @param batchSize the size of a training batch
 * @param order the order in which sequences are batched
 * @param optimizer the optimizer
 * @param clipNorm the maximum global gradient norm; empty for no clipping
 * @param average the average of the weights that is scored and kept
 * @param unknownRate r of UNK replacement: training reads a feature of frequency n as unknown with
 *     probability r/(r+n), so that the unknown vector is trained on rare words; 0 for never
 * @param wordDropout the probability that training reads all features of a word as unknown,
 *     whatever their frequency; 0 for never
 * @param minSteps the minimum number of training steps, in batches of sequences: with few data,
 *     batches are smaller and epochs are more; see {@link #resolved}. 0 for no minimum
 * @param automatic the options that follow from the labels; see {@link #resolved}
 * @param tuneOutsideBias whether the bias of the label O is shifted after a training that is scored
 *     by spans, for the best score on the development data; see {@link OutsideBias}
 * @param seed the seed of initial weights, batch order, dropout and UNK replacement
 */
public record TrainingOptions(
    LoopOptions loop,
    BatchSize batchSize,
    BatchOrder order,
    Optimizer optimizer,
    OptionalDouble clipNorm,
    WeightAverage average,
    double unknownRate,
    double wordDropout,
    int minSteps,
    AutomaticTraining automatic,
    boolean tuneOutsideBias,
    long seed) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the clipping norm is not above 0, the unknown rate is not a
   *     finite number of at least 0, the word dropout is not from 0 to below 1, the minimum number
   *     of steps is negative, or there is one with batches measured in words
   */
  public TrainingOptions {
    TrainingOptionsCheck.require(
        loop, batchSize, order, optimizer, clipNorm, average, unknownRate, wordDropout, minSteps);
    Objects.requireNonNull(automatic, "automatic: expected a value, got null");
  }

  /**
   * Returns the defaults, the values of {@link TaggerDefaults}: 30 epochs of Adam with a cosine
   * schedule from 0.002 to a twentieth of it, batches of 32 sequences of similar length, gradient
   * clipping to norm 5, an exponential moving average of the weights with decay 0.999 over at most
   * a quarter of the steps, unknown rate 5, no word dropout, a tuned bias of the label O, seed 1.
   * For span labels, 12 epochs, batches of 8, unknown rate 20 and word dropout 0.1. With few data,
   * batches are smaller and epochs are more, for at least 1,000 steps; see {@link #resolved}.
   */
  public static TrainingOptions defaults() {
    return new TrainingOptions(
        LoopOptions.of(TaggerDefaults.EPOCHS, cosine(TaggerDefaults.LEARNING_RATE)),
        BatchSize.sequences(TaggerDefaults.BATCH_SIZE),
        BatchOrder.BY_LENGTH,
        Optimizer.adam(),
        OptionalDouble.of(TaggerDefaults.CLIP_NORM),
        WeightAverage.exponential(TaggerDefaults.AVERAGE_DECAY, TaggerDefaults.AVERAGE_REACH),
        TaggerDefaults.UNKNOWN_RATE,
        TaggerDefaults.WORD_DROPOUT,
        TaggerDefaults.MIN_STEPS,
        AutomaticTraining.ALL,
        true,
        TaggerDefaults.SEED);
  }

  private static Schedule cosine(double initial) {
    return Schedule.cosine(initial, TaggerDefaults.finalLearningRate(initial));
  }

  /** Returns plain SGD: one epoch, one sequence per step, in the given order. */
  public static TrainingOptions plainSgd(double learningRate) {
    return new TrainingOptions(
        LoopOptions.of(1, Schedule.constant(learningRate)),
        BatchSize.sequences(1),
        BatchOrder.AS_GIVEN,
        Optimizer.sgd(),
        OptionalDouble.empty(),
        WeightAverage.none(),
        0,
        0,
        0,
        AutomaticTraining.NONE,
        false,
        0);
  }

  /**
   * Returns these options for a training set of {@code sequences} and its labels. Options that were
   * not set and depend on the labels get the values of {@link TaggerDefaults} for span labels if
   * the labels are span labels. Then, a run of fewer than {@link #minSteps} steps gets smaller
   * batches, down to one sequence, and if these do not suffice, more epochs. Training needs a
   * minimum number of optimizer steps; the learning-rate schedule and the weight average extend
   * over the steps of the run. Longer runs do not change.
   *
   * @param sequences the number of training sequences
   * @param labels the labels of the main column
   */
  public TrainingOptions resolved(int sequences, LabelSet labels) {
    return automatic.forLabels(this, labels).withMinSteps(sequences);
  }

  private TrainingOptions withMinSteps(int sequences) {
    if (minSteps == 0) {
      return this;
    }
    long most = (long) loop.epochs() * sequences / minSteps;
    int size = (int) Math.max(1, Math.min(batchSize.count(), most));
    int batches = (sequences + size - 1) / size;
    int needed = (minSteps + batches - 1) / batches;
    return with(d -> d.minSteps = 0).batchSize(size).epochs(Math.max(loop.epochs(), needed));
  }

  /**
   * Sets the number of passes over the data, at least 1. Then there is no minimum number of steps,
   * unless {@link #minSteps} sets one.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TrainingOptions epochs(int epochs) {
    return with(
        d -> {
          d.loop = new LoopOptions(epochs, loop.schedule(), loop.patience());
          d.minSteps = setMinSteps();
          d.automatic = automatic.withoutEpochs();
        });
  }

  /**
   * Replaces the schedule, warm-up included, by a cosine from {@code initial} to a twentieth of it.
   *
   * @throws IllegalArgumentException if the rate is not a finite number above 0
   */
  public TrainingOptions learningRate(double initial) {
    return schedule(cosine(initial));
  }

  /** Sets the learning-rate schedule. */
  public TrainingOptions schedule(Schedule schedule) {
    return with(d -> d.loop = new LoopOptions(loop.epochs(), schedule, loop.patience()));
  }

  /**
   * Sets early stopping after {@code epochs} consecutive epochs, at least 1, without a new best
   * score. Training then requires development data.
   *
   * @throws IllegalArgumentException if {@code epochs} is below 1
   */
  public TrainingOptions patience(int epochs) {
    return with(
        d -> d.loop = new LoopOptions(loop.epochs(), loop.schedule(), OptionalInt.of(epochs)));
  }

  /**
   * Sets the batch size in sequences, at least 1. Then there is no minimum number of steps, unless
   * {@link #minSteps} sets one.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TrainingOptions batchSize(int sequences) {
    return exactly(BatchSize.sequences(sequences));
  }

  /**
   * Sets the maximum batch size in words, at least 1; a longer sequence is a batch of its own.
   *
   * @throws IllegalArgumentException if it is below 1, or {@link #minSteps} sets a minimum, which
   *     batches measured in words do not allow
   */
  public TrainingOptions batchWords(int words) {
    return exactly(BatchSize.words(words));
  }

  private TrainingOptions exactly(BatchSize size) {
    return with(
        d -> {
          d.batchSize = size;
          d.minSteps = setMinSteps();
          d.automatic = automatic.withoutBatchSize();
        });
  }

  /** Returns the minimum number of steps that is set; 0 if it is that of the defaults. */
  private int setMinSteps() {
    return automatic.minSteps() ? 0 : minSteps;
  }

  /**
   * Sets the minimum number of training steps; 0 for none. Without this call it is that of the
   * defaults, and none if epochs or batch size are set.
   *
   * @throws IllegalArgumentException if it is negative, or above 0 with batches measured in words
   */
  public TrainingOptions minSteps(int steps) {
    return with(
        d -> {
          d.minSteps = steps;
          d.automatic = automatic.withoutMinSteps();
        });
  }

  /** Sets the order in which sequences are batched. */
  public TrainingOptions order(BatchOrder order) {
    return with(d -> d.order = order);
  }

  /** Sets the optimizer. */
  public TrainingOptions optimizer(Optimizer optimizer) {
    return with(d -> d.optimizer = optimizer);
  }

  /**
   * Sets gradient clipping to the global norm {@code norm}, above 0.
   *
   * @throws IllegalArgumentException if the norm is not above 0
   */
  public TrainingOptions clipNorm(double norm) {
    return with(d -> d.clipNorm = OptionalDouble.of(norm));
  }

  /** Turns gradient clipping off. */
  public TrainingOptions withoutClipping() {
    return with(d -> d.clipNorm = OptionalDouble.empty());
  }

  /** Sets the average of the weights that is scored and kept. */
  public TrainingOptions average(WeightAverage average) {
    return with(d -> d.average = average);
  }

  /**
   * Sets the rate of UNK replacement, at least 0.
   *
   * @throws IllegalArgumentException if the rate is not a finite number of at least 0
   */
  public TrainingOptions unknownRate(double rate) {
    return with(
        d -> {
          d.unknownRate = rate;
          d.automatic = automatic.withoutUnknownRate();
        });
  }

  /**
   * Sets the probability of word dropout, from 0 to below 1 (Iyyer et al. 2015).
   *
   * @throws IllegalArgumentException if the probability is not in that range
   */
  public TrainingOptions wordDropout(double probability) {
    return with(
        d -> {
          d.wordDropout = probability;
          d.automatic = automatic.withoutWordDropout();
        });
  }

  /**
   * Shifts the bias of the label O after a training that is scored by spans, for the best score on
   * the development data; the default of {@link #defaults}.
   */
  public TrainingOptions withOutsideBiasTuning() {
    return with(d -> d.tuneOutsideBias = true);
  }

  /** Keeps the trained bias of the label O. */
  public TrainingOptions withoutOutsideBiasTuning() {
    return with(d -> d.tuneOutsideBias = false);
  }

  /** Sets the random seed. */
  public TrainingOptions seed(long seed) {
    return with(d -> d.seed = seed);
  }

  /** Returns a copy with other values. */
  TrainingOptions with(Consumer<TrainingOptionsDraft> change) {
    TrainingOptionsDraft draft = new TrainingOptionsDraft(this);
    change.accept(draft);
    return draft.options();
  }
}
