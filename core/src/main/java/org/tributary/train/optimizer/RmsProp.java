package org.tributary.train.optimizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.NullChecks;

/**
 * RMSprop (Tieleman and Hinton 2012), PyTorch's {@code optim.RMSprop}:
 *
 * <pre>
 *   g ← g + λ θ
 *   v ← α v + (1-α) g²     ḡ ← ḡ + (1-α) (g - ḡ), if centered
 *   u ← g / (√v + ε), centered g / (√(v - ḡ²) + ε)
 *   b ← μ b + u, with momentum
 *   θ ← θ - η b, without momentum θ - η u
 * </pre>
 *
 * <p>Without weight decay, the cost of a step is proportional to the table rows with a gradient.
 *
 * @param alpha α, decay of the mean squared gradient, from 0 to below 1
 * @param epsilon ε, which keeps the division finite, above 0
 * @param momentum μ, from 0 to below 1; 0 for no b
 * @param centering whether the mean gradient is subtracted
 * @param weightDecay λ, at least 0
 */
public record RmsProp(
    double alpha, double epsilon, double momentum, Centering centering, double weightDecay)
    implements Optimizer {
  private static final String SQUARES = "square_avg";
  private static final String MEAN = "grad_avg";
  private static final String BUFFER = "momentum_buffer";

  /** The moment that scales a gradient. */
  public enum Centering {
    /** The mean of squares. */
    NONE,
    /** The variance: the mean of squares without the squared mean (Graves 2013). */
    CENTERED
  }

  /** Checks the constants. */
  public RmsProp {
    NullChecks.require("centering", "a value", centering);
    OptimizerChecks.requireFraction("RMSprop", "an alpha", alpha);
    OptimizerChecks.requireFraction("RMSprop", "a momentum", momentum);
    OptimizerChecks.requireWeightDecay("RMSprop", weightDecay);
    OptimizerChecks.requireEpsilon("RMSprop", epsilon);
  }

  /** Sets the momentum μ. */
  public RmsProp momentum(double momentum) {
    return new RmsProp(alpha, epsilon, momentum, centering, weightDecay);
  }

  /** Scales gradients by their variance instead of their mean square. */
  public RmsProp centered() {
    return new RmsProp(alpha, epsilon, momentum, Centering.CENTERED, weightDecay);
  }

  /** Sets the L2 weight decay: adds {@code decay} times the weight to its gradient. */
  public RmsProp weightDecay(double decay) {
    return new RmsProp(alpha, epsilon, momentum, centering, decay);
  }

  @Override
  public List<State> state() {
    List<State> state = new ArrayList<>(List.of(State.zeros(SQUARES)));
    if (momentum > 0) {
      state.add(State.zeros(BUFFER));
    }
    if (centering == Centering.CENTERED) {
      state.add(State.zeros(MEAN));
    }
    return state;
  }

  @Override
  public UpdateRule rule(UpdateContext context) {
    return new Rule(this, context.tf(), context.learningRate());
  }

  private record Rule(RmsProp constants, Ops tf, Operand<TFloat32> learningRate)
      implements Formula {
    @Override
    public Op update(Part part, Operand<TFloat32> gradient) {
      double alpha = constants.alpha;
      List<Op> writes = new ArrayList<>();
      Operand<TFloat32> g = decayed(constants.weightDecay, part, gradient);
      Operand<TFloat32> v = plus(alpha, part.state(SQUARES), times(1 - alpha, tf.math.square(g)));
      writes.add(part.assign(SQUARES, v));
      Operand<TFloat32> moment = v;
      if (constants.centering == Centering.CENTERED) {
        Operand<TFloat32> old = part.state(MEAN);
        Operand<TFloat32> mean = plus(1 - alpha, tf.math.sub(g, old), old);
        writes.add(part.assign(MEAN, mean));
        moment = tf.math.sub(v, tf.math.square(mean));
      }
      Operand<TFloat32> root =
          tf.math.add(tf.math.sqrt(moment), tf.constant((float) constants.epsilon));
      Operand<TFloat32> direction = tf.math.div(g, root);
      if (constants.momentum > 0) {
        direction = plus(constants.momentum, part.state(BUFFER), direction);
        writes.add(part.assign(BUFFER, direction));
      }
      return part.subtract(
          tf.withControlDependencies(writes), tf.math.mul(learningRate, direction));
    }

    /** Returns no row updates with weight decay, which changes every row in each step. */
    @Override
    public Optional<RowUpdateRule> rows() {
      return constants.weightDecay > 0 ? Optional.empty() : Optional.of(this);
    }

    @Override
    public Optional<DeferredUpdateRule> deferred() {
      Map<String, Double> averages = new HashMap<>(Map.of(SQUARES, constants.alpha));
      if (constants.centering == Centering.CENTERED) {
        averages.put(MEAN, constants.alpha);
      }
      return Optional.of(new BufferDeferral(tf, BUFFER, constants.momentum, 1, averages));
    }
  }
}
