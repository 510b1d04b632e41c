package org.tributary.train;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tributary.head.LabelSet;
import org.tributary.internal.NullChecks;
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
 */
public final class TrainingOptions implements Cloneable {

  /**
   * Epochs, learning-rate schedule and early stopping of a training loop.
   *
   * @param epochs passes over the data, at least 1
   * @param schedule the learning-rate schedule
   * @param patience the number of consecutive epochs without a better score after which the run
   *     stops, at least 1; empty for no early stopping (Prechelt 1998)
   */
  public record LoopOptions(int epochs, Schedule schedule, OptionalInt patience) {

    /** Checks the numbers. */
    public LoopOptions {
      NullChecks.require("schedule", "a value", schedule);
      if (epochs < 1) {
        throw new IllegalArgumentException("epochs: expected at least 1, got %d".formatted(epochs));
      }
      if (patience.isPresent() && patience.getAsInt() < 1) {
        throw new IllegalArgumentException(
            "early stopping: expected a patience of at least 1 epoch, got %d"
                .formatted(patience.getAsInt()));
      }
    }

    /** Returns options without early stopping. */
    public static LoopOptions of(int epochs, Schedule schedule) {
      return new LoopOptions(epochs, schedule, OptionalInt.empty());
    }

    /** Returns whether this loop requires scores on held-out data. */
    public boolean needsScores() {
      return patience.isPresent() || schedule.needsScores();
    }
  }

  /**
   * The size of a training batch.
   *
   * @param count the number of units, at least 1
   * @param unit the unit of the count
   */
  public record BatchSize(int count, Unit unit) {

    /** The unit of a batch size. */
    public enum Unit {
      /** Sequences per batch. */
      SEQUENCES,
      /** Maximum words (steps) per batch; a longer sequence is a batch of its own. */
      WORDS
    }

    /**
     * Checks the count.
     *
     * @throws IllegalArgumentException if the count is below 1
     */
    public BatchSize {
      NullChecks.require("unit", "a value", unit);
      if (count < 1) {
        throw new IllegalArgumentException(
            "training: expected a batch size of at least 1, got %d".formatted(count));
      }
    }

    /** Returns a batch size of {@code count} sequences. */
    public static BatchSize sequences(int count) {
      return new BatchSize(count, Unit.SEQUENCES);
    }

    /** Returns a batch size of at most {@code count} words. */
    public static BatchSize words(int count) {
      return new BatchSize(count, Unit.WORDS);
    }
  }

  /** An option that no call has set, whose value follows from the data; see {@link #resolved}. */
  private enum Automatic {
    EPOCHS("epochs"),
    BATCH_SIZE("batchSize"),
    UNKNOWN_RATE("unknownRate"),
    WORD_DROPOUT("wordDropout"),
    MIN_STEPS("minSteps");

    private final String option;

    Automatic(String option) {
      this.option = option;
    }
  }

  /** The text of {@link #values}, which checkpoints store and compare: its words stay. */
  private static final String TEXT =
      "TrainingOptions[loop=%s, batchSize=%s, order=%s, optimizer=%s, clipNorm=%s, average=%s,"
          + " unknownRate=%s, wordDropout=%s, minSteps=%s, automatic=AutomaticTraining[%s],"
          + " tuneOutsideBias=%s, seed=%s%s]";

  private int epochs = TaggerDefaults.EPOCHS;
  private Schedule schedule = cosine(TaggerDefaults.LEARNING_RATE);
  private OptionalInt patience = OptionalInt.empty();
  private BatchSize batchSize = BatchSize.sequences(TaggerDefaults.BATCH_SIZE);
  private BatchOrder order = BatchOrder.BY_LENGTH;
  private Optimizer optimizer = Optimizer.adam();
  private OptionalDouble clipNorm = OptionalDouble.of(TaggerDefaults.CLIP_NORM);
  private WeightAverage average =
      WeightAverage.exponential(TaggerDefaults.AVERAGE_DECAY, TaggerDefaults.AVERAGE_REACH);
  private double unknownRate = TaggerDefaults.UNKNOWN_RATE;
  private double wordDropout = TaggerDefaults.WORD_DROPOUT;
  private double labelSmoothing;
  private int minSteps = TaggerDefaults.MIN_STEPS;
  private EnumSet<Automatic> automatic = EnumSet.allOf(Automatic.class); // copied before a change
  private boolean tuneOutsideBias = true;
  private long seed = TaggerDefaults.SEED;

  private TrainingOptions() {}

  /**
   * Returns the defaults, the values of {@link TaggerDefaults}: 30 epochs of Adam with a cosine
   * schedule from 0.002 to a twentieth of it, batches of 32 sequences of similar length, gradient
   * clipping to norm 5, an exponential moving average of the weights with decay 0.999 over at most
   * a quarter of the steps, unknown rate 5, no word dropout, a tuned bias of the label O, seed 1.
   * For span labels, 12 epochs, batches of 8, unknown rate 20 and word dropout 0.1. With few data,
   * batches are smaller and epochs are more, for at least 1,000 steps; see {@link #resolved}.
   */
  public static TrainingOptions defaults() {
    return new TrainingOptions();
  }

