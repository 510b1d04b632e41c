package org.tributary.tagger;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.tributary.train.LoopOptions;
import org.tributary.train.Optimizer;
import org.tributary.train.Schedule;
import org.tributary.train.WeightAverage;

/**
 * How a tagger is trained: an immutable value of which each method gives a changed copy.
 *
 * @param loop passes over the data, the learning rate over the run, early stopping
 * @param batchSize what goes into a step
 * @param order how sequences are put into batches
 * @param optimizer how parameters follow their gradients
 * @param clipNorm the largest global norm of the gradients, or empty for no limit
 * @param average which average of the weights is scored and kept
 * @param unknownRate r: in training a feature seen n times is read as unknown with probability
 *     r/(r+n), so that the vector of the unknown learns from rare words; 0 for never
 * @param wordDropout the probability that training reads all of a word's features as unknown,
 *     however often they come; 0 for never
 * @param seed of everything drawn: first weights, order, dropout, hiding
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
   * Checks every number.
   *
   * @throws IllegalArgumentException if the clipping norm is not above 0, the unknown rate is not a
   *     finite number of at least 0, or the word dropout is not from 0 to below 1; so throw the
   *     methods below, and those of the parts for numbers out of their ranges
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
   * The defaults: 10 epochs of Adam from 0.002 down to 0.0001 in a line, batches of 32 by length,
   * gradients clipped to a norm of 5, the weights themselves and no average, an unknown rate of
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

  /** Stochastic gradient descent as a textbook has it: one sequence a step, in the order given. */
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

  /** Makes {@code epochs} passes over the data, at least 1. */
  public TrainingOptions epochs(int epochs) {
    return with(d -> d.loop = new LoopOptions(epochs, loop.schedule(), loop.patience()));
  }

  /** Follows {@code schedule}. */
  public TrainingOptions schedule(Schedule schedule) {
    return with(d -> d.loop = new LoopOptions(loop.epochs(), schedule, loop.patience()));
  }

  /**
   * Stops after {@code epochs} epochs in a row, at least 1, that do not beat the best score.
   * Training then needs held-out data.
   */
  public TrainingOptions patience(int epochs) {
    return with(
        d -> d.loop = new LoopOptions(loop.epochs(), loop.schedule(), OptionalInt.of(epochs)));
  }

  /** Puts {@code sequences} sequences into a step, at least 1. */
  public TrainingOptions batchSize(int sequences) {
    return with(d -> d.batchSize = BatchSize.sequences(sequences));
  }

  /**
   * Puts at most {@code words} words, at least 1, into a step; a longer sequence is a batch by
   * itself.
   */
  public TrainingOptions batchWords(int words) {
    return with(d -> d.batchSize = BatchSize.words(words));
  }

  /** Puts sequences into batches in {@code order}. */
  public TrainingOptions order(BatchOrder order) {
    return with(d -> d.order = order);
  }

  /** Updates with {@code optimizer}. */
  public TrainingOptions optimizer(Optimizer optimizer) {
    return with(d -> d.optimizer = optimizer);
  }

  /** Limits the gradients' global norm to {@code norm}, above 0. */
  public TrainingOptions clipNorm(double norm) {
    return with(d -> d.clipNorm = OptionalDouble.of(norm));
  }

  /** Leaves the gradients as long as they are. */
  public TrainingOptions withoutClipping() {
    return with(d -> d.clipNorm = OptionalDouble.empty());
  }

  /** Scores and keeps {@code average} of the weights. */
  public TrainingOptions average(WeightAverage average) {
    return with(d -> d.average = average);
  }

  /** Hides rare words at {@code rate}, at least 0. */
  public TrainingOptions unknownRate(double rate) {
    return with(d -> d.unknownRate = rate);
  }

  /** Hides any word with {@code probability}, from 0 to below 1 (Iyyer et al. 2015). */
  public TrainingOptions wordDropout(double probability) {
    return with(d -> d.wordDropout = probability);
  }

  /** Draws everything from {@code seed}. */
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

  /** A copy while it is changed. */
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
