package org.tributary.tribuo;

import org.tributary.train.Optimizer;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), PyTorch's {@code optim.AdamW}. */
public final class AdamWOptimizer extends AdamConstants {
  private static final double WEIGHT_DECAY = 0.01;

  /** With PyTorch's constants: 0.9, 0.999, 1e-8 and a weight decay of 0.01. */
  public AdamWOptimizer() {
    super(WEIGHT_DECAY);
  }

  /** With PyTorch's constants but for the weight decay, at least 0. */
  public AdamWOptimizer(double weightDecay) {
    super(weightDecay);
    postConfig();
  }

  /**
   * With constants of one's own.
   *
   * @param beta1 how much of the mean gradient a step keeps, from 0 to below 1
   * @param beta2 the same for the mean square
   * @param epsilon keeps the division finite, above 0
   * @param weightDecay at least 0
   */
  public AdamWOptimizer(double beta1, double beta2, double epsilon, double weightDecay) {
    super(beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public Optimizer optimizer() {
    return new Optimizer.AdamW(beta1, beta2, epsilon, weightDecay);
  }
}
