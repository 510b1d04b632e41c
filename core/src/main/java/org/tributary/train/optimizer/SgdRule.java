package org.tributary.train.optimizer;

import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The update rule of {@link Optimizer.Sgd}. */
record SgdRule(
    Ops tf, Operand<TFloat32> learningRate, Optimizer.Sgd sgd, Operand<TFloat32> gradientWeight)
    implements Formula {
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

  /** Returns no row updates with weight decay, which changes every row in each step. */
  @Override
  public Optional<RowUpdateRule> rows() {
    return sgd.weightDecay() > 0 ? Optional.empty() : Optional.of(this);
  }

  @Override
  public Optional<DeferredUpdateRule> deferred() {
    return sgd.momentum() == 0
        ? Optional.empty()
        : Optional.of(
            new BufferDeferral(
                tf, BUFFER, sgd.momentum(), sgd.nesterov() ? sgd.momentum() : 1, Map.of()));
  }
}
