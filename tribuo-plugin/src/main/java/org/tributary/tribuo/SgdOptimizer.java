package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import org.tributary.train.Optimizer;

/** Stochastic gradient descent, PyTorch's {@code optim.SGD}. */
public final class SgdOptimizer implements TaggerOptimizer {
  @ConfigurableName private String componentName;

  @Config(description = "How much of the last direction a step keeps, from 0 to below 1.")
  private double momentum = 0;

  @Config(description = "How much of a gradient the momentum does not take in, from 0 to 1.")
  private double dampening = 0;

  @Config(description = "Look ahead along the momentum (Nesterov), which takes no dampening.")
  private boolean nesterov = false;

  @Config(description = "Times the weight, is added to its gradient, at least 0.")
  private double weightDecay = 0;

  /** Without momentum or weight decay. */
  public SgdOptimizer() {}

  /** With momentum, from 0 to below 1, and without dampening or weight decay. */
  public SgdOptimizer(double momentum) {
    this(momentum, 0, false, 0);
  }

  /**
   * With constants of one's own.
   *
   * @param momentum how much of the last direction a step keeps, from 0 to below 1
   * @param dampening how much of a gradient the momentum does not take in, from 0 to 1
   * @param nesterov whether to look ahead along the momentum, which takes no dampening
   * @param weightDecay at least 0
   */
  public SgdOptimizer(double momentum, double dampening, boolean nesterov, double weightDecay) {
    this.momentum = momentum;
    this.dampening = dampening;
    this.nesterov = nesterov;
    this.weightDecay = weightDecay;
    postConfig();
  }

  @Override
  public void postConfig() {
    FieldCheck check = new FieldCheck(componentName);
    check.share("momentum", momentum);
    boolean damps = dampening >= 0 && dampening <= 1;
    check.that("dampening", damps, "a number from 0 to 1", dampening);
    boolean ahead = !nesterov || (momentum > 0 && dampening == 0);
    check.that("nesterov", ahead, "false, or a momentum above 0 and no dampening", nesterov);
    check.notNegative("weightDecay", weightDecay);
  }

  @Override
  public Optimizer optimizer() {
    return new Optimizer.Sgd(momentum, dampening, nesterov, weightDecay);
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
