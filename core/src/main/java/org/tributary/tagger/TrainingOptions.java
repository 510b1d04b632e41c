package org.tributary.tagger;

import java.util.Objects;
import java.util.OptionalDouble;
import org.tributary.train.Optimizer;
import org.tributary.train.Schedule;

/**
 * How a tagger is trained: an immutable value of which each method gives a changed copy.
 *
 * @param epochs passes over the data
 * @param batchSize sequences in a step
 * @param optimizer how parameters follow their gradients
 * @param schedule the learning rate over the run
 * @param clipNorm the largest global norm of the gradients, or empty for no limit
 * @param order how sequences are put into batches
 * @param unknownRate r: in training a feature seen n times is read as unknown with probability
 *     r/(r+n), so that the vector of the unknown learns from rare words; 0 for never
 * @param seed of everything drawn: first weights, order, dropout, hiding
 */
public record TrainingOptions(
    int epochs,
    int batchSize,
    Optimizer optimizer,
    Schedule schedule,
    OptionalDouble clipNorm,
    BatchOrder order,
    double unknownRate,
    long seed) {

  /** Checks every number. */
  public TrainingOptions {
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(clipNorm, "clipNorm");
    Objects.requireNonNull(order, "order");
    if (epochs < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "training: expected at least 1 epoch and a batch size of at least 1, got %d and %d"
              .formatted(epochs, batchSize));
    }
    if (clipNorm.isPresent() && !(clipNorm.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "training: expected a clipping norm above 0, got %s".formatted(clipNorm.getAsDouble()));
    }
    if (!(unknownRate >= 0) || Double.isInfinite(unknownRate)) {
      throw new IllegalArgumentException(
          "training: expected an unknown rate of at least 0, got %s".formatted(unknownRate));
    }
  }

  /** The defaults: Adam from 0.002 down to 0.0001 in a line, batches of 32 by length. */
  public static TrainingOptions defaults() {
    return new TrainingOptions(
        10,
        32,
        Optimizer.adam(),
        Schedule.linear(0.002, 0.0001),
        OptionalDouble.of(5),
        BatchOrder.BY_LENGTH,
        0.25,
        1);
  }

  /** Stochastic gradient descent as a textbook has it: one sequence a step, in the order given. */
  public static TrainingOptions plainSgd(double learningRate) {
    return new TrainingOptions(
        1,
        1,
        Optimizer.sgd(),
        Schedule.constant(learningRate),
        OptionalDouble.empty(),
        BatchOrder.AS_GIVEN,
        0,
        0);
  }

  /** Makes {@code epochs} passes over the data. */
  public TrainingOptions epochs(int epochs) {
    return new TrainingOptions(
        epochs, batchSize, optimizer, schedule, clipNorm, order, unknownRate, seed);
  }

  /** Puts {@code batchSize} sequences into a step. */
  public TrainingOptions batchSize(int batchSize) {
    return new TrainingOptions(
        epochs, batchSize, optimizer, schedule, clipNorm, order, unknownRate, seed);
  }

  /** Follows {@code schedule}. */
  public TrainingOptions schedule(Schedule schedule) {
    return new TrainingOptions(
        epochs, batchSize, optimizer, schedule, clipNorm, order, unknownRate, seed);
  }

  /** Updates with {@code optimizer}. */
  public TrainingOptions optimizer(Optimizer optimizer) {
    return new TrainingOptions(
        epochs, batchSize, optimizer, schedule, clipNorm, order, unknownRate, seed);
  }

  /** Limits the gradients' global norm to {@code norm}. */
  public TrainingOptions clipNorm(double norm) {
    return new TrainingOptions(
        epochs, batchSize, optimizer, schedule, OptionalDouble.of(norm), order, unknownRate, seed);
  }

  /** Hides rare words at {@code rate}. */
  public TrainingOptions unknownRate(double rate) {
    return new TrainingOptions(epochs, batchSize, optimizer, schedule, clipNorm, order, rate, seed);
  }

  /** Draws everything from {@code seed}. */
  public TrainingOptions seed(long seed) {
    return new TrainingOptions(
        epochs, batchSize, optimizer, schedule, clipNorm, order, unknownRate, seed);
  }
}
