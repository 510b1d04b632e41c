package org.tributary.train.optimizer;

import java.util.List;

/**
 * An optimizer: an immutable value, applied by a {@code GraphTrainer}, a {@code ParameterOptimizer}
 * or a tagger's training. Implement it for an optimizer of your own: its state variables and its
 * {@link UpdateRule}. Its {@code toString} describes it in checkpoints; a record of its constants
 * has a suitable one.
 *
 * <p>θ is a parameter, g its gradient (after clipping), η the learning rate, λ the weight decay and
 * t the step, from 1.
 *
 * <p>Results equal those of PyTorch with dense gradients up to float32 rounding, also for embedding
 * rows. The cost of a step is proportional to the table rows with a gradient, not to the
 * vocabulary: the effects of momentum, decaying moments and decoupled weight decay on other rows
 * are deferred until a step reads them (see {@link DeferredUpdateRule}). Weight decay that is added
 * to the gradient, Adam with β2 below 0.983, and an optimizer of your own without {@link
 * UpdateRule#rows} update the whole table in each step.
 */
public interface Optimizer {

  /**
   * Returns the state variables of a parameter, each of the parameter's shape. Built-in optimizers
   * use PyTorch's names.
   */
  List<State> state();

  /**
   * Returns the update rule in a graph. Called once for each graph, and for each parameter of a
   * {@code ParameterOptimizer}.
   */
  UpdateRule rule(UpdateContext context);

  /**
   * A state variable of each parameter.
   *
   * @param name the name, distinct within an optimizer
   * @param initial the initial value of every element, finite
   */
  record State(String name, double initial) {
    /** Checks the name and the value. */
    public State {
      if (name.isEmpty() || !Float.isFinite((float) initial)) {
        throw new IllegalArgumentException(
            "optimizer state: expected a name and a finite initial value, got \"%s\" and %s"
                .formatted(name, initial));
      }
    }

    /** Returns a state variable that starts at zero. */
    public static State zeros(String name) {
      return new State(name, 0);
    }
  }

  /**
   * Stochastic gradient descent, PyTorch's {@code optim.SGD}:
   *
   * <pre>
   *   g ← g + λ θ
   *   b ← g at t = 1, then μ b + (1 - dampening) g
   *   θ ← θ - η b, with Nesterov's momentum θ - η (g + μ b), without momentum θ - η g
   * </pre>
   *
   * <p>A row whose first gradient comes after the first step starts from b = 0.
   *
   * @param momentum μ, from 0 to below 1; 0 for no b
   * @param dampening from 0 to 1
   * @param nesterov whether to use Nesterov's momentum (Nesterov 1983, as in Sutskever et al. 2013)
   * @param weightDecay λ, at least 0
   */
  record Sgd(double momentum, double dampening, boolean nesterov, double weightDecay)
      implements Optimizer {
    /** Checks the constants. */
    public Sgd {
      OptimizerChecks.requireFraction("SGD", "a momentum", momentum);
      OptimizerChecks.requireWeightDecay("SGD", weightDecay);
      if (!(dampening >= 0 && dampening <= 1)) {
        throw new IllegalArgumentException(
            "SGD: expected a dampening from 0 to 1, got %s".formatted(dampening));
      }
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw new IllegalArgumentException(
            "SGD: expected a momentum above 0 and no dampening for Nesterov's, got %s and %s; set the momentum before withNesterov"
                .formatted(momentum, dampening));
      }
    }

    /** Sets the momentum μ. */
    public Sgd momentum(double momentum) {
      return new Sgd(momentum, dampening, nesterov, weightDecay);
    }

    /** Sets the dampening of the gradient's contribution to the momentum. */
    public Sgd dampening(double dampening) {
      return new Sgd(momentum, dampening, nesterov, weightDecay);
    }

    /** Uses Nesterov's momentum; set the momentum first. */
    public Sgd withNesterov() {
      return new Sgd(momentum, dampening, true, weightDecay);
    }

    /** Sets the L2 weight decay: adds {@code decay} times the weight to its gradient. */
    public Sgd weightDecay(double decay) {
      return new Sgd(momentum, dampening, nesterov, decay);
    }

    @Override
    public List<State> state() {
      return momentum == 0 ? List.of() : List.of(State.zeros("momentum_buffer"));
    }

