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
   * @throws IllegalArgumentException if it cannot draw a parameter of this shape
   */
  float[] draw(Shape shape, TorchRandom random);

  /** U(-bound, bound), PyTorch's {@code init.uniform_}. */
  static Initializer uniform(double bound) {
    return new Initializers.Uniform(bound);
  }

  /**
   * N(0, deviation²), PyTorch's {@code init.normal_}; with 1 the default of {@code nn.Embedding}.
   */
  static Initializer normal(double deviation) {
    return new Initializers.Normal(deviation);
  }

  /** The same number everywhere, PyTorch's {@code init.constant_}. */
  static Initializer constant(double value) {
    return new Initializers.Constant((float) value);
  }

  /**
   * U(-b, b) with b = √(6 / (in + out)) for a matrix [out, in]: PyTorch's {@code xavier_uniform_}
   * (Glorot and Bengio 2010).
   */
  static Initializer xavierUniform() {
    return new Initializers.XavierUniform();
  }

  /**
   * N(0, 2 / (in + out)) for a matrix [out, in]: PyTorch's {@code xavier_normal_} (Glorot and
   * Bengio 2010).
   */
  static Initializer xavierNormal() {
    return new Initializers.XavierNormal();
  }

  /**
   * A matrix with orthonormal columns, or orthonormal rows where it is wider than high: PyTorch's
   * {@code orthogonal_} (Saxe et al. 2014).
   */
  static Initializer orthogonal() {
    return new Orthogonal();
  }

  /**
   * Draws {@code count} blocks of rows one after another, each from {@code each}: an initializer
   * for every gate of a recurrent weight by itself. PyTorch's draw the gates' rows as one matrix.
   */
  static Initializer blocks(int count, Initializer each) {
    return new Initializers.Blocks(count, each);
  }
}
