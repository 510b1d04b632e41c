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

/** The formulas of {@link Optimizer.Adam} and {@link Optimizer.AdamW}. */
final class AdamRule extends UpdateRule {
  private final double beta1;
  private final double beta2;
  private final double epsilon;

  /** λ where it is added to the gradient, else 0. */
  private final double coupled;

  /** λ where it shrinks the weights by itself, else 0. */
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
        coupled == 0 ? gradient : plus(coupled, whole(target.variable()), gradient);
    return (decoupled == 0 ? tf : tf.withControlDependencies(shrink(target, g)))
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

  /** θ ← θ - η λ θ, once the gradient is there and so θ has been read. */
  private Op shrink(Target target, Operand<TFloat32> gradient) {
    Ops then = tf.withControlDependencies(gradient);
    return then.assignSubVariableOp(
        target.variable(),
        tf.math.mul(
            learningRate,
            times(decoupled, then.readVariableOp(target.variable(), TFloat32.class))));
  }

  @Override
  Op rows(Target target, Gradients.Rows gradient) {
    Operand<TFloat32> g =
        coupled == 0
            ? gradient.values()
            : plus(coupled, touched(target.variable(), gradient.indices()), gradient.values());
    Moment m = moment(target.state().get("exp_avg"), gradient, g, beta1);
    Moment v = moment(target.state().get("exp_avg_sq"), gradient, tf.math.square(g), beta2);
    Operand<TFloat32> change =
        tf.math.div(
            tf.math.mul(rate, m.now()), tf.math.add(tf.math.sqrt(v.now()), scaledEpsilon)); // [K,E]
    if (decoupled > 0) {
      Operand<TFloat32> shrink = times(decoupled, touched(target.variable(), gradient.indices()));
      change = tf.math.add(change, tf.math.mul(learningRate, shrink));
    }
    return tf.withControlDependencies(m.store(), v.store())
        .resourceScatterSub(target.variable(), gradient.indices(), change);
  }

  private record Moment(Operand<TFloat32> now, Op store) {}

  /** The moving average of {@code value} in the touched rows: β a + (1-β) value. */
  private Moment moment(
      Operand<? extends TType> variable,
      Gradients.Rows rows,
      Operand<TFloat32> value,
      double beta) {
    Operand<TFloat32> now =
        tf.math.add(times(beta, touched(variable, rows.indices())), times(1 - beta, value));
    return new Moment(now, tf.resourceScatterUpdate(variable, rows.indices(), now));
  }

  @Override
  boolean needsCatchUp() {
    return true;
  }

  @Override
  Operand<TFloat32> pace() {
    return rate;
  }

  /** θ ← θ - pace · m/(√v + ε) · Σ β1^j, m ← β1^k m, v ← β2^k v. */
  @Override
  Op coast(Target target, Operand<TInt32> rows, Operand<TFloat32> missed, Operand<TFloat32> pace) {
    Operand<? extends TType> mean = target.state().get("exp_avg");
    Operand<? extends TType> square = target.state().get("exp_avg_sq");
    Operand<TFloat32> m = touched(mean, rows); // [K, E]
    Operand<TFloat32> v = touched(square, rows); // [K, E]
    Operand<TFloat32> direction =
        tf.math.div(m, tf.math.add(tf.math.sqrt(v), tf.constant((float) epsilon)));
    Operand<TFloat32> change = tf.math.mul(tf.math.mul(pace, tail(beta1, missed)), direction);
    return tf.withControlDependencies(
            tf.resourceScatterUpdate(mean, rows, tf.math.mul(m, power(beta1, missed))),
            tf.resourceScatterUpdate(square, rows, tf.math.mul(v, power(beta2, missed))),
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
