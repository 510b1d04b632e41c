package org.tributary.internal.fitting;

import java.util.List;
import java.util.Map;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * The loss of untrained weights: the loss of the run's first step, or that of a uniform guess if it
 * is greater, since the weights of a base tagger may fit the first batch already. Part of a
 * checkpoint.
 */
final class UntrainedLoss {
  private static final String PART = "loss";
  private static final String FIRST = "first";

  private final double uniform;
  private float first = Float.POSITIVE_INFINITY; // unknown

  /**
   * @param columns the label columns that training predicts
   * @param train the training data
   */
  UntrainedLoss(List<LabelColumn> columns, TaggerSizes sizes, List<LabelledSequence> train) {
    double perWeight = 0; // of a step of weight 1
    for (int k = 0; k < columns.size(); k++) {
      int labels = Math.max(sizes.columns().get(k).size(), 2);
      perWeight += columns.get(k).lossWeight() * Math.log(labels);
    }
    double steps = train.stream().mapToDouble(LabelledSequence::steps).sum();
    double weights = train.stream().mapToDouble(s -> (double) s.weight() * s.steps()).sum();
    this.uniform = perWeight * weights / steps;
  }

  /** Records the loss of a step if it is the first of the run. */
  void stepFinished(long number, float loss) {
    if (number == 1) {
      first = loss;
    }
  }

  /** Returns the loss; infinite if the first step's is unknown. */
  double value() {
    return Math.max(first, uniform);
  }

  /** Adds the first step's loss to the parts of a checkpoint. */
  void addTo(Map<String, ParameterValues> parts) {
    parts.put(
        PART, ParameterValues.builder().add(FIRST, TensorShape.of(1), new float[] {first}).build());
  }

  /** Restores the first step's loss; a checkpoint without it leaves it unknown. */
  void restore(Map<String, ParameterValues> parts) {
    if (parts.containsKey(PART)) {
      first = parts.get(PART).values(FIRST)[0];
    }
  }
}
