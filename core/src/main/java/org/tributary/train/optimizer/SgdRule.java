package org.tributary.train.optimizer;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.graph.ParameterGradients;

/** The update rule of {@link Optimizer.Sgd}. */
final class SgdRule implements UpdateRule, RowUpdateRule, DeferredUpdateRule {
  private final Ops tf;
  private final UpdateMath math;
  private final Operand<TFloat32> learningRate;
  private final Optimizer.Sgd sgd;

  /** The weight of the gradient in b: 1 in the first step, then 1 - dampening. */
  private final Operand<TFloat32> gradientWeight;

  SgdRule(UpdateContext context, Optimizer.Sgd sgd) {
    this.tf = context.tf();
    this.math = new UpdateMath(tf);
    this.learningRate = context.learningRate();
    this.sgd = sgd;
    this.gradientWeight = context.scalar(t -> t == 1 ? 1 : 1 - sgd.dampening());
  }

  @Override
  public Op dense(Target target, Operand<TFloat32> gradient) {
    Operand<TFloat32> g =
        sgd.weightDecay() == 0 ? gradient : math.plus(sgd.weightDecay(), target.read(tf), gradient);
    if (sgd.momentum() == 0) {
      return tf.train.resourceApplyGradientDescent(target.variable(), learningRate, g);
    }
    Operand<? extends TType> buffer = target.state("momentum_buffer");
    Operand<TFloat32> b = next(target.read(tf, "momentum_buffer"), g);
    return tf.withControlDependencies(tf.assignVariableOp(buffer, b))
        .train
        .resourceApplyGradientDescent(target.variable(), learningRate, direction(b, g));
  }

  @Override
  public Op update(Target target, ParameterGradients.Rows gradient) {
    Operand<TFloat32> g =
        sgd.weightDecay() == 0
            ? gradient.values()
            : math.plus(
                sgd.weightDecay(), target.gather(tf, gradient.indices()), gradient.values());
    if (sgd.momentum() == 0) {
      return tf.resourceScatterSub(
          target.variable(), gradient.indices(), tf.math.mul(learningRate, g));
    }
    Operand<? extends TType> buffer = target.state("momentum_buffer");
    Operand<TFloat32> b = next(target.gather(tf, "momentum_buffer", gradient.indices()), g);
    return tf.withControlDependencies(tf.resourceScatterUpdate(buffer, gradient.indices(), b))
        .resourceScatterSub(
            target.variable(), gradient.indices(), tf.math.mul(learningRate, direction(b, g)));
  }

  private Operand<TFloat32> next(Operand<TFloat32> b, Operand<TFloat32> g) {
    return math.plus(sgd.momentum(), b, tf.math.mul(gradientWeight, g));
  }

  private Operand<TFloat32> direction(Operand<TFloat32> b, Operand<TFloat32> g) {
    return sgd.nesterov() ? math.plus(sgd.momentum(), b, g) : b;
  }

  @Override
  public Optional<RowUpdateRule> rows() {
    return Optional.of(this);
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
    Operand<? extends TType> buffer = target.state("momentum_buffer");
    Operand<TFloat32> b = target.gather(tf, "momentum_buffer", rows); // [K, E]
    Operand<TFloat32> path = math.geometricSum(sgd.momentum(), missedSteps); // [K, 1]
    Operand<TFloat32> lookAhead = sgd.nesterov() ? math.times(sgd.momentum(), path) : path;
    Operand<TFloat32> change = tf.math.mul(tf.math.mul(momentumScale, lookAhead), b);
    return tf.withControlDependencies(
            tf.resourceScatterUpdate(
                buffer, rows, tf.math.mul(b, math.power(sgd.momentum(), missedSteps))),
            change)
        .resourceScatterSub(target.variable(), rows, change);
  }
}
