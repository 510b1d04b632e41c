package org.tributary.train;

/** How parameters follow their gradients. Values only; {@link TrainingStep} places them. */
public sealed interface Optimizer {

  /**
   * Stochastic gradient descent, PyTorch's {@code optim.SGD}: θ ← θ - η g.
   *
   * <p>An embedding's rows that a batch does not touch have no gradient and stay.
   */
  record Sgd() implements Optimizer {}

  /**
   * Adam (Kingma and Ba 2015), PyTorch's {@code optim.Adam}, ε outside the square root's
   * correction:
   *
   * <pre>
   *   m ← β1 m + (1-β1) g     v ← β2 v + (1-β2) g²
   *   θ ← θ - η/(1-β1^t) · m / (√v/√(1-β2^t) + ε)
   * </pre>
   *
   * <p>An embedding's rows are updated only in steps that touch them, as PyTorch's {@code
   * optim.SparseAdam} does, so a step's time does not depend on the size of the vocabulary.
   *
   * @param beta1 how much of the mean gradient a step keeps, from 0 to below 1
   * @param beta2 the same for the mean square
   * @param epsilon keeps the division finite, above 0
   */
  record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
    /** Checks the constants. */
    public Adam {
      requireDecay("beta1", beta1);
      requireDecay("beta2", beta2);
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException(
            "Adam: expected an epsilon above 0, got %s".formatted(epsilon));
      }
    }

    private static void requireDecay(String name, double value) {
      if (!(value >= 0 && value < 1)) {
        throw new IllegalArgumentException(
            "Adam: expected %s from 0 to below 1, got %s".formatted(name, value));
      }
    }
  }

  /** Plain stochastic gradient descent. */
  static Optimizer sgd() {
    return new Sgd();
  }

  /** Adam with PyTorch's constants: 0.9, 0.999 and 1e-8. */
  static Optimizer adam() {
    return new Adam(0.9, 0.999, 1e-8);
  }
}
