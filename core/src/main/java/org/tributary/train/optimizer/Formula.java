package org.tributary.train.optimizer;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.ParameterGradients;

/** An update rule with one formula for a whole parameter and for some rows of a table. */
interface Formula extends UpdateRule, RowUpdateRule {
  Ops tf();

  /**
   * Adds the update to the graph.
   *
   * @param gradient of the shape of the part's weights
   * @return the last operation of the update, as in {@link UpdateRule#dense}
   */
  Op update(Part part, Operand<TFloat32> gradient);

  @Override
  default Op dense(Target target, Operand<TFloat32> gradient) {
    return update(new Part(tf(), target, Optional.empty()), gradient);
  }

  @Override
  default Op update(Target target, ParameterGradients.Rows gradient) {
    return update(new Part(tf(), target, Optional.of(gradient.indices())), gradient.values());
  }

  @Override
  default Optional<RowUpdateRule> rows() {
    return Optional.of(this);
  }

  /** Returns a x + y. */
  default Operand<TFloat32> plus(double a, Operand<TFloat32> x, Operand<TFloat32> y) {
    return tf().math.add(y, times(a, x));
  }

  default Operand<TFloat32> times(double a, Operand<TFloat32> x) {
    return tf().math.mul(tf().constant((float) a), x);
  }

  /** Returns g + λ θ. */
  default Operand<TFloat32> decayed(double decay, Part part, Operand<TFloat32> gradient) {
    return decay == 0 ? gradient : plus(decay, part.weights(), gradient);
  }

  /**
   * The target of an update: a parameter, or some rows of a table, with its state.
   *
   * @param rows the indices of distinct rows, [K]; empty for a whole parameter
   */
  record Part(Ops tf, Target target, Optional<Operand<TInt32>> rows) {
    Operand<TFloat32> weights() {
      return rows.map(r -> target.gather(tf, r)).orElseGet(() -> target.read(tf));
    }

    Operand<TFloat32> state(String name) {
      return rows.map(r -> target.gather(tf, name, r)).orElseGet(() -> target.read(tf, name));
    }

    Op assign(String name, Operand<TFloat32> value) {
      return rows.<Op>map(r -> tf.resourceScatterUpdate(target.state(name), r, value))
          .orElseGet(() -> tf.assignVariableOp(target.state(name), value));
    }

    /**
     * Adds θ ← θ - change to the graph.
     *
     * @param after operations with control dependencies on the writes before it
     */
    Op subtract(Ops after, Operand<TFloat32> change) {
      return rows.<Op>map(r -> after.resourceScatterSub(target.variable(), r, change))
          .orElseGet(() -> after.assignSubVariableOp(target.variable(), change));
    }
  }
}