  private static Schedule cosine(double initial) {
    return Schedule.cosine(initial, TaggerDefaults.finalLearningRate(initial));
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
    boolean spans = TaggerDefaults.areSpans(labels);
    return with(o -> {
          if (spans && automatic.contains(Automatic.EPOCHS)) {
            o.epochs = TaggerDefaults.SPAN_EPOCHS;
          }
          if (spans && automatic.contains(Automatic.BATCH_SIZE)) {
            o.batchSize = BatchSize.sequences(TaggerDefaults.SPAN_BATCH_SIZE);
          }
          if (spans && automatic.contains(Automatic.UNKNOWN_RATE)) {
            o.unknownRate = TaggerDefaults.SPAN_UNKNOWN_RATE;
          }
          if (spans && automatic.contains(Automatic.WORD_DROPOUT)) {
            o.wordDropout = TaggerDefaults.SPAN_WORD_DROPOUT;
          }
          o.automatic = EnumSet.noneOf(Automatic.class);
        })
        .withMinSteps(sequences);
  }

  private TrainingOptions withMinSteps(int sequences) {
    if (minSteps == 0) {
      return this;
    }
    long most = (long) epochs * sequences / minSteps;
    int size = (int) Math.max(1, Math.min(batchSize.count(), most));
    int batches = (sequences + size - 1) / size;
    int needed = (minSteps + batches - 1) / batches;
    return with(o -> o.minSteps = 0).batchSize(size).epochs(Math.max(epochs, needed));
  }

