package org.tributary.train;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** The update rule of {@link Optimizer.Sgd}. */
final class SgdRule extends UpdateRule {
  private final Optimizer.Sgd sgd;

  /** The weight of the gradient in b: 1 in the first step, then 1 - dampening. */
  private final Placeholder<TFloat32> gradientWeight;

  SgdRule(Ops tf, Operand<TFloat32> learningRate, Optimizer.Sgd sgd) {
    super(tf, learningRate);
    this.sgd = sgd;
    this.gradientWeight = scalar();
  }

  @Override
  Op dense(Target target, Operand<TFloat32> gradient) {
    Operand<TFloat32> g =
        sgd.weightDecay() == 0
            ? gradient
            : plus(sgd.weightDecay(), read(target.variable()), gradient);
    if (sgd.momentum() == 0) {
      return tf.train.resourceApplyGradientDescent(target.variable(), learningRate, g);
    }
    Operand<? extends TType> buffer = target.state().get("momentum_buffer");
    Operand<TFloat32> b = next(read(buffer), g);
    return tf.withControlDependencies(tf.assignVariableOp(buffer, b))
        .train
        .resourceApplyGradientDescent(target.variable(), learningRate, direction(b, g));
  }

  @Override
  Op rows(Target target, Gradients.Rows gradient) {
    Operand<TFloat32> g =
        sgd.weightDecay() == 0
            ? gradient.values()
            : plus(
                sgd.weightDecay(),
                gathered(target.variable(), gradient.indices()),
                gradient.values());
    if (sgd.momentum() == 0) {
      return tf.resourceScatterSub(
          target.variable(), gradient.indices(), tf.math.mul(learningRate, g));
    }
    Operand<? extends TType> buffer = target.state().get("momentum_buffer");
    Operand<TFloat32> b = next(gathered(buffer, gradient.indices()), g);
    return tf.withControlDependencies(tf.resourceScatterUpdate(buffer, gradient.indices(), b))
        .resourceScatterSub(
            target.variable(), gradient.indices(), tf.math.mul(learningRate, direction(b, g)));
  }

  private Operand<TFloat32> next(Operand<TFloat32> b, Operand<TFloat32> g) {
    return plus(sgd.momentum(), b, tf.math.mul(gradientWeight, g));
  }

  private Operand<TFloat32> direction(Operand<TFloat32> b, Operand<TFloat32> g) {
    return sgd.nesterov() ? plus(sgd.momentum(), b, g) : b;
  }

  @Override
  boolean needsCatchUp() {
    return sgd.momentum() > 0;
  }

  @Override
  Operand<TFloat32> momentumScale() {
    return learningRate;
  }

  /**
   * Builds θ ← θ - scale · b · Σ μ^j, for Nesterov's momentum also times μ, and b ← μ^k b for k
   * missed steps.
   */
  @Override
  Op catchUp(
      Target target,
      Operand<TInt32> rows,
      Operand<TFloat32> missedSteps,
      Operand<TFloat32> momentumScale) {
    Operand<? extends TType> buffer = target.state().get("momentum_buffer");
    Operand<TFloat32> b = gathered(buffer, rows); // [K, E]
    Operand<TFloat32> path = geometricSum(sgd.momentum(), missedSteps); // [K, 1]
    Operand<TFloat32> lookAhead = sgd.nesterov() ? times(sgd.momentum(), path) : path;
    Operand<TFloat32> change = tf.math.mul(tf.math.mul(momentumScale, lookAhead), b);
    return tf.withControlDependencies(
            tf.resourceScatterUpdate(
                buffer, rows, tf.math.mul(b, power(sgd.momentum(), missedSteps))),
            change)
        .resourceScatterSub(target.variable(), rows, change);
  }

  @Override
  Map<Placeholder<TFloat32>, Float> scalars(long number) {
    return sgd.momentum() == 0
        ? Map.of()
        : Map.of(gradientWeight, number == 1 ? 1f : (float) (1 - sgd.dampening()));
  }
}
