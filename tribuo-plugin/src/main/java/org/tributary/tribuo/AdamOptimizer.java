package org.tributary.tribuo;

import org.tributary.train.Optimizer;

/** Adam (Kingma and Ba 2015), PyTorch's {@code optim.Adam}. */
public final class AdamOptimizer extends AdamConstants {
  private static final double WEIGHT_DECAY = 0;

  /** With PyTorch's constants: 0.9, 0.999, 1e-8 and a weight decay of 0. */
  public AdamOptimizer() {
    super(WEIGHT_DECAY);
  }

  /** With PyTorch's constants but for the weight decay, at least 0. */
  public AdamOptimizer(double weightDecay) {
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
  public AdamOptimizer(double beta1, double beta2, double epsilon, double weightDecay) {
    super(beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public Optimizer optimizer() {
    return new Optimizer.Adam(beta1, beta2, epsilon, weightDecay);
  }
}
