package org.example;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;
import org.tributary.tribuo.config.TaggerOptimizer;

/** The sign of the gradient as the step (Bernstein et al. 2018), as a component. */
public final class SignSgd implements TaggerOptimizer {
  @Config(description = "Multiplier of the learning rate.")
  private double scale = 1;

  /** No-argument constructor for OLCUT. */
  private SignSgd() {}

  SignSgd(double scale) {
    this.scale = scale;
  }

  @Override
  public Optimizer optimizer() {
    return new Rule(scale);
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TaggerOptimizer");
  }

  private record Rule(double scale) implements Optimizer {
    @Override
    public List<State> state() {
      return List.of();
    }

    @Override
    public UpdateRule rule(UpdateContext context) {
      Ops tf = context.tf();
      Operand<TFloat32> rate = tf.math.mul(context.learningRate(), tf.constant((float) scale));
      return (target, gradient) ->
          tf.assignSubVariableOp(target.variable(), tf.math.mul(rate, tf.math.sign(gradient)));
    }
  }
}
