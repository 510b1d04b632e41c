package org.tributary.param;

import org.tensorflow.ndarray.Shape;
import org.tributary.random.TorchRandom;

/** Draws the first values of a parameter. */
@FunctionalInterface
public interface Initializer {

  /**
   * Draws values in row-major order.
   *
   * @param shape the parameter's shape, every dimension known
   * @param random where all randomness comes from
   * @return {@code shape.size()} values
   */
  float[] draw(Shape shape, TorchRandom random);

  /** U(-bound, bound), PyTorch's {@code init.uniform_}. */
  static Initializer uniform(double bound) {
    return (shape, random) -> random.uniform(Math.toIntExact(shape.size()), -bound, bound);
  }

  /**
   * N(0, deviation²), PyTorch's {@code init.normal_}; with 1 the default of {@code nn.Embedding}.
   */
  static Initializer normal(double deviation) {
    return (shape, random) -> random.normal(Math.toIntExact(shape.size()), 0, deviation);
  }
}
