package org.tributary.examples.programs;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;

/**
 * The Lion optimizer (Chen et al. 2023), without weight decay: θ ← θ - η sign(β₁ m + (1-β₁) g),
 * then m ← β₂ m + (1-β₂) g.
 *
 * @param beta1 β₁, the share of the momentum in an update
 * @param beta2 β₂, the decay of the momentum
 */
record Lion(float beta1, float beta2) implements Optimizer {

  @Override
  public List<State> state() {
    return List.of(State.zeros("momentum"));
  }

  @Override
  public UpdateRule rule(UpdateContext context) {
    Ops tf = context.tf();
    return (target, gradient) -> {
      Operand<TFloat32> momentum = target.read(tf, "momentum");
      Operand<TFloat32> direction = tf.math.sign(mix(tf, beta1, momentum, gradient));
      Operand<TFloat32> next = mix(tf, beta2, momentum, gradient);
      return tf.withControlDependencies(
              tf.withControlDependencies(direction)
                  .assignVariableOp(target.state("momentum"), next))
          .assignSubVariableOp(target.variable(), tf.math.mul(context.learningRate(), direction));
    };
  }

  private static Operand<TFloat32> mix(
      Ops tf, float share, Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.math.add(tf.math.mul(tf.constant(share), a), tf.math.mul(tf.constant(1 - share), b));
  }
}
