package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;

/** What Adam and AdamW share: their constants, of which the default weight decay differs. */
abstract sealed class AdamConstants implements TaggerOptimizer
    permits AdamOptimizer, AdamWOptimizer {
  @ConfigurableName private String componentName;

  @Config(description = "How much of the mean gradient a step keeps, from 0 to below 1.")
  double beta1 = 0.9;

  @Config(description = "How much of the gradients' mean square a step keeps, 0 to below 1.")
  double beta2 = 0.999;

  @Config(description = "Keeps the division by the root of the mean square finite, above 0.")
  double epsilon = 1e-8;

  @Config(
      description =
          "At least 0. In AdamOptimizer, times the weight, is added to its gradient; in"
              + " AdamWOptimizer, times the learning rate, is the share of a weight that a step takes"
              + " off.")
  double weightDecay;

  AdamConstants(double weightDecay) {
    this.weightDecay = weightDecay;
  }

  AdamConstants(double beta1, double beta2, double epsilon, double weightDecay) {
    this(weightDecay);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    check();
  }

  @Override
  public void postConfig() {
    check();
  }

  private void check() {
    FieldCheck check = new FieldCheck(componentName);
    check.share("beta1", beta1);
    check.share("beta2", beta2);
    check.positive("epsilon", epsilon);
    check.notNegative("weightDecay", weightDecay);
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
