package org.tributary.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** The update rule of {@link Optimizer.Adam} and {@link Optimizer.AdamW}. */
final class AdamRule extends UpdateRule {
  private final double beta1;
  private final double beta2;
  private final double epsilon;

  /** λ of {@link Optimizer.Adam}, added to the gradient; else 0. */
  private final double coupled;

  /** λ of {@link Optimizer.AdamW}, applied to the weights; else 0. */
  private final double decoupled;

  private final Placeholder<TFloat32> beta1Power;
  private final Placeholder<TFloat32> beta2Power;

  /** ε·√(1-β2^t): TensorFlow adds its epsilon to √v, PyTorch to √v/√(1-β2^t). */
  private final Placeholder<TFloat32> scaledEpsilon;

  /** η·√(1-β2^t)/(1-β1^t). */
  private final Operand<TFloat32> rate;

  AdamRule(Ops tf, Operand<TFloat32> learningRate, Optimizer.Adam adam) {
    this(tf, learningRate, adam, adam.weightDecay(), 0);
  }

  AdamRule(Ops tf, Operand<TFloat32> learningRate, Optimizer.AdamW adamW) {
    this(
        tf,
        learningRate,
        new Optimizer.Adam(adamW.beta1(), adamW.beta2(), adamW.epsilon(), 0),
        0,
        adamW.weightDecay());
  }

  private AdamRule(
      Ops tf,
      Operand<TFloat32> learningRate,
      Optimizer.Adam constants,
      double coupled,
      double decoupled) {
    super(tf, learningRate);
    this.beta1 = constants.beta1();
    this.beta2 = constants.beta2();
    this.epsilon = constants.epsilon();
    this.coupled = coupled;
    this.decoupled = decoupled;
    this.beta1Power = scalar();
    this.beta2Power = scalar();
    this.scaledEpsilon = scalar();
    Operand<TFloat32> one = tf.constant(1f);
    this.rate =
        tf.math.mul(
            learningRate,
            tf.math.div(tf.math.sqrt(tf.math.sub(one, beta2Power)), tf.math.sub(one, beta1Power)));
  }

  @Override
  Op dense(Target target, Operand<TFloat32> gradient) {
    Operand<TFloat32> g =
        coupled == 0 ? gradient : plus(coupled, read(target.variable()), gradient);
    return (decoupled == 0 ? tf : tf.withControlDependencies(decay(target, g)))
        .train.resourceApplyAdam(
            target.variable(),
            target.state().get("exp_avg"),
            target.state().get("exp_avg_sq"),
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
            times(decoupled, afterGradient.readVariableOp(target.variable(), TFloat32.class))));
  }

  @Override
  Op rows(Target target, Gradients.Rows gradient) {
    Operand<TFloat32> g =
        coupled == 0
            ? gradient.values()
            : plus(coupled, gathered(target.variable(), gradient.indices()), gradient.values());
    Moment m = moment(target.state().get("exp_avg"), gradient, g, beta1);
    Moment v = moment(target.state().get("exp_avg_sq"), gradient, tf.math.square(g), beta2);
    Operand<TFloat32> change =
        tf.math.div(
            tf.math.mul(rate, m.updated()),
            tf.math.add(tf.math.sqrt(v.updated()), scaledEpsilon)); // [K,E]
    if (decoupled > 0) {
      Operand<TFloat32> decay = times(decoupled, gathered(target.variable(), gradient.indices()));
      change = tf.math.add(change, tf.math.mul(learningRate, decay));
    }
    return tf.withControlDependencies(m.store(), v.store())
        .resourceScatterSub(target.variable(), gradient.indices(), change);
  }

  private record Moment(Operand<TFloat32> updated, Op store) {}

  /** Builds the moving average of {@code value} in the gathered rows: β a + (1-β) value. */
  private Moment moment(
      Operand<? extends TType> variable,
      Gradients.Rows rows,
      Operand<TFloat32> value,
      double beta) {
    Operand<TFloat32> updated =
        tf.math.add(times(beta, gathered(variable, rows.indices())), times(1 - beta, value));
    return new Moment(updated, tf.resourceScatterUpdate(variable, rows.indices(), updated));
  }

  @Override
  boolean needsCatchUp() {
    return true;
  }

  @Override
  Operand<TFloat32> momentumScale() {
    return rate;
  }

  /** Builds θ ← θ - scale · m/(√v + ε) · Σ β1^j, m ← β1^k m, v ← β2^k v for k missed steps. */
  @Override
  Op catchUp(
      Target target,
      Operand<TInt32> rows,
      Operand<TFloat32> missedSteps,
      Operand<TFloat32> momentumScale) {
    Operand<? extends TType> mean = target.state().get("exp_avg");
    Operand<? extends TType> square = target.state().get("exp_avg_sq");
    Operand<TFloat32> m = gathered(mean, rows); // [K, E]
    Operand<TFloat32> v = gathered(square, rows); // [K, E]
    Operand<TFloat32> direction =
        tf.math.div(m, tf.math.add(tf.math.sqrt(v), tf.constant((float) epsilon)));
    Operand<TFloat32> change =
        tf.math.mul(tf.math.mul(momentumScale, geometricSum(beta1, missedSteps)), direction);
    return tf.withControlDependencies(
            tf.resourceScatterUpdate(mean, rows, tf.math.mul(m, power(beta1, missedSteps))),
            tf.resourceScatterUpdate(square, rows, tf.math.mul(v, power(beta2, missedSteps))),
            change)
        .resourceScatterSub(target.variable(), rows, change);
  }

  @Override
  Map<Placeholder<TFloat32>, Float> scalars(long number) {
    double power2 = Math.pow(beta2, (double) number);
    Map<Placeholder<TFloat32>, Float> scalars = new LinkedHashMap<>();
    scalars.put(beta1Power, (float) Math.pow(beta1, (double) number));
    scalars.put(beta2Power, (float) power2);
    scalars.put(scaledEpsilon, (float) (epsilon * Math.sqrt(1 - power2)));
    return scalars;
  }
}
