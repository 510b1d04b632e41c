package org.tributary.train.optimizer;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The update rule of {@link Optimizer.Sgd}. */
record SgdRule(
    Ops tf, Operand<TFloat32> learningRate, Optimizer.Sgd sgd, Operand<TFloat32> gradientWeight)
    implements Formula, DeferredUpdateRule {
  private static final String BUFFER = "momentum_buffer";

  SgdRule(UpdateContext context, Optimizer.Sgd sgd) {
    this(
        context.tf(),
        context.learningRate(),
        sgd,
        context.scalar(t -> t == 1 ? 1 : 1 - sgd.dampening()));
  }

  @Override
  public Op update(Part part, Operand<TFloat32> gradient) {
    Operand<TFloat32> g = decayed(sgd.weightDecay(), part, gradient);
    if (sgd.momentum() == 0) {
      return descend(tf, part, g);
    }
    Operand<TFloat32> b = plus(sgd.momentum(), part.state(BUFFER), tf.math.mul(gradientWeight, g));
    return descend(
        tf.withControlDependencies(part.assign(BUFFER, b)),
        part,
        sgd.nesterov() ? plus(sgd.momentum(), b, g) : b);
  }

  private Op descend(Ops after, Part part, Operand<TFloat32> direction) {
    return part.rows().isPresent()
        ? part.subtract(after, tf.math.mul(learningRate, direction))
        : after.train.resourceApplyGradientDescent(
            part.target().variable(), learningRate, direction);
  }

  @Override
  public Optional<DeferredUpdateRule> deferred() {
    return sgd.momentum() > 0 ? Optional.of(this) : Optional.empty();
  }

  @Override
  public Operand<TFloat32> momentumScale() {
    return learningRate;
  }

  /**
   * Builds θ ← θ - scale · b · Σ μ^j, for Nesterov's momentum also times μ, and b ← μ^k b for k
   * missed steps.
   */
  @Override
  public Op catchUp(
      Target target,
      Operand<TInt32> rows,
      Operand<TFloat32> missedSteps,
      Operand<TFloat32> momentumScale) {
    Part part = new Part(tf, target, Optional.of(rows));
    Operand<TFloat32> b = part.state(BUFFER); // [K, E]
    Operand<TFloat32> path = geometricSum(sgd.momentum(), missedSteps); // [K, 1]
    Operand<TFloat32> lookAhead = sgd.nesterov() ? times(sgd.momentum(), path) : path;
    Operand<TFloat32> change = tf.math.mul(tf.math.mul(momentumScale, lookAhead), b);
    return part.subtract(
        tf.withControlDependencies(
            part.assign(BUFFER, tf.math.mul(b, power(sgd.momentum(), missedSteps))), change),
        change);
  }
}
