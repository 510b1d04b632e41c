package org.tributary.tribuo.config;

import org.tributary.train.optimizer.Optimizer;

/** Adam (Kingma and Ba 2015), PyTorch's {@code optim.Adam}. */
public final class AdamOptimizer extends AdamConstants {
  private static final double WEIGHT_DECAY = 0;

  /** Creates Adam with PyTorch's defaults: 0.9, 0.999, 1e-8 and a weight decay of 0. */
  public AdamOptimizer() {
    super(WEIGHT_DECAY);
  }

  /** Creates Adam with PyTorch's defaults and the given weight decay, at least 0. */
  public AdamOptimizer(double weightDecay) {
    super(weightDecay);
  }

  /**
   * Creates Adam with the given constants.
   *
   * @param beta1 the decay rate of the mean gradient, in [0, 1)
   * @param beta2 the decay rate of the mean squared gradient, in [0, 1)
   * @param epsilon the term added to the denominator for numerical stability, above 0
   * @param weightDecay the weight decay (L2 penalty), at least 0
   */
  public AdamOptimizer(double beta1, double beta2, double epsilon, double weightDecay) {
    super(beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public Optimizer optimizer() {
    return new Optimizer.Adam(beta1, beta2, epsilon, weightDecay);
  }
}
