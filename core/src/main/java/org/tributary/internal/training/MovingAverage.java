package org.tributary.internal.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.graph.Variables;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.train.optimizer.WeightAverage;

/** The moving average of weights, {@link WeightAverage#exponential}, in a graph. */
final class MovingAverage {
  private static final String AVERAGE = ".average";

  private final Ops tf;
  private final double decay;
  private final Variables variables;
  private final Variables state;

  /**
   * Creates a moving average.
   *
   * @param state the variables of {@link #specs}
   */
  MovingAverage(Ops tf, double decay, Variables variables, Variables state) {
    this.tf = tf;
    this.decay = decay;
    this.variables = variables;
    this.state = state;
  }

  /** Returns the state variables of an average, initially zeros. */
  static List<ParameterSpec> specs(List<ParameterSpec> parameters) {
    return parameters.stream()
        .map(p -> new ParameterSpec(p.name() + AVERAGE, p.shape(), Initializer.constant(0)))
        .toList();
  }

  /** Averages a dense variable after its {@code update}: a ← a - (1-d) (a - θ). */
  Op dense(String name, Op update) {
    Operand<? extends TType> average = variable(state, name);
    Operand<TFloat32> now =
        tf.withControlDependencies(update).readVariableOp(variables.resource(name), TFloat32.class);
    return tf.train.resourceApplyGradientDescent(
        average,
        tf.constant((float) (1 - decay)),
        tf.math.sub(tf.readVariableOp(average, TFloat32.class), now));
  }

  /** Averages the rows of a step after their {@code update}: a ← d a + (1-d) θ. */
  Op rows(String name, Operand<TInt32> indices, Op update) {
    Operand<? extends TType> average = variable(state, name);
    Operand<TFloat32> now =
        tf.withControlDependencies(update)
            .resourceGather(variables.resource(name), indices, TFloat32.class); // [K, E]
    return tf.resourceScatterUpdate(
        average, indices, blended(tf.resourceGather(average, indices, TFloat32.class), now));
  }

  /** Returns the variable of a parameter's average among the state variables. */
  static Operand<? extends TType> variable(Variables state, String name) {
    return state.resource(name + AVERAGE);
  }

  /** Returns d a + (1-d) θ. */
  private Operand<TFloat32> blended(Operand<TFloat32> average, Operand<TFloat32> now) {
    return tf.math.add(
        tf.math.mul(tf.constant((float) decay), average),
        tf.math.mul(tf.constant((float) (1 - decay)), now));
  }

  /**
   * Returns the bias-corrected averages, in which no updates are deferred.
   *
   * @param now the weights in {@code session}
   * @param steps the number of steps of the run, at least 1
   */
  ParameterValues values(Session session, ParameterValues now, long steps) {
    List<String> own = // the average's own variables, without the larger ones of the optimizer
        state.specs().stream()
            .map(ParameterSpec::name)
            .filter(name -> name.endsWith(AVERAGE))
            .toList();
    ParameterValues averages = state.values(session, own);
    double correction = 1 - Math.pow(decay, (double) steps);
    Map<String, FloatTensor> averaged = new LinkedHashMap<>();
    for (String name : now.names()) {
      if (!own.contains(name + AVERAGE)) { // an untrained variable
        averaged.put(name, now.tensor(name));
        continue;
      }
      float[] values = averages.values(name + AVERAGE);
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) (values[k] / correction);
      }
      averaged.put(name, FloatTensor.of(now.shape(name), values));
    }
    return ParameterValues.of(averaged);
  }
}
