package org.tributary.train;

import java.util.OptionalDouble;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/** A mutable copy of {@link TrainingOptions}. */
final class TrainingOptionsDraft {
  LoopOptions loop;
  BatchSize batchSize;
  BatchOrder order;
  Optimizer optimizer;
  OptionalDouble clipNorm;
  WeightAverage average;
  double unknownRate;
  double wordDropout;
  int minSteps;
  AutomaticTraining automatic;
  boolean tuneOutsideBias;
  long seed;

  TrainingOptionsDraft(TrainingOptions options) {
    loop = options.loop();
    batchSize = options.batchSize();
    order = options.order();
    optimizer = options.optimizer();
    clipNorm = options.clipNorm();
    average = options.average();
    unknownRate = options.unknownRate();
    wordDropout = options.wordDropout();
    minSteps = options.minSteps();
    automatic = options.automatic();
    tuneOutsideBias = options.tuneOutsideBias();
    seed = options.seed();
  }

  TrainingOptions options() {
    return new TrainingOptions(
        loop,
        batchSize,
        order,
        optimizer,
        clipNorm,
        average,
        unknownRate,
        wordDropout,
        minSteps,
        automatic,
        tuneOutsideBias,
        seed);
  }
}
