package org.tributary.tribuo.config;

import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.Options;
import org.tributary.tribuo.LstmTaggerOptions;

/** OLCUT command-line options of a {@link TaggerOptimizer}; part of {@link LstmTaggerOptions}. */
public final class TaggerOptimizerOptions implements Options {
  /** The choices of optimizer on a command line. */
  public enum Kind {
    /** Adam, an {@link AdamOptimizer}. */
    ADAM,
    /** AdamW, an {@link AdamWOptimizer}. */
    ADAMW,
    /** Stochastic gradient descent, an {@link SgdOptimizer}. */
    SGD
  }

  /** Marker for PyTorch's default of the chosen kind. */
  private static final double DEFAULT_DECAY = -1;

  @Option(longName = "lstm-optimizer", usage = "Optimizer: ADAM, ADAMW or SGD.")
  private Kind kind = Kind.ADAM;

  @Option(longName = "lstm-beta1", usage = "Decay rate of the mean gradient of ADAM and ADAMW.")
  private double beta1 = 0.9;

  @Option(
      longName = "lstm-beta2",
      usage = "Decay rate of the mean squared gradient of ADAM and ADAMW.")
  private double beta2 = 0.999;

  @Option(
      longName = "lstm-epsilon",
      usage = "Term in the denominator of ADAM and ADAMW for numerical stability.")
  private double epsilon = 1e-8;

  @Option(longName = "lstm-momentum", usage = "Momentum of SGD.")
  private double momentum;

  @Option(longName = "lstm-dampening", usage = "Dampening of SGD's momentum.")
  private double dampening;

  @Option(longName = "lstm-nesterov", usage = "Nesterov momentum for SGD.")
  private boolean nesterov;

  @Option(
      longName = "lstm-weight-decay",
      usage =
          "Weight decay; -1 for PyTorch's default: "
              + AdamWOptimizer.WEIGHT_DECAY
              + " for ADAMW, 0 for others.")
  private double weightDecay = DEFAULT_DECAY;

  /** Creates options with their default values; OLCUT sets the fields. */
  public TaggerOptimizerOptions() {}

  /**
   * Returns the optimizer; constants of other kinds are ignored.
   *
   * @throws IllegalArgumentException if a constant is out of range; the message names it
   */
  public TaggerOptimizer optimizer() {
    double defaultZero = weightDecay == DEFAULT_DECAY ? 0 : weightDecay;
    return switch (kind) {
      case ADAM -> new AdamOptimizer(beta1, beta2, epsilon, defaultZero);
      case ADAMW ->
          new AdamWOptimizer(
              beta1,
              beta2,
              epsilon,
              weightDecay == DEFAULT_DECAY ? AdamWOptimizer.WEIGHT_DECAY : weightDecay);
      case SGD -> new SgdOptimizer(momentum, dampening, nesterov, defaultZero);
    };
  }

  @Override
  public String getOptionsDescription() {
    return "Options of the LSTM tagger's optimizer.";
  }
}
