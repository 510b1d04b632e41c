package org.example;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
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
    public Map<String, Double> stateFactors() {
      return Map.of("square_avg", formula.alpha(), "momentum_buffer", formula.momentum());
    }

    @Override
    public int directions() {
      return 1;
    }

    /** θ ← θ - η μ^j b in the j-th step without a gradient. */
    @Override
    public LongFunction<double[]> distances(long step, double rate) {
      return last -> new double[] {-rate * Math.pow(formula.momentum(), (double) step - last)};
    }

    @Override
    public Movement movement(Target target, Operand<TInt32> rows) {
      Operand<TFloat32> b = target.gather(tf, "momentum_buffer", rows);
      return distances -> tf.math.mul(distances.get(0), b);
    }
  }
}
