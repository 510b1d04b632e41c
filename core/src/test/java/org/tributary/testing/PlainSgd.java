package org.tributary.testing;

import org.tributary.tagger.definition.BatchOrder;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

/** Plain SGD: one epoch, one sequence per step, in the given order. */
public final class PlainSgd {
  private PlainSgd() {}

  public static TrainingOptions options(double learningRate) {
    return TrainingOptions.defaults()
        .minSteps(0)
        .epochs(1)
        .schedule(Schedule.constant(learningRate))
        .batchSize(1)
        .order(BatchOrder.AS_GIVEN)
        .optimizer(Optimizer.sgd())
        .withoutClipping()
        .average(WeightAverage.none())
        .unknownRate(0)
        .wordDropout(0)
        .withoutOutsideBiasTuning()
        .seed(0);
  }
}
