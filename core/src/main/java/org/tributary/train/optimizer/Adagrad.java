package org.tributary.train.optimizer;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adagrad (Duchi, Hazan and Singer 2011), PyTorch's {@code optim.Adagrad}:
 *
 * <pre>
 *   g ← g + λ θ
 *   s ← s + g²
 *   θ ← θ - η/(1 + (t-1) δ) · g / (√s + ε)
 * </pre>
 *
 * <p>Without weight decay, a step costs the table rows that have a gradient.
 *
 * @param rateDecay δ, decay of the learning rate, at least 0
 * @param initialSum the initial value of s, at least 0
 * @param epsilon ε, which keeps the division finite, above 0
 * @param weightDecay λ, at least 0
 */
public record Adagrad(double rateDecay, double initialSum, double epsilon, double weightDecay)
    implements Optimizer {
  private static final String SUM = "sum";

  /** Checks the constants. */
  public Adagrad {
    OptimizerChecks.requireWeightDecay("Adagrad", weightDecay);
    OptimizerChecks.requireEpsilon("Adagrad", epsilon);
    if (!(rateDecay >= 0 && initialSum >= 0)
        || Double.isInfinite(rateDecay)
        || Float.isInfinite((float) initialSum)) {
      throw new IllegalArgumentException(
          "Adagrad: expected a rate decay and an initial sum of at least 0, got %s and %s"
              .formatted(rateDecay, initialSum));
    }
  }

  /** Sets the decay of the learning rate: step t has the rate η/(1 + (t-1) {@code decay}). */
  public Adagrad rateDecay(double decay) {
    return new Adagrad(decay, initialSum, epsilon, weightDecay);
  }

  /** Sets the initial value of the sum of squares. */
  public Adagrad initialSum(double sum) {
    return new Adagrad(rateDecay, sum, epsilon, weightDecay);
  }

  /** Sets the L2 weight decay: adds {@code decay} times the weight to its gradient. */
  public Adagrad weightDecay(double decay) {
    return new Adagrad(rateDecay, initialSum, epsilon, decay);
  }

  @Override
  public List<State> state() {
    return List.of(new State(SUM, initialSum));
  }

  @Override
  public UpdateRule rule(UpdateContext context) {
    Ops tf = context.tf();
    Operand<TFloat32> decayed = context.scalar(t -> 1 / (1 + (t - 1) * rateDecay));
    return new Rule(this, tf, tf.math.mul(context.learningRate(), decayed));
  }

  private record Rule(Adagrad constants, Ops tf, Operand<TFloat32> rate) implements Formula {
    @Override
    public Op update(Part part, Operand<TFloat32> gradient) {
      Operand<TFloat32> g = decayed(constants.weightDecay, part, gradient);
      Operand<TFloat32> sum = tf.math.add(part.state(SUM), tf.math.square(g));
      Op write = part.assign(SUM, sum);
      Operand<TFloat32> root =
          tf.math.add(tf.math.sqrt(sum), tf.constant((float) constants.epsilon));
      return part.subtract(
          tf.withControlDependencies(write), tf.math.mul(rate, tf.math.div(g, root)));
    }

    /** Returns the update of rows; without weight decay the others do not change. */
    @Override
    public Optional<RowUpdateRule> rows() {
      return constants.weightDecay > 0 ? Optional.empty() : Optional.of(this);
    }
  }
}
