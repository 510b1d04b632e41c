package org.tributary.tribuo.config;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;

/** Stochastic gradient descent, PyTorch's {@code optim.SGD}. */
public final class SgdOptimizer implements TaggerOptimizer {
  @ConfigurableName private String componentName;

  @Config(description = "Momentum, in [0, 1).")
  @Setting(min = 0, below = 1)
  private double momentum = 0;

  @Config(description = "Dampening of the momentum, from 0 to 1.")
  @Setting(min = 0, max = 1)
  private double dampening = 0;

  @Config(description = "Nesterov momentum; needs a momentum above 0 and no dampening.")
  private boolean nesterov = false;

  @Config(description = "Weight decay (L2 penalty), at least 0.")
  @Setting(min = 0)
  private double weightDecay = 0;

  /** Creates plain SGD without momentum and weight decay. */
  public SgdOptimizer() {}

  /** Creates SGD with momentum, in [0, 1), without dampening and weight decay. */
  public SgdOptimizer(double momentum) {
    this(momentum, 0, false, 0);
  }

  /**
   * Creates SGD with the given constants.
   *
   * @param momentum the momentum, in [0, 1)
   * @param dampening the dampening of the momentum, from 0 to 1
   * @param nesterov whether to use Nesterov momentum, which needs a momentum above 0 and no
   *     dampening
   * @param weightDecay the weight decay (L2 penalty), at least 0
   */
  public SgdOptimizer(double momentum, double dampening, boolean nesterov, double weightDecay) {
    this.momentum = momentum;
    this.dampening = dampening;
    this.nesterov = nesterov;
    this.weightDecay = weightDecay;
    ConfigCheck.asArguments(this::postConfig);
  }

  @Override
  public void postConfig() {
    ConfigCheck check = new ConfigCheck(componentName);
    check.fields(this);
    boolean consistent = !nesterov || (momentum > 0 && dampening == 0);
    check.require(
        "nesterov", consistent, "false, or a momentum above 0 and no dampening", nesterov);
  }

  @Override
  public Optimizer optimizer() {
    return new Optimizer.Sgd(momentum, dampening, nesterov, weightDecay);
  }

  @Override
  public String toString() {
    return optimizer().toString();
  }
}
