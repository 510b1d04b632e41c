package org.tributary.train.optimizer;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.ParameterGradients;

/** The update rule of {@link Optimizer.Adam} and {@link Optimizer.AdamW}. */
final class AdamRule implements UpdateRule, RowUpdateRule, DeferredUpdateRule {
  private final Ops tf;
  private final UpdateMath math;
  private final Operand<TFloat32> learningRate;
  private final double beta1;
  private final double beta2;
  private final double epsilon;

  /** λ of {@link Optimizer.Adam}, added to the gradient; else 0. */
  private final double coupled;

  /** λ of {@link Optimizer.AdamW}, applied to the weights; else 0. */
  private final double decoupled;

  private final Operand<TFloat32> beta1Power;
  private final Operand<TFloat32> beta2Power;

  /** ε·√(1-β2^t): TensorFlow adds its epsilon to √v, PyTorch to √v/√(1-β2^t). */
  private final Operand<TFloat32> scaledEpsilon;

  /** η·√(1-β2^t)/(1-β1^t). */
  private final Operand<TFloat32> rate;

  /**
   * Creates a rule.
   *
   * @param constants the constants, apart from the weight decay
   * @param coupled the weight decay of {@link Optimizer.Adam}
   * @param decoupled the weight decay of {@link Optimizer.AdamW}
   */
  AdamRule(UpdateContext context, Optimizer.Adam constants, double coupled, double decoupled) {
    this.tf = context.tf();
    this.math = new UpdateMath(tf);
    this.learningRate = context.learningRate();
    this.beta1 = constants.beta1();
    this.beta2 = constants.beta2();
    this.epsilon = constants.epsilon();
    this.coupled = coupled;
    this.decoupled = decoupled;
    this.beta1Power = context.scalar(t -> Math.pow(beta1, (double) t));
    this.beta2Power = context.scalar(t -> Math.pow(beta2, (double) t));
    this.scaledEpsilon = context.scalar(t -> epsilon * Math.sqrt(1 - Math.pow(beta2, (double) t)));
    Operand<TFloat32> one = tf.constant(1f);
    this.rate =
        tf.math.mul(
            learningRate,
            tf.math.div(tf.math.sqrt(tf.math.sub(one, beta2Power)), tf.math.sub(one, beta1Power)));
  }

  @Override
  public Op dense(Target target, Operand<TFloat32> gradient) {
    Operand<TFloat32> g = coupled == 0 ? gradient : math.plus(coupled, target.read(tf), gradient);
    return (decoupled == 0 ? tf : tf.withControlDependencies(decay(target, g)))
        .train.resourceApplyAdam(
            target.variable(),
            target.state("exp_avg"),
            target.state("exp_avg_sq"),
            beta1Power,
            beta2Power,
            learningRate,
            tf.constant((float) beta1),
            tf.constant((float) beta2),
            scaledEpsilon,
            g);
  }

  /** Builds θ ← θ - η λ θ, to run after the gradient, which has read θ. */
  private Op decay(Target target, Operand<TFloat32> gradient) {
    Ops afterGradient = tf.withControlDependencies(gradient);
    return afterGradient.assignSubVariableOp(
        target.variable(),
        tf.math.mul(
            learningRate,
            math.times(
                decoupled, afterGradient.readVariableOp(target.variable(), TFloat32.class))));
  }

  @Override
  public Op update(Target target, ParameterGradients.Rows gradient) {
    Operand<TFloat32> g =
        coupled == 0
            ? gradient.values()
            : math.plus(coupled, target.gather(tf, gradient.indices()), gradient.values());
    Moment m = moment(target, "exp_avg", gradient, g, beta1);
    Moment v = moment(target, "exp_avg_sq", gradient, tf.math.square(g), beta2);
    Operand<TFloat32> change =
        tf.math.div(
            tf.math.mul(rate, m.updated()),
            tf.math.add(tf.math.sqrt(v.updated()), scaledEpsilon)); // [K,E]
    if (decoupled > 0) {
      Operand<TFloat32> decay = math.times(decoupled, target.gather(tf, gradient.indices()));
      change = tf.math.add(change, tf.math.mul(learningRate, decay));
    }
    return tf.withControlDependencies(m.store(), v.store())
        .resourceScatterSub(target.variable(), gradient.indices(), change);
  }

  private record Moment(Operand<TFloat32> updated, Op store) {}

  /** Builds the moving average of {@code value} in the gathered rows: β a + (1-β) value. */
  private Moment moment(
      Target target,
      String name,
      ParameterGradients.Rows rows,
      Operand<TFloat32> value,
      double beta) {
    Operand<TFloat32> updated =
        tf.math.add(
            math.times(beta, target.gather(tf, name, rows.indices())), math.times(1 - beta, value));
    return new Moment(
        updated, tf.resourceScatterUpdate(target.state(name), rows.indices(), updated));
  }

  @Override
  public Optional<RowUpdateRule> rows() {
    return Optional.of(this);
  }

  @Override
  public Optional<DeferredUpdateRule> deferred() {
    return Optional.of(this);
  }

  @Override
  public Operand<TFloat32> momentumScale() {
    return rate;
  }

  /** Builds θ ← θ - scale · m/(√v + ε) · Σ β1^j, m ← β1^k m, v ← β2^k v for k missed steps. */
  @Override
  public Op catchUp(
      Target target,
      Operand<TInt32> rows,
      Operand<TFloat32> missedSteps,
      Operand<TFloat32> momentumScale) {
    Operand<TFloat32> m = target.gather(tf, "exp_avg", rows); // [K, E]
    Operand<TFloat32> v = target.gather(tf, "exp_avg_sq", rows); // [K, E]
    Operand<TFloat32> direction =
        tf.math.div(m, tf.math.add(tf.math.sqrt(v), tf.constant((float) epsilon)));
    Operand<TFloat32> change =
        tf.math.mul(tf.math.mul(momentumScale, math.geometricSum(beta1, missedSteps)), direction);
    return tf.withControlDependencies(
            tf.resourceScatterUpdate(
                target.state("exp_avg"), rows, tf.math.mul(m, math.power(beta1, missedSteps))),
            tf.resourceScatterUpdate(
                target.state("exp_avg_sq"), rows, tf.math.mul(v, math.power(beta2, missedSteps))),
            change)
        .resourceScatterSub(target.variable(), rows, change);
  }
}
