package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.train.optimizer.WeightAverage;

/** The moving average of weights, {@link WeightAverage#exponential}, in a graph. */
final class MovingAverage {
  private static final String AVERAGE = ".average";

  /** The last step with a gradient for each row of a table. */
  private static final String LAST_STEP = ".average_step";

  private final Ops tf;
  private final double decay;
  private final Variables variables;
  private final Variables state;
  private final Set<String> tables;
  private final Operand<TFloat32> number;

  /**
   * Creates a moving average.
   *
   * @param number the step's number, a scalar
   * @param state the variables of {@link #specs}
   * @param tables the parameters with sparse gradients
   */
  MovingAverage(
      Ops tf,
      double decay,
      Operand<TFloat32> number,
      Variables variables,
      Variables state,
      Set<String> tables) {
    this.tf = tf;
    this.decay = decay;
    this.variables = variables;
    this.state = state;
    this.tables = Set.copyOf(tables);
    this.number = number;
  }

  /** Returns the state variables of an average, initially zeros. */
  static List<ParameterSpec> specs(List<ParameterSpec> parameters, Set<String> tables) {
    Initializer zeros = Initializer.constant(0);
    List<ParameterSpec> specs = new ArrayList<>();
    for (ParameterSpec p : parameters) {
      specs.add(new ParameterSpec(p.name() + AVERAGE, p.shape(), zeros));
      if (tables.contains(p.name())) {
        specs.add(new ParameterSpec(p.name() + LAST_STEP, TensorShape.of(p.shape().get(0)), zeros));
      }
    }
    return specs;
  }

  /** Averages a dense variable after its {@code update}: a ← a - (1-d) (a - θ). */
  Op dense(String name, Op update) {
    Operand<? extends TType> average = state.resource(name + AVERAGE);
    Operand<TFloat32> now =
        tf.withControlDependencies(update).readVariableOp(variables.resource(name), TFloat32.class);
    return tf.train.resourceApplyGradientDescent(
        average,
        tf.constant((float) (1 - decay)),
        tf.math.sub(tf.readVariableOp(average, TFloat32.class), now));
  }

  /**
   * Adds the update of a step's rows, and their averages before and after it. The update waits
   * until the rows have been read.
   *
   * @param gradient the gradient of distinct rows
   * @param addUpdate adds the update to the graph, for a gradient with a control dependency
   * @return operations to run with the step's updates
   */
  List<Op> rows(
      String name,
      ParameterGradients.Rows gradient,
      Function<ParameterGradients.Rows, Op> addUpdate) {
    Operand<TInt32> indices = gradient.indices();
    Operand<TFloat32> rows = gathered(tf, variables.resource(name), indices); // [K, E]
    Operand<TFloat32> last = gathered(tf, state.resource(name + LAST_STEP), indices); // [K]
    Operand<TFloat32> skipped = tf.math.sub(tf.math.sub(number, tf.constant(1f)), last); // [K]
    Operand<TFloat32> factor =
        tf.expandDims(tf.math.pow(tf.constant((float) decay), skipped), tf.constant(1)); // [K, 1]
    Operand<TFloat32> average = gathered(tf, state.resource(name + AVERAGE), indices); // [K, E]
    Operand<TFloat32> before =
        tf.math.add(rows, tf.math.mul(factor, tf.math.sub(average, rows))); // [K, E]
    Operand<TFloat32> guarded = tf.withControlDependencies(before).identity(gradient.values());

    Op update = addUpdate.apply(new ParameterGradients.Rows(indices, guarded));

    Operand<TFloat32> after =
        gathered(tf.withControlDependencies(update), variables.resource(name), indices); // [K, E]
    return List.of(
        update,
        tf.resourceScatterUpdate(state.resource(name + AVERAGE), indices, blended(before, after)),
        tf.withControlDependencies(before)
            .resourceScatterUpdate(
                state.resource(name + LAST_STEP), indices, tf.fill(tf.shape(indices), number)));
  }

  private Operand<TFloat32> gathered(
      Ops ops, Operand<? extends TType> variable, Operand<TInt32> rows) {
    return ops.resourceGather(variable, rows, TFloat32.class);
  }

  /** Returns d a + (1-d) θ. */
  private Operand<TFloat32> blended(Operand<TFloat32> average, Operand<TFloat32> now) {
    return tf.math.add(
        tf.math.mul(tf.constant((float) decay), average),
        tf.math.mul(tf.constant((float) (1 - decay)), now));
  }

  /**
   * Returns the bias-corrected averages.
   *
   * @param now the weights in {@code session}
   * @param steps the number of steps of the run, at least 1
   */
  ParameterValues values(Session session, ParameterValues now, long steps) {
    Set<String> own = // of the average, not the optimizer's, which may be several times as large
        state.specs().stream()
            .map(ParameterSpec::name)
            .filter(name -> name.endsWith(AVERAGE) || name.endsWith(LAST_STEP))
            .collect(Collectors.toSet());
    ParameterValues averages = state.values(session, List.copyOf(own));
    Map<String, FloatTensor> averaged = new LinkedHashMap<>();
    for (String name : now.names()) {
      if (!own.contains(name + AVERAGE)) { // an untrained variable
        averaged.put(name, now.tensor(name));
        continue;
      }
      float[] weights = now.values(name);
      float[] values = averages.values(name + AVERAGE);
      float[] last =
          tables.contains(name) ? averages.values(name + LAST_STEP) : new float[] {steps};
      int size = weights.length / last.length;
      for (int k = 0; k < weights.length; k++) {
        double skipped = Math.pow(decay, (double) steps - last[k / size]);
        double average = weights[k] + skipped * ((double) values[k] - weights[k]);
        values[k] = (float) (average / (1 - Math.pow(decay, (double) steps)));
      }
      averaged.put(name, FloatTensor.of(now.shape(name), values));
    }
    return ParameterValues.of(averaged);
  }
}
