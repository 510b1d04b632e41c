package org.tributary.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.tributary.param.Variables;

/** An optimiser's formula as operations on variables. */
abstract sealed class UpdateRule {
  final Ops tf;
  final Operand<TFloat32> learningRate;
  private final List<Op> initializers = new ArrayList<>();

  private UpdateRule(Ops tf, Operand<TFloat32> learningRate) {
    this.tf = tf;
    this.learningRate = learningRate;
  }

  static UpdateRule of(Ops tf, Optimizer optimizer, Operand<TFloat32> learningRate) {
    if (optimizer instanceof Optimizer.Adam adam) {
      return new AdamRule(tf, learningRate, adam);
    }
    return new SgdRule(tf, learningRate);
  }

  /** Updates a whole variable. */
  abstract Op dense(Operand<? extends TType> variable, Shape shape, Operand<TFloat32> gradient);

  /** Updates some rows of a variable, each of which comes once. */
  abstract Op rows(Operand<? extends TType> variable, Shape shape, Gradients.Rows gradient);

  /** What to feed at step {@code number}, beside the learning rate. */
  Map<Placeholder<TFloat32>, Float> scalars(long number) {
    return Map.of();
  }

  List<Op> initializers() {
    return initializers;
  }

  /** A variable of the optimiser's own that starts at zero. */
  final Operand<? extends TType> zeros(Shape shape, String name) {
    Operand<? extends TType> variable = Variables.handle(tf, shape, tf.scope().makeOpName(name));
    initializers.add(
        tf.assignVariableOp(variable, tf.zeros(tf.constant(shape.asArray()), TFloat32.class)));
    return variable;
  }

  private static final class SgdRule extends UpdateRule {
    SgdRule(Ops tf, Operand<TFloat32> learningRate) {
      super(tf, learningRate);
    }

    @Override
    Op dense(Operand<? extends TType> variable, Shape shape, Operand<TFloat32> gradient) {
      return tf.train.resourceApplyGradientDescent(variable, learningRate, gradient);
    }

    @Override
    Op rows(Operand<? extends TType> variable, Shape shape, Gradients.Rows gradient) {
      return tf.resourceScatterSub(
          variable, gradient.indices(), tf.math.mul(learningRate, gradient.values()));
    }
  }

  private static final class AdamRule extends UpdateRule {
    private final Optimizer.Adam adam;
    private final Placeholder<TFloat32> beta1Power;
    private final Placeholder<TFloat32> beta2Power;

    /** ε·√(1-β2^t): TensorFlow adds its epsilon to √v, PyTorch to √v/√(1-β2^t). */
    private final Placeholder<TFloat32> epsilon;

    /** η·√(1-β2^t)/(1-β1^t). */
    private final Operand<TFloat32> rate;

    AdamRule(Ops tf, Operand<TFloat32> learningRate, Optimizer.Adam adam) {
      super(tf, learningRate);
      this.adam = adam;
      this.beta1Power = scalar();
      this.beta2Power = scalar();
      this.epsilon = scalar();
      Operand<TFloat32> one = tf.constant(1f);
      this.rate =
          tf.math.mul(
              learningRate,
              tf.math.div(
                  tf.math.sqrt(tf.math.sub(one, beta2Power)), tf.math.sub(one, beta1Power)));
    }

    private Placeholder<TFloat32> scalar() {
      return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    }

    @Override
    Op dense(Operand<? extends TType> variable, Shape shape, Operand<TFloat32> gradient) {
      return tf.train.resourceApplyAdam(
          variable,
          zeros(shape, "adam_m"),
          zeros(shape, "adam_v"),
          beta1Power,
          beta2Power,
          learningRate,
          tf.constant((float) adam.beta1()),
          tf.constant((float) adam.beta2()),
          epsilon,
          gradient);
    }

    @Override
    Op rows(Operand<? extends TType> variable, Shape shape, Gradients.Rows gradient) {
      Operand<TFloat32> g = gradient.values();
      Moment m = moment(shape, "adam_rows_m", gradient, g, adam.beta1());
      Moment v = moment(shape, "adam_rows_v", gradient, tf.math.square(g), adam.beta2());
      Operand<TFloat32> change =
          tf.math.div(
              tf.math.mul(rate, m.now()), tf.math.add(tf.math.sqrt(v.now()), epsilon)); // [K, E]
      return tf.withControlDependencies(m.store(), v.store())
          .resourceScatterSub(variable, gradient.indices(), change);
    }

    private record Moment(Operand<TFloat32> now, Op store) {}

    /** The moving average of {@code value} in the touched rows: β a + (1-β) value. */
    private Moment moment(
        Shape shape, String name, Gradients.Rows rows, Operand<TFloat32> value, double beta) {
      Operand<? extends TType> variable = zeros(shape, name);
      Operand<TFloat32> before = tf.resourceGather(variable, rows.indices(), TFloat32.class);
      Operand<TFloat32> now =
          tf.math.add(
              tf.math.mul(before, tf.constant((float) beta)),
              tf.math.mul(value, tf.constant((float) (1 - beta))));
      return new Moment(now, tf.resourceScatterUpdate(variable, rows.indices(), now));
    }

    @Override
    Map<Placeholder<TFloat32>, Float> scalars(long number) {
      double power2 = Math.pow(adam.beta2(), (double) number);
      Map<Placeholder<TFloat32>, Float> scalars = new LinkedHashMap<>();
      scalars.put(beta1Power, (float) Math.pow(adam.beta1(), (double) number));
      scalars.put(beta2Power, (float) power2);
      scalars.put(epsilon, (float) (adam.epsilon() * Math.sqrt(1 - power2)));
      return scalars;
    }
  }
}
