package org.tributary.train;

import java.util.List;

/**
 * How parameters follow their gradients. Values only; a {@link GraphTrainer} or a {@link
 * ParameterOptimizer} applies them.
 *
 * <p>θ is a parameter, g its gradient (after clipping), η the learning rate, λ the weight decay and
 * t the step, from 1.
 *
 * <p>A step costs time for the rows of a table that it touches, not for the whole vocabulary. Yet
 * rows coast: momentum moves them on through the steps that do not touch them, which is made up for
 * when they are next touched and at the end of an epoch, with the learning rate, the bias
 * correction and the v of the last step that touched them. Weight decay waits. So a row moves as
 * under the formula for the whole table, PyTorch's dense one, but for how much the rate and v
 * change within some 1/(1-β1) steps; where every step touches every row, this is that formula.
 * PyTorch's {@code SparseAdam} does not coast, and moves a rare row by a tenth as much.
 */
public sealed interface Optimizer {

  /** The names, PyTorch's, of what is kept for each parameter, each of the parameter's shape. */
  List<String> state();

  /**
   * Stochastic gradient descent, PyTorch's {@code optim.SGD}:
   *
   * <pre>
   *   g ← g + λ θ
   *   b ← g at t = 1, then μ b + (1 - dampening) g
   *   θ ← θ - η b, with Nesterov's momentum θ - η (g + μ b), without momentum θ - η g
   * </pre>
   *
   * <p>A row that is first touched after the first step starts from b = 0.
   *
   * @param momentum μ, from 0 to below 1; 0 keeps no b
   * @param dampening from 0 to 1
   * @param nesterov whether to look ahead (Nesterov 1983, as in Sutskever et al. 2013)
   * @param weightDecay λ, at least 0
   */
  record Sgd(double momentum, double dampening, boolean nesterov, double weightDecay)
      implements Optimizer {
    /** Checks the constants. */
    public Sgd {
      requireShare("SGD", "a momentum", momentum);
      requireDecay("SGD", weightDecay);
      if (!(dampening >= 0 && dampening <= 1)) {
        throw new IllegalArgumentException(
            "SGD: expected a dampening from 0 to 1, got %s".formatted(dampening));
      }
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw new IllegalArgumentException(
            "SGD: expected a momentum above 0 and no dampening for Nesterov's, got %s and %s"
                .formatted(momentum, dampening));
      }
    }

    /** Keeps {@code momentum} of the last direction. */
    public Sgd momentum(double momentum) {
      return new Sgd(momentum, dampening, nesterov, weightDecay);
    }

    /** Weakens what a gradient adds to the momentum. */
    public Sgd dampening(double dampening) {
      return new Sgd(momentum, dampening, nesterov, weightDecay);
    }

    /** Looks ahead along the momentum, which has to be set before. */
    public Sgd withNesterov() {
      return new Sgd(momentum, dampening, true, weightDecay);
    }

    /** Pulls weights towards 0: adds {@code decay} times the weight to its gradient. */
    public Sgd weightDecay(double decay) {
      return new Sgd(momentum, dampening, nesterov, decay);
    }

    @Override
    public List<String> state() {
      return momentum == 0 ? List.of() : List.of("momentum_buffer");
    }
  }

  /**
   * Adam (Kingma and Ba 2015), PyTorch's {@code optim.Adam}, ε outside the square root's
   * correction:
   *
   * <pre>
   *   g ← g + λ θ
   *   m ← β1 m + (1-β1) g     v ← β2 v + (1-β2) g²
   *   θ ← θ - η/(1-β1^t) · m / (√v/√(1-β2^t) + ε)
   * </pre>
   *
   * @param beta1 how much of the mean gradient a step keeps, from 0 to below 1
   * @param beta2 the same for the mean square
   * @param epsilon keeps the division finite, above 0
   * @param weightDecay λ, at least 0
   */
  record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    /** Checks the constants. */
    public Adam {
      requireAdam("Adam", beta1, beta2, epsilon, weightDecay);
    }

    /** Pulls weights towards 0: adds {@code decay} times the weight to its gradient. */
    public Adam weightDecay(double decay) {
      return new Adam(beta1, beta2, epsilon, decay);
    }

    @Override
    public List<String> state() {
      return List.of("exp_avg", "exp_avg_sq");
    }
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter 2019), PyTorch's {@code optim.AdamW}: θ
   * ← θ - η λ θ, then {@link Adam}'s step without decay.
   *
   * @param beta1 how much of the mean gradient a step keeps, from 0 to below 1
   * @param beta2 the same for the mean square
   * @param epsilon keeps the division finite, above 0
   * @param weightDecay λ, at least 0
   */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimizer {
    /** Checks the constants. */
    public AdamW {
      requireAdam("AdamW", beta1, beta2, epsilon, weightDecay);
    }

    /** Shrinks weights by the learning rate times {@code decay} in each step. */
    public AdamW weightDecay(double decay) {
      return new AdamW(beta1, beta2, epsilon, decay);
    }

    @Override
    public List<String> state() {
      return List.of("exp_avg", "exp_avg_sq");
    }
  }

  /** Plain stochastic gradient descent. */
  static Sgd sgd() {
    return new Sgd(0, 0, false, 0);
  }

  /** Adam with PyTorch's constants: 0.9, 0.999, 1e-8 and no weight decay. */
  static Adam adam() {
    return new Adam(0.9, 0.999, 1e-8, 0);
  }

  /** AdamW with PyTorch's constants: 0.9, 0.999, 1e-8 and a weight decay of 0.01. */
  static AdamW adamW() {
    return new AdamW(0.9, 0.999, 1e-8, 0.01);
  }

  private static void requireAdam(
      String name, double beta1, double beta2, double epsilon, double weightDecay) {
    requireShare(name, "beta1", beta1);
    requireShare(name, "beta2", beta2);
    requireDecay(name, weightDecay);
    // the first step scales it by that root, and below float32's normal numbers it is 0
    if (!(epsilon * Math.sqrt(1 - beta2) >= Float.MIN_NORMAL) || Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException(
          "%s: expected an epsilon above 0 as float32 has it, got %s".formatted(name, epsilon));
    }
  }

  private static void requireShare(String name, String what, double value) {
    if (!(value >= 0 && (float) value < 1)) { // parameters are float32, which rounds to 1
      throw new IllegalArgumentException(
          "%s: expected %s from 0 to below 1, got %s".formatted(name, what, value));
    }
  }

  private static void requireDecay(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s: expected a finite weight decay of at least 0, got %s".formatted(name, value));
    }
  }
}
