package org.tributary.tagger.definition;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.tributary.train.LoopOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

/**
 * Training hyperparameters of a tagger. An immutable value; each method returns a modified copy.
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
    long seed) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the clipping norm is not above 0, the unknown rate is not a
   *     finite number of at least 0, or the word dropout is not from 0 to below 1
   */
  public TrainingOptions {
    Objects.requireNonNull(loop, "loop");
    Objects.requireNonNull(batchSize, "batchSize");
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(clipNorm, "clipNorm");
    Objects.requireNonNull(average, "average");
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
  }

  /**
   * Returns the defaults: 10 epochs of Adam with a linear schedule from 0.002 to 0.0001, batches of
   * 32 sequences of similar length, gradient clipping to norm 5, no weight average, unknown rate
   * 0.25, no word dropout, seed 1.
   */
  public static TrainingOptions defaults() {
    return new TrainingOptions(
        LoopOptions.of(10, Schedule.linear(0.002, 0.0001)),
        BatchSize.sequences(32),
        BatchOrder.BY_LENGTH,
        Optimizer.adam(),
        OptionalDouble.of(5),
        WeightAverage.none(),
        0.25,
        0,
        1);
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
        0);
  }

  /**
   * Sets the number of passes over the data, at least 1.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TrainingOptions epochs(int epochs) {
    return with(d -> d.loop = new LoopOptions(epochs, loop.schedule(), loop.patience()));
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
   * Sets the batch size in sequences, at least 1.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TrainingOptions batchSize(int sequences) {
    return with(d -> d.batchSize = BatchSize.sequences(sequences));
  }

  /**
   * Sets the maximum batch size in words, at least 1; a longer sequence is a batch of its own.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TrainingOptions batchWords(int words) {
    return with(d -> d.batchSize = BatchSize.words(words));
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
    return with(d -> d.unknownRate = rate);
  }

  /**
   * Sets the probability of word dropout, from 0 to below 1 (Iyyer et al. 2015).
   *
   * @throws IllegalArgumentException if the probability is not in that range
   */
  public TrainingOptions wordDropout(double probability) {
    return with(d -> d.wordDropout = probability);
  }

  /** Sets the random seed. */
  public TrainingOptions seed(long seed) {
    return with(d -> d.seed = seed);
  }

  private TrainingOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.loop = loop;
    draft.batchSize = batchSize;
    draft.order = order;
    draft.optimizer = optimizer;
    draft.clipNorm = clipNorm;
    draft.average = average;
    draft.unknownRate = unknownRate;
    draft.wordDropout = wordDropout;
    draft.seed = seed;
    change.accept(draft);
    return new TrainingOptions(
        draft.loop,
        draft.batchSize,
        draft.order,
        draft.optimizer,
        draft.clipNorm,
        draft.average,
        draft.unknownRate,
        draft.wordDropout,
        draft.seed);
  }

  /** A mutable copy. */
  private static final class Draft {
    private LoopOptions loop;
    private BatchSize batchSize;
    private BatchOrder order;
    private Optimizer optimizer;
    private OptionalDouble clipNorm;
    private WeightAverage average;
    private double unknownRate;
    private double wordDropout;
    private long seed;
  }
}
