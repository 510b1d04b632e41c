package org.tributary.param;

import org.tributary.random.TorchRandom;

/**
 * PyTorch's {@code kaiming_uniform_} and {@code kaiming_normal_}, by the number of inputs.
 *
 * @param uniform whether to draw from a uniform distribution
 */
record Kaiming(double gain, boolean uniform) implements Initializer {
  Kaiming {
    if (!(gain > 0) || Double.isInfinite(gain)) {
      throw new IllegalArgumentException(
          "Kaiming: expected a finite gain above 0, got %s".formatted(gain));
    }
  }

  @Override
  public float[] draw(TensorShape shape, TorchRandom random) {
    if (shape.numDimensions() < 2) {
      throw new IllegalArgumentException(
          "Kaiming: expected a weight [out, in, ..] to draw, got shape %s; choose another initializer for vectors"
              .formatted(shape));
    }
    int size = Initializers.size(shape);
    double standardDeviation = gain / Math.sqrt((double) size / shape.get(0));
    double bound = Math.sqrt(3.0) * standardDeviation;
    return uniform
        ? random.uniform(size, -bound, bound)
        : random.normal(size, 0, standardDeviation);
  }
}
