package org.example;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;

/**
 * RMSprop, PyTorch's {@code optim.RMSprop}: v ← α v + (1-α) g², b ← μ b + g/(√v + ε), θ ← θ - η b.
 */
record RmsProp(double alpha, double epsilon, double momentum) implements Optimizer {

  @Override
  public List<State> state() {
    return List.of(State.zeros("square_avg"), State.zeros("momentum_buffer"));
  }

  @Override
  public UpdateRule rule(UpdateContext context) {
    return (target, gradient) -> dense(context, target, gradient);
  }

  Op dense(UpdateContext context, UpdateRule.Target target, Operand<TFloat32> gradient) {
    Ops tf = context.tf();
    Operand<TFloat32> v = average(tf, target.read(tf, "square_avg"), gradient);
    Operand<TFloat32> b = velocity(tf, target.read(tf, "momentum_buffer"), gradient, v);
    return tf.withControlDependencies(
            tf.assignVariableOp(target.state("square_avg"), v),
            tf.assignVariableOp(target.state("momentum_buffer"), b))
        .assignSubVariableOp(target.variable(), tf.math.mul(context.learningRate(), b));
  }

  /** Returns α v + (1-α) g². */
  Operand<TFloat32> average(Ops tf, Operand<TFloat32> v, Operand<TFloat32> g) {
    return tf.math.add(times(tf, alpha, v), times(tf, 1 - alpha, tf.math.square(g)));
  }

  /** Returns μ b + g/(√v + ε). */
  Operand<TFloat32> velocity(
      Ops tf, Operand<TFloat32> b, Operand<TFloat32> g, Operand<TFloat32> v) {
    Operand<TFloat32> root = tf.math.add(tf.math.sqrt(v), tf.constant((float) epsilon));
    return tf.math.add(times(tf, momentum, b), tf.math.div(g, root));
  }

  static Operand<TFloat32> times(Ops tf, double a, Operand<TFloat32> x) {
    return tf.math.mul(tf.constant((float) a), x);
  }
}
