package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.Options;
import com.oracle.labs.mlrg.olcut.config.PropertyException;

/** A {@link TaggerOptimizer} on the command line, as part of {@link LstmTaggerOptions}. */
public final class TaggerOptimizerOptions implements Options {
  /** The kinds of optimisers. */
  public enum Kind {
    /** An {@link AdamOptimizer}. */
    ADAM,
    /** An {@link AdamWOptimizer}. */
    ADAM_W,
    /** An {@link SgdOptimizer}. */
    SGD
  }

  /** PyTorch's for the kind, which differs. */
  private static final double DEFAULT_DECAY = -1;

  @Option(
      longName = "lstm-optimizer",
      usage = "How parameters follow their gradients: ADAM, ADAM_W or SGD.")
  private Kind kind = Kind.ADAM;

  @Option(
      longName = "lstm-beta1",
      usage = "How much of the mean gradient a step of ADAM or ADAM_W keeps.")
  private double beta1 = 0.9;

  @Option(
      longName = "lstm-beta2",
      usage = "How much of the gradients' mean square a step of ADAM or ADAM_W keeps.")
  private double beta2 = 0.999;

  @Option(
      longName = "lstm-epsilon",
      usage = "Keeps the division by the root of ADAM's or ADAM_W's mean square finite.")
  private double epsilon = 1e-8;

  @Option(longName = "lstm-momentum", usage = "How much of the last direction a step of SGD keeps.")
  private double momentum;

  @Option(
      longName = "lstm-dampening",
      usage = "How much of a gradient the momentum of SGD does not take in.")
  private double dampening;

  @Option(longName = "lstm-nesterov", usage = "Let SGD look ahead along its momentum.")
  private boolean nesterov;

  @Option(
      longName = "lstm-weight-decay",
      usage = "Pulls weights towards 0; -1 for PyTorch's default, 0.01 for ADAM_W, 0 for others.")
  private double weightDecay = DEFAULT_DECAY;

  /** Options at their defaults, for OLCUT to set. */
  public TaggerOptimizerOptions() {}

  /**
   * The optimiser; constants of another kind are not read.
   *
   * @throws IllegalArgumentException naming the constant that is out of its range
   */
  TaggerOptimizer optimizer() {
    try {
      return made();
    } catch (PropertyException e) {
      throw new IllegalArgumentException(e.getProperty() + ": " + e.getMsg(), e);
    }
  }

  private TaggerOptimizer made() {
    double others = weightDecay == DEFAULT_DECAY ? 0 : weightDecay;
    return switch (kind) {
      case ADAM -> new AdamOptimizer(beta1, beta2, epsilon, others);
      case ADAM_W ->
          new AdamWOptimizer(
              beta1, beta2, epsilon, weightDecay == DEFAULT_DECAY ? 0.01 : weightDecay);
      case SGD -> new SgdOptimizer(momentum, dampening, nesterov, others);
    };
  }

  @Override
  public String getOptionsDescription() {
    return "Options of an LSTM tagger's optimiser.";
  }
}
