package org.example;

import static org.example.RmsProp.times;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.ParameterGradients;
import org.tributary.train.optimizer.DeferredUpdateRule;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.RowUpdateRule;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;

/** {@link RmsProp} with updates of table rows and deferred momentum. */
record SparseRmsProp(RmsProp formula) implements Optimizer {

  @Override
  public List<State> state() {
    return formula.state();
  }

  @Override
  public UpdateRule rule(UpdateContext context) {
    return new Rule(formula, context, context.tf());
  }

  private record Rule(RmsProp formula, UpdateContext context, Ops tf)
      implements UpdateRule, RowUpdateRule, DeferredUpdateRule {

    @Override
    public Op dense(Target target, Operand<TFloat32> gradient) {
      return formula.dense(context, target, gradient);
    }

    @Override
    public Optional<RowUpdateRule> rows() {
      return Optional.of(this);
    }

    @Override
    public Op update(Target target, ParameterGradients.Rows gradient) {
      Operand<TInt32> rows = gradient.indices();
      Operand<TFloat32> g = gradient.values();
      Operand<TFloat32> v = formula.average(tf, target.gather(tf, "square_avg", rows), g);
      Operand<TFloat32> b = formula.velocity(tf, target.gather(tf, "momentum_buffer", rows), g, v);
      return tf.withControlDependencies(
              tf.resourceScatterUpdate(target.state("square_avg"), rows, v),
              tf.resourceScatterUpdate(target.state("momentum_buffer"), rows, b))
          .resourceScatterSub(target.variable(), rows, tf.math.mul(context.learningRate(), b));
    }

    @Override
    public Optional<DeferredUpdateRule> deferred() {
      return Optional.of(this);
    }

    @Override
    public Operand<TFloat32> momentumScale() {
      return context.learningRate();
    }

    /** θ ← θ - η b Σ μ^j, b ← μ^k b, v ← α^k v for k missed steps. */
    @Override
    public Op catchUp(
        Target target,
        Operand<TInt32> rows,
        Operand<TFloat32> missedSteps,
        Operand<TFloat32> momentumScale) {
      double mu = formula.momentum();
      Operand<TFloat32> v = target.gather(tf, "square_avg", rows);
      Operand<TFloat32> b = target.gather(tf, "momentum_buffer", rows);
      Operand<TFloat32> decayed = power(mu, missedSteps); // [K, 1]
      Operand<TFloat32> sum =
          times(tf, mu / (1 - mu), tf.math.sub(tf.constant(1f), decayed)); // [K, 1]
      Operand<TFloat32> change = tf.math.mul(tf.math.mul(momentumScale, sum), b);
      return tf.withControlDependencies(
              tf.resourceScatterUpdate(
                  target.state("square_avg"),
                  rows,
                  tf.math.mul(v, power(formula.alpha(), missedSteps))),
              tf.resourceScatterUpdate(
                  target.state("momentum_buffer"), rows, tf.math.mul(b, decayed)),
              change)
          .resourceScatterSub(target.variable(), rows, change);
    }

    private Operand<TFloat32> power(double base, Operand<TFloat32> k) {
      return tf.math.pow(tf.constant((float) base), k);
    }
  }
}
