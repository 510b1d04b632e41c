package org.tributary.tribuo.config;

import org.tributary.train.optimizer.Optimizer;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), PyTorch's {@code optim.AdamW}. */
public final class AdamWOptimizer extends AdamConstants {
  static final double WEIGHT_DECAY = 0.01;

  /** Creates AdamW with PyTorch's defaults: 0.9, 0.999, 1e-8 and a weight decay of 0.01. */
  public AdamWOptimizer() {
    super(WEIGHT_DECAY);
  }

  /** Creates AdamW with PyTorch's defaults and the given weight decay, at least 0. */
  public AdamWOptimizer(double weightDecay) {
    super(weightDecay);
  }

  /**
   * Creates AdamW with the given constants.
   *
   * @param beta1 the decay rate of the mean gradient, in [0, 1)
   * @param beta2 the decay rate of the mean squared gradient, in [0, 1)
   * @param epsilon the term added to the denominator for numerical stability, above 0
   * @param weightDecay the decoupled weight decay, at least 0
   */
  public AdamWOptimizer(double beta1, double beta2, double epsilon, double weightDecay) {
    super(beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public Optimizer optimizer() {
    return new Optimizer.AdamW(beta1, beta2, epsilon, weightDecay);
  }
}
