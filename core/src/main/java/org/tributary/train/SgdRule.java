package org.tributary.train;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** {@link Optimizer.Sgd}'s formula. */
final class SgdRule extends UpdateRule {
  private final Optimizer.Sgd sgd;

  /** What a gradient counts in b: 1 in the first step, then 1 - dampening. */
  private final Placeholder<TFloat32> share;

  SgdRule(Ops tf, Operand<TFloat32> learningRate, Optimizer.Sgd sgd) {
    super(tf, learningRate);
    this.sgd = sgd;
    this.share = scalar();
  }

  @Override
  Op dense(Target target, Operand<TFloat32> gradient) {
    Operand<TFloat32> g =
        sgd.weightDecay() == 0
            ? gradient
            : plus(sgd.weightDecay(), whole(target.variable()), gradient);
    if (sgd.momentum() == 0) {
      return tf.train.resourceApplyGradientDescent(target.variable(), learningRate, g);
    }
    Operand<? extends TType> buffer = target.state().get("momentum_buffer");
    Operand<TFloat32> b = next(whole(buffer), g);
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
                touched(target.variable(), gradient.indices()),
                gradient.values());
    if (sgd.momentum() == 0) {
      return tf.resourceScatterSub(
          target.variable(), gradient.indices(), tf.math.mul(learningRate, g));
    }
    Operand<? extends TType> buffer = target.state().get("momentum_buffer");
    Operand<TFloat32> b = next(touched(buffer, gradient.indices()), g);
    return tf.withControlDependencies(tf.resourceScatterUpdate(buffer, gradient.indices(), b))
        .resourceScatterSub(
            target.variable(), gradient.indices(), tf.math.mul(learningRate, direction(b, g)));
  }

  private Operand<TFloat32> next(Operand<TFloat32> b, Operand<TFloat32> g) {
    return plus(sgd.momentum(), b, tf.math.mul(share, g));
  }

  private Operand<TFloat32> direction(Operand<TFloat32> b, Operand<TFloat32> g) {
    return sgd.nesterov() ? plus(sgd.momentum(), b, g) : b;
  }

  @Override
  boolean needsCatchUp() {
    return sgd.momentum() > 0;
  }

  @Override
  Operand<TFloat32> pace() {
    return learningRate;
  }

  /** θ ← θ - pace · b · Σ μ^j, with Nesterov's momentum once more by μ; b ← μ^k b. */
  @Override
  Op coast(Target target, Operand<TInt32> rows, Operand<TFloat32> missed, Operand<TFloat32> pace) {
    Operand<? extends TType> buffer = target.state().get("momentum_buffer");
    Operand<TFloat32> b = touched(buffer, rows); // [K, E]
    Operand<TFloat32> path = tail(sgd.momentum(), missed); // [K, 1]
    Operand<TFloat32> looking = sgd.nesterov() ? times(sgd.momentum(), path) : path;
    Operand<TFloat32> change = tf.math.mul(tf.math.mul(pace, looking), b);
    return tf.withControlDependencies(
            tf.resourceScatterUpdate(buffer, rows, tf.math.mul(b, power(sgd.momentum(), missed))),
            change)
        .resourceScatterSub(target.variable(), rows, change);
  }

  @Override
  Map<Placeholder<TFloat32>, Float> scalars(long number) {
    return sgd.momentum() == 0
        ? Map.of()
        : Map.of(share, number == 1 ? 1f : (float) (1 - sgd.dampening()));
  }
}
