package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import org.tributary.train.Optimizer;

/** Adam (Kingma and Ba 2015), PyTorch's {@code optim.Adam}. */
public final class AdamOptimizer extends AdamConstants implements TaggerOptimizer {
  @Config(description = "Times the weight, is added to its gradient, at least 0.")
  private double weightDecay = 0;

  /** With PyTorch's constants: 0.9, 0.999, 1e-8 and a weight decay of 0. */
  public AdamOptimizer() {}

  /** With PyTorch's constants but for the weight decay, at least 0. */
  public AdamOptimizer(double weightDecay) {
    this.weightDecay = weightDecay;
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
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    postConfig();
  }

  @Override
  public void postConfig() {
    check(weightDecay);
  }

  @Override
  public Optimizer optimizer() {
    return new Optimizer.Adam(beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TaggerOptimizer");
  }

  @Override
  public String toString() {
    return optimizer().toString();
  }
}
