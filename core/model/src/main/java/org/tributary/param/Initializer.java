package org.tributary.param;

/** A distribution of a parameter's initial values. */
@FunctionalInterface
public interface Initializer {

  /**
   * Draws values in row-major order.
   *
   * @param shape the parameter's shape, every dimension known
   * @param random the only source of randomness
   * @return {@code shape.size()} values
   * @throws IllegalArgumentException if this initializer does not support the shape
   */
  float[] draw(TensorShape shape, TorchRandom random);

  /** Returns U(-bound, bound), PyTorch's {@code init.uniform_}. */
  static Initializer uniform(double bound) {
    return new Initializers.Uniform(bound);
  }

  /**
   * Returns N(0, deviation²), PyTorch's {@code init.normal_}; a deviation of 1 is the default of
   * {@code nn.Embedding}.
   */
  static Initializer normal(double standardDeviation) {
    return new Initializers.Normal(standardDeviation);
  }

  /** Returns a constant, PyTorch's {@code init.constant_}. */
  static Initializer constant(double value) {
    return new Initializers.Constant((float) value);
  }

  /**
   * Returns U(-b, b) with b = √(6 / (in + out)) for a matrix [out, in]: PyTorch's {@code
   * xavier_uniform_} (Glorot and Bengio 2010).
   */
  static Initializer xavierUniform() {
    return new Initializers.XavierUniform();
  }

  /**
   * Returns N(0, 2 / (in + out)) for a matrix [out, in]: PyTorch's {@code xavier_normal_} (Glorot
   * and Bengio 2010).
   */
  static Initializer xavierNormal() {
    return new Initializers.XavierNormal();
  }

  /**
   * Returns U(-b, b) with b = gain · √(3 / in) for a weight [out, in, ..]: PyTorch's {@code
   * kaiming_uniform_} with {@code mode="fan_in"} (He et al. 2015). {@code in} counts all dimensions
   * but the first, as for convolutions.
   *
   * @param gain the gain of the layer's nonlinearity, such as {@link Gain#RELU}
   */
  static Initializer kaimingUniform(double gain) {
    return new Initializers.Kaiming(gain, true);
  }

  /** Returns N(0, gain² / in) for a weight [out, in, ..]: PyTorch's {@code kaiming_normal_}. */
  static Initializer kaimingNormal(double gain) {
    return new Initializers.Kaiming(gain, false);
  }

  /**
   * Returns N(0, deviation²) within [low, high]: PyTorch's {@code trunc_normal_}, which maps
   * uniform numbers by the inverse of the distribution. The last digit may differ from PyTorch's,
   * which computes in float32.
   */
  static Initializer truncatedNormal(double standardDeviation, double low, double high) {
    return new Initializers.TruncatedNormal(standardDeviation, low, high);
  }

  /**
   * Returns a matrix with orthonormal columns, or orthonormal rows if it has more columns than
   * rows: PyTorch's {@code orthogonal_} (Saxe et al. 2014).
   */
  static Initializer orthogonal() {
    return new Initializers.Orthogonal();
  }

  /**
   * Returns an initializer that draws {@code count} blocks of rows in order, each from {@code
   * each}: a separate draw for every gate of a recurrent weight. PyTorch draws the rows of all
   * gates as one matrix.
   */
  static Initializer blocks(int count, Initializer each) {
    return new Initializers.Blocks(count, each);
  }
}
