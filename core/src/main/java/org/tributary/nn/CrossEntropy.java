package org.tributary.nn;

import java.util.Arrays;
import java.util.Optional;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/**
 * Options of a cross-entropy, as of PyTorch's {@code cross_entropy}. Immutable; each method returns
 * a changed copy.
 *
 * @param labelSmoothing the share of the uniform distribution in each target, from 0 to below 1
 * @param classWeights the weight of each class, [K], finite and at least 0, not all 0; empty for 1
 */
public record CrossEntropy(double labelSmoothing, Optional<FloatTensor> classWeights) {

  /** Checks the numbers. */
  public CrossEntropy {
    NullChecks.require("class weights", "an Optional", classWeights);
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing: expected from 0 to below 1, got %s".formatted(labelSmoothing));
    }
    boolean anyPositive = classWeights.isEmpty();
    for (float weight : classWeights.map(FloatTensor::values).orElse(new float[0])) {
      anyPositive |= weight > 0;
      if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "class weights: expected finite numbers of at least 0, got %s; 0 leaves a class out"
                .formatted(weight));
      }
    }
    if (!anyPositive) {
      throw new IllegalArgumentException(
          "class weights: expected one above 0 at least, got none in %s, with which nothing is learned; 1 is the weight of a class without any"
              .formatted(Arrays.toString(classWeights.orElseThrow().values())));
    }
  }

  /** Returns options without smoothing and weights. */
  public static CrossEntropy plain() {
    return new CrossEntropy(0, Optional.empty());
  }

  /** Sets the label smoothing (Szegedy et al. 2016), PyTorch's {@code label_smoothing}. */
  public CrossEntropy labelSmoothing(double share) {
    return new CrossEntropy(share, classWeights);
  }

  /** Sets the weight of each class, as PyTorch's argument of the loss does. */
  public CrossEntropy classWeights(float... weights) {
    return new CrossEntropy(
        labelSmoothing, Optional.of(FloatTensor.of(TensorShape.of(weights.length), weights)));
  }
}
