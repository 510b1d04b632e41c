package org.tributary.train;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** An optimiser's update rule in a graph. */
abstract sealed class UpdateRule permits SgdRule, AdamRule {
  final Ops tf;
  final Operand<TFloat32> learningRate;

  UpdateRule(Ops tf, Operand<TFloat32> learningRate) {
    this.tf = tf;
    this.learningRate = learningRate;
  }

  /**
   * A variable to update, with its optimiser state.
   *
   * @param state the state variables by {@link Optimizer#state}'s names
   */
  record Target(
      Operand<? extends TType> variable, Map<String, ? extends Operand<? extends TType>> state) {}

  static UpdateRule of(Ops tf, Optimizer optimizer, Operand<TFloat32> learningRate) {
    if (optimizer instanceof Optimizer.Adam adam) {
      return new AdamRule(tf, learningRate, adam);
    }
    if (optimizer instanceof Optimizer.AdamW adamW) {
      return new AdamRule(tf, learningRate, adamW);
    }
    return new SgdRule(tf, learningRate, (Optimizer.Sgd) optimizer);
  }

  /**
   * Checks a learning rate.
   *
   * @throws IllegalArgumentException if it is negative or not finite as float32
   */
  static void requireRate(double rate) {
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "learning rate: expected a finite number of at least 0, got %s".formatted(rate));
    }
    if (Float.isInfinite((float) rate)) {
      throw new IllegalArgumentException(
          "learning rate: expected a number that is finite as float32, at most %s, got %s"
              .formatted(Float.MAX_VALUE, rate));
    }
  }

  /** Builds the update of a variable by a dense gradient. */
  abstract Op dense(Target target, Operand<TFloat32> gradient);

  /** Builds the update of some rows of a variable, which must be distinct. */
  abstract Op rows(Target target, Gradients.Rows gradient);

  /** Returns whether a row also moves in steps without a gradient for it. */
  abstract boolean needsCatchUp();

  /** Returns the factor of the update direction at this step, a scalar. */
  abstract Operand<TFloat32> momentumScale();

  /**
   * Builds the deferred updates of some rows.
   *
   * @param rows distinct rows, [K]
   * @param missedSteps the number of steps without a gradient for each row, [K, 1]
   * @param momentumScale the momentum scale of each row, [K, 1]
   */
  abstract Op catchUp(
      Target target,
      Operand<TInt32> rows,
      Operand<TFloat32> missedSteps,
      Operand<TFloat32> momentumScale);

  /** Returns the scalars to feed at step {@code number}, in addition to the learning rate. */
  abstract Map<Placeholder<TFloat32>, Float> scalars(long number);

  final Placeholder<TFloat32> scalar() {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  final Operand<TFloat32> read(Operand<? extends TType> variable) {
    return tf.readVariableOp(variable, TFloat32.class);
  }

  final Operand<TFloat32> gathered(Operand<? extends TType> variable, Operand<TInt32> rows) {
    return tf.resourceGather(variable, rows, TFloat32.class); // [K, E]
  }

  /** Returns Σ β^j for j from 1 to k. */
  final Operand<TFloat32> geometricSum(double beta, Operand<TFloat32> k) {
    return times(beta / (1 - beta), tf.math.sub(tf.constant(1f), power(beta, k)));
  }

  final Operand<TFloat32> power(double beta, Operand<TFloat32> k) {
    return tf.math.pow(tf.constant((float) beta), k);
  }

  /** Returns a x + y. */
  final Operand<TFloat32> plus(double a, Operand<TFloat32> x, Operand<TFloat32> y) {
    return tf.math.add(y, times(a, x));
  }

  final Operand<TFloat32> times(double a, Operand<TFloat32> x) {
    return tf.math.mul(tf.constant((float) a), x);
  }
}
