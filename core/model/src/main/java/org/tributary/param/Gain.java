package org.tributary.param;

/**
 * The gains of nonlinearities, PyTorch's {@code init.calculate_gain}: factors of a weight's initial
 * deviation that keep the variance from layer to layer.
 */
public final class Gain {
  /** No nonlinearity. */
  public static final double LINEAR = 1;

  /** The logistic function. */
  public static final double SIGMOID = 1;

  /** The hyperbolic tangent. */
  public static final double TANH = 5.0 / 3;

  /** The rectifier. */
  public static final double RELU = Math.sqrt(2);

  /** The scaled exponential linear unit. */
  public static final double SELU = 0.75;

  private Gain() {}

  /** Returns the gain of a leaky rectifier with the given slope below 0. */
  public static double leakyRelu(double slope) {
    return Math.sqrt(2 / (1 + slope * slope));
  }
}
