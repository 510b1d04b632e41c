package org.tributary.train.optimizer;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The update rule of {@link Optimizer.Adam} and {@link Optimizer.AdamW}. */
final class AdamRule implements Formula, DeferredUpdateRule {
  private static final String MEAN = "exp_avg";
  private static final String SQUARES = "exp_avg_sq";

  private final Ops tf;
  private final Operand<TFloat32> learningRate;
  private final Optimizer.Adam constants;

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
    this.learningRate = context.learningRate();
    this.constants = constants;
    this.coupled = coupled;
    this.decoupled = decoupled;
    this.beta1Power = context.scalar(t -> Math.pow(constants.beta1(), (double) t));
    this.beta2Power = context.scalar(t -> Math.pow(constants.beta2(), (double) t));
    this.scaledEpsilon =
        context.scalar(
            t -> constants.epsilon() * Math.sqrt(1 - Math.pow(constants.beta2(), (double) t)));
    Operand<TFloat32> one = tf.constant(1f);
    this.rate =
        tf.math.mul(
            learningRate,
            tf.math.div(tf.math.sqrt(tf.math.sub(one, beta2Power)), tf.math.sub(one, beta1Power)));
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public Op update(Part part, Operand<TFloat32> gradient) {
    Operand<TFloat32> g = decayed(coupled, part, gradient);
    return part.rows().isPresent() ? updateRows(part, g) : updateWhole(part.target(), g);
  }

  /**
   * Adds TensorFlow's own operation, which is faster than the same formula and rounds otherwise.
   */
  private Op updateWhole(Target target, Operand<TFloat32> g) {
    return (decoupled == 0 ? tf : tf.withControlDependencies(decay(target, g)))
        .train.resourceApplyAdam(
            target.variable(),
            target.state(MEAN),
            target.state(SQUARES),
            beta1Power,
            beta2Power,
            learningRate,
            tf.constant((float) constants.beta1()),
            tf.constant((float) constants.beta2()),
            scaledEpsilon,
            g);
  }

  /** Builds θ ← θ - η λ θ, to run after the gradient, which has read θ. */
  private Op decay(Target target, Operand<TFloat32> gradient) {
    Ops afterGradient = tf.withControlDependencies(gradient);
    return afterGradient.assignSubVariableOp(
        target.variable(), tf.math.mul(learningRate, times(decoupled, target.read(afterGradient))));
  }

  private Op updateRows(Part part, Operand<TFloat32> g) {
    Operand<TFloat32> m = average(part, MEAN, g, constants.beta1());
    Op storeMean = part.assign(MEAN, m);
    Operand<TFloat32> v = average(part, SQUARES, tf.math.square(g), constants.beta2());
    Op storeSquares = part.assign(SQUARES, v);
    Operand<TFloat32> change =
        tf.math.div(tf.math.mul(rate, m), tf.math.add(tf.math.sqrt(v), scaledEpsilon)); // [K, E]
    if (decoupled > 0) {
      Operand<TFloat32> decay = times(decoupled, part.weights());
      change = tf.math.add(change, tf.math.mul(learningRate, decay));
    }
    return part.subtract(tf.withControlDependencies(storeMean, storeSquares), change);
  }

  /** Returns β a + (1-β) value. */
  private Operand<TFloat32> average(Part part, String name, Operand<TFloat32> value, double beta) {
    return tf.math.add(times(beta, part.state(name)), times(1 - beta, value));
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
    Part part = new Part(tf, target, Optional.of(rows));
    Operand<TFloat32> m = part.state(MEAN); // [K, E]
    Operand<TFloat32> v = part.state(SQUARES); // [K, E]
    Operand<TFloat32> direction =
        tf.math.div(m, tf.math.add(tf.math.sqrt(v), tf.constant((float) constants.epsilon())));
    Operand<TFloat32> change =
        tf.math.mul(
            tf.math.mul(momentumScale, geometricSum(constants.beta1(), missedSteps)), direction);
    return part.subtract(
        tf.withControlDependencies(
            part.assign(MEAN, tf.math.mul(m, power(constants.beta1(), missedSteps))),
            part.assign(SQUARES, tf.math.mul(v, power(constants.beta2(), missedSteps))),
            change),
        change);
  }
}
