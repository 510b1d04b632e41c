package org.tributary.tribuo.config;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;

/** Hyperparameters of Adam and AdamW, which differ in weight decay: an L2 penalty, or decoupled. */
abstract sealed class AdamConstants implements TaggerOptimizer
    permits AdamOptimizer, AdamWOptimizer {
  @ConfigurableName private String componentName;

  @Config(description = "Decay rate of the mean gradient, in [0, 1).")
  @Setting(min = 0, below = 1)
  double beta1 = 0.9;

  @Config(description = "Decay rate of the mean squared gradient, in [0, 1).")
  @Setting(min = 0, below = 1)
  double beta2 = 0.999;

  @Config(description = "Term added to the denominator for numerical stability, above 0.")
  @Setting(above = 0)
  double epsilon = 1e-8;

  @Config(
      description =
          "Weight decay, at least 0: an L2 penalty in AdamOptimizer, decoupled from the gradient in"
              + " AdamWOptimizer.")
  @Setting(min = 0)
  double weightDecay;

  AdamConstants(double weightDecay) {
    this.weightDecay = weightDecay;
    ConfigCheck.asArguments(this::postConfig);
  }

  AdamConstants(double beta1, double beta2, double epsilon, double weightDecay) {
    this.weightDecay = weightDecay;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    ConfigCheck.asArguments(this::postConfig);
  }

  @Override
  public final void postConfig() {
    new ConfigCheck(componentName).fields(this);
  }

  @Override
  public String toString() {
    return optimizer().toString();
  }
}
