package org.tributary.train;

import java.util.Objects;
import java.util.OptionalDouble;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/** The range checks of {@link TrainingOptions}. */
final class TrainingOptionsCheck {
  private TrainingOptionsCheck() {}

  static void require(
      LoopOptions loop,
      BatchSize batchSize,
      BatchOrder order,
      Optimizer optimizer,
      OptionalDouble clipNorm,
      WeightAverage average,
      double unknownRate,
      double wordDropout,
      int minSteps) {
    Objects.requireNonNull(loop, "loop: expected a value, got null");
    Objects.requireNonNull(batchSize, "batchSize: expected a value, got null");
    Objects.requireNonNull(order, "order: expected a value, got null");
    Objects.requireNonNull(optimizer, "optimizer: expected a value, got null");
    Objects.requireNonNull(clipNorm, "clipNorm: expected a value, got null");
    Objects.requireNonNull(average, "average: expected a value, got null");
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
}