  /**
   * Sets the number of passes over the data, at least 1. Then there is no minimum number of steps,
   * unless {@link #minSteps} sets one.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TrainingOptions epochs(int epochs) {
    return with(
        o -> {
          o.epochs = epochs;
          o.minSteps = explicitMinSteps();
          o.fix(Automatic.EPOCHS);
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
    return with(o -> o.schedule = schedule);
  }

  /**
   * Sets early stopping after {@code epochs} consecutive epochs, at least 1, without a new best
   * score. Training then requires development data.
   *
   * @throws IllegalArgumentException if {@code epochs} is below 1
   */
  public TrainingOptions patience(int epochs) {
    return with(o -> o.patience = OptionalInt.of(epochs));
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
        o -> {
          o.batchSize = size;
          o.minSteps = explicitMinSteps();
          o.fix(Automatic.BATCH_SIZE);
        });
  }

  /** Returns the minimum number of steps that a call has set; 0 if none has. */
  private int explicitMinSteps() {
    return automatic.contains(Automatic.MIN_STEPS) ? 0 : minSteps;
  }

  /**
   * Sets the minimum number of training steps; 0 for none. Without this call it is that of the
   * defaults, and none if epochs or batch size are set.
   *
   * @throws IllegalArgumentException if it is negative, or above 0 with batches measured in words
   */
  public TrainingOptions minSteps(int steps) {
    return with(
        o -> {
          o.minSteps = steps;
          o.fix(Automatic.MIN_STEPS);
        });
  }

  /** Sets the order in which sequences are batched. */
  public TrainingOptions order(BatchOrder order) {
    return with(o -> o.order = order);
  }

  /** Sets the optimizer. */
  public TrainingOptions optimizer(Optimizer optimizer) {
    return with(o -> o.optimizer = optimizer);
  }

  /**
   * Sets gradient clipping to the global norm {@code norm}, above 0.
   *
   * @throws IllegalArgumentException if the norm is not above 0
   */
  public TrainingOptions clipNorm(double norm) {
    return with(o -> o.clipNorm = OptionalDouble.of(norm));
  }

  /** Turns gradient clipping off. */
  public TrainingOptions withoutClipping() {
    return with(o -> o.clipNorm = OptionalDouble.empty());
  }

  /** Sets the average of the weights that is scored and kept. */
  public TrainingOptions average(WeightAverage average) {
    return with(o -> o.average = average);
  }

  /**
   * Sets the rate of UNK replacement, at least 0.
   *
   * @throws IllegalArgumentException if the rate is not a finite number of at least 0
   */
  public TrainingOptions unknownRate(double rate) {
    return with(
        o -> {
          o.unknownRate = rate;
          o.fix(Automatic.UNKNOWN_RATE);
        });
  }

  /**
   * Sets the probability of word dropout, from 0 to below 1 (Iyyer et al. 2015).
   *
   * @throws IllegalArgumentException if the probability is not in that range
   */
  public TrainingOptions wordDropout(double probability) {
    return with(
        o -> {
          o.wordDropout = probability;
          o.fix(Automatic.WORD_DROPOUT);
        });
  }

  /**
   * Sets label smoothing (Szegedy et al. 2016), from 0, the default, to below 1: the share of the
   * uniform distribution over the labels in the target of each labelled word; PyTorch's {@code
   * CrossEntropyLoss(label_smoothing)}. It applies to every label column, whose heads must be
   * softmaxes.
   *
   * @throws IllegalArgumentException if the share is not in that range
   */
  public TrainingOptions labelSmoothing(double share) {
    return with(o -> o.labelSmoothing = share);
  }

  /**
   * Shifts the bias of the label O after a training that is scored by spans, for the best score on
   * the development data; the default of {@link #defaults}.
   */
  public TrainingOptions withOutsideBiasTuning() {
    return with(o -> o.tuneOutsideBias = true);
  }

  /** Keeps the trained bias of the label O. */
  public TrainingOptions withoutOutsideBiasTuning() {
    return with(o -> o.tuneOutsideBias = false);
  }

  /** Sets the random seed. */
  public TrainingOptions seed(long seed) {
    return with(o -> o.seed = seed);
  }

  private void fix(Automatic option) {
    automatic = EnumSet.copyOf(automatic);
    automatic.remove(option);
  }

  /** Returns a changed copy, whose ranges have been checked. */
  private TrainingOptions with(Consumer<TrainingOptions> change) {
    TrainingOptions changed;
    try {
      changed = (TrainingOptions) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e); // the class is Cloneable
    }
    change.accept(changed);
    changed.requireRanges();
    return changed;
  }

  private void requireRanges() {
    loop(); // checks its own
    NullChecks.require("order", "a value", order);
    NullChecks.require("optimizer", "a value", optimizer);
    NullChecks.require("average", "a value", average);
    if (clipNorm.isPresent() && !(clipNorm.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "training: expected a clipping norm above 0, got %s".formatted(clipNorm.getAsDouble()));
    }
    if (!(unknownRate >= 0) || Double.isInfinite(unknownRate)) {
      throw new IllegalArgumentException(
          "training: expected an unknown rate of at least 0, got %s".formatted(unknownRate));
    }
    if (!(wordDropout >= 0 && wordDropout < 1)) {
      throw new IllegalArgumentException(
          "training: expected a word dropout from 0 to below 1, got %s".formatted(wordDropout));
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "training: expected a label smoothing from 0 to below 1, got %s"
              .formatted(labelSmoothing));
    }
    if (minSteps < 0) {
      throw new IllegalArgumentException(
          "training: expected a minimum of at least 0 steps, got %d".formatted(minSteps));
    }
    if (minSteps > 0 && batchSize.unit() == BatchSize.Unit.WORDS) {
      throw new IllegalArgumentException(
          "training: expected a batch size in sequences with a minimum number of steps, got %s; set the batch size in sequences, or epochs instead of the minimum"
              .formatted(batchSize));
    }
  }

  /** Returns epochs, learning-rate schedule and early stopping. */
  public LoopOptions loop() {
    return new LoopOptions(epochs, schedule, patience);
  }

  /** Returns the size of a training batch. */
  public BatchSize batchSize() {
    return batchSize;
  }

  /** Returns the order in which sequences are batched. */
  public BatchOrder order() {
    return order;
  }

  /** Returns the optimizer. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** Returns the maximum global gradient norm; empty for no clipping. */
  public OptionalDouble clipNorm() {
    return clipNorm;
  }

  /** Returns the average of the weights that is scored and kept. */
  public WeightAverage average() {
    return average;
  }

  /** Returns the rate of UNK replacement; see {@link #unknownRate(double)}. */
  public double unknownRate() {
    return unknownRate;
  }

  /** Returns the probability of word dropout. */
  public double wordDropout() {
    return wordDropout;
  }

  /** Returns the share of the uniform distribution in a target; 0 for no label smoothing. */
  public double labelSmoothing() {
    return labelSmoothing;
  }

  /** Returns the minimum number of training steps; 0 for none. */
  public int minSteps() {
    return minSteps;
  }

  /** Returns whether the bias of the label O is tuned after training; see {@link OutsideBias}. */
  public boolean tuneOutsideBias() {
    return tuneOutsideBias;
  }

  /** Returns the seed of initial weights, batch order, dropout and UNK replacement. */
  public long seed() {
    return seed;
  }

  private String automaticText() {
    return Stream.of(Automatic.values())
        .map(each -> each.option + "=" + automatic.contains(each))
        .collect(Collectors.joining(", "));
  }

  private List<Object> values() {
    return List.of(
        loop(),
        batchSize,
        order,
        optimizer,
        clipNorm,
        average,
        unknownRate,
        wordDropout,
        minSteps,
        automaticText(),
        tuneOutsideBias,
        seed,
        labelSmoothing == 0 ? "" : ", labelSmoothing=" + labelSmoothing);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainingOptions that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  /** Returns the options as text; a checkpoint resumes a run of the same text only. */
  @Override
  public String toString() {
    return TEXT.formatted(values().toArray());
  }
}