    @Override
    public UpdateRule rule(UpdateContext context) {
      return new SgdRule(context, this);
    }
  }

  /**
   * Adam (Kingma and Ba 2015), PyTorch's {@code optim.Adam}, with ε outside the bias correction of
   * the square root:
   *
   * <pre>
   *   g ← g + λ θ
   *   m ← β1 m + (1-β1) g     v ← β2 v + (1-β2) g²
   *   θ ← θ - η/(1-β1^t) · m / (√v/√(1-β2^t) + ε)
   * </pre>
   *
   * @param beta1 decay of the mean gradient, from 0 to below 1
   * @param beta2 decay of the mean squared gradient, from 0 to below 1
   * @param epsilon ε, which keeps the division finite, above 0
   * @param weightDecay λ, at least 0
   */
  record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    /** Checks the constants. */
    public Adam {
      requireAdam("Adam", beta1, beta2, epsilon, weightDecay);
    }

    /** Sets the L2 weight decay: adds {@code decay} times the weight to its gradient. */
    public Adam weightDecay(double decay) {
      return new Adam(beta1, beta2, epsilon, decay);
    }

    @Override
    public List<State> state() {
      return List.of(State.zeros("exp_avg"), State.zeros("exp_avg_sq"));
    }

    @Override
    public UpdateRule rule(UpdateContext context) {
      return new AdamRule(context, this, weightDecay, 0);
    }
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter 2019), PyTorch's {@code optim.AdamW}: θ
   * ← θ - η λ θ, then {@link Adam}'s step without decay.
   *
   * @param beta1 decay of the mean gradient, from 0 to below 1
   * @param beta2 decay of the mean squared gradient, from 0 to below 1
   * @param epsilon ε, which keeps the division finite, above 0
   * @param weightDecay λ, at least 0
   */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimizer {
    /** Checks the constants. */
    public AdamW {
      requireAdam("AdamW", beta1, beta2, epsilon, weightDecay);
    }

    /** Sets the decoupled weight decay: each step multiplies weights by 1 - η · {@code decay}. */
    public AdamW weightDecay(double decay) {
      return new AdamW(beta1, beta2, epsilon, decay);
    }

    @Override
    public List<State> state() {
      return List.of(State.zeros("exp_avg"), State.zeros("exp_avg_sq"));
    }

    @Override
    public UpdateRule rule(UpdateContext context) {
      return new AdamRule(context, new Adam(beta1, beta2, epsilon, 0), 0, weightDecay);
    }
  }

  /** Returns plain stochastic gradient descent. */
  static Sgd sgd() {
    return new Sgd(0, 0, false, 0);
  }

  /** Returns Adam with PyTorch's constants: 0.9, 0.999, 1e-8 and no weight decay. */
  static Adam adam() {
    return new Adam(0.9, 0.999, 1e-8, 0);
  }

  /** Returns AdamW with PyTorch's constants: 0.9, 0.999, 1e-8 and a weight decay of 0.01. */
  static AdamW adamW() {
    return new AdamW(0.9, 0.999, 1e-8, 0.01);
  }

  /** Returns RMSprop with PyTorch's constants: 0.99, 1e-8, no momentum and no weight decay. */
  static RmsProp rmsProp() {
    return new RmsProp(0.99, 1e-8, 0, RmsProp.Centering.NONE, 0);
  }

  /** Returns Adagrad with PyTorch's constants: no decays, an initial sum of 0 and 1e-10. */
  static Adagrad adagrad() {
    return new Adagrad(0, 0, 1e-10, 0);
  }

  private static void requireAdam(
      String name, double beta1, double beta2, double epsilon, double weightDecay) {
    OptimizerChecks.requireFraction(name, "beta1", beta1);
    OptimizerChecks.requireFraction(name, "beta2", beta2);
    OptimizerChecks.requireWeightDecay(name, weightDecay);
    // the first step multiplies ε by this root; a subnormal float32 becomes 0
    if (!(epsilon * Math.sqrt(1 - beta2) >= Float.MIN_NORMAL) || Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException(
          "%s: expected a finite epsilon of at least %s, so that ε·√(1-β2) is a normal float32, got %s"
              .formatted(name, (float) (Float.MIN_NORMAL / Math.sqrt(1 - beta2)), epsilon));
    }
  }
}
