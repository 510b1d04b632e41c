package org.tributary.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;

/** {@link WeightAverage.Exponential} as operations on variables. */
final class MovingAverage {
  private static final String AVERAGE = ".average";

  /** The last step in which each row of a table was touched. */
  private static final String STEP = ".average_step";

  private final Ops tf;
  private final double decay;
  private final Variables variables;
  private final Variables state;
  private final Set<String> tables;
  private final Operand<TFloat32> number;

  /**
   * @param number the step's, a scalar
   * @param state holds the variables of {@link #specs}
   * @param tables the parameters whose rows are touched one by one
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

  /** What an average keeps, all zeros at the start. */
  static List<ParameterSpec> specs(List<ParameterSpec> parameters, Set<String> tables) {
    Initializer zeros = Initializer.constant(0);
    List<ParameterSpec> specs = new ArrayList<>();
    for (ParameterSpec p : parameters) {
      specs.add(new ParameterSpec(p.name() + AVERAGE, p.shape(), zeros));
      if (tables.contains(p.name())) {
        specs.add(new ParameterSpec(p.name() + STEP, Shape.of(p.shape().get(0)), zeros));
      }
    }
    return specs;
  }

  /** Follows a whole variable after its {@code update}: a ← a - (1-d) (a - θ). */
  Op dense(String name, Op update) {
    Operand<? extends TType> average = state.resource(name + AVERAGE);
    Operand<TFloat32> now =
        tf.withControlDependencies(update).readVariableOp(variables.resource(name), TFloat32.class);
    return tf.train.resourceApplyGradientDescent(
        average,
        tf.constant((float) (1 - decay)),
        tf.math.sub(tf.readVariableOp(average, TFloat32.class), now));
  }

  /** The touched rows' averages after the step before this one. */
  record Awaiting(String name, Gradients.Rows gradient, Operand<TFloat32> average) {}

  /**
   * Brings the touched rows' averages up to the step before this one.
   *
   * @return with a gradient that lets no update happen before the rows have been read
   */
  Awaiting before(String name, Gradients.Rows gradient) {
    Operand<TFloat32> rows = gathered(tf, variables.resource(name), gradient); // [K, E]
    Operand<TFloat32> last = gathered(tf, state.resource(name + STEP), gradient); // [K]
    Operand<TFloat32> skipped = tf.math.sub(tf.math.sub(number, tf.constant(1f)), last); // [K]
    Operand<TFloat32> kept =
        tf.expandDims(tf.math.pow(tf.constant((float) decay), skipped), tf.constant(1)); // [K, 1]
    Operand<TFloat32> average = gathered(tf, state.resource(name + AVERAGE), gradient); // [K, E]
    Operand<TFloat32> current =
        tf.math.add(rows, tf.math.mul(kept, tf.math.sub(average, rows))); // [K, E]
    Operand<TFloat32> guarded = tf.withControlDependencies(current).identity(gradient.values());
    return new Awaiting(name, new Gradients.Rows(gradient.indices(), guarded), current);
  }

  /** Follows the touched rows after their {@code update}. */
  List<Op> after(Awaiting awaiting, Op update) {
    Operand<TFloat32> rows =
        gathered(
            tf.withControlDependencies(update),
            variables.resource(awaiting.name()),
            awaiting.gradient()); // [K, E]
    return List.of(
        tf.resourceScatterUpdate(
            state.resource(awaiting.name() + AVERAGE),
            awaiting.gradient().indices(),
            blended(awaiting.average(), rows)),
        tf.withControlDependencies(awaiting.average())
            .resourceScatterUpdate(
                state.resource(awaiting.name() + STEP),
                awaiting.gradient().indices(),
                tf.fill(tf.shape(awaiting.gradient().indices()), number)));
  }

  private Operand<TFloat32> gathered(
      Ops ops, Operand<? extends TType> variable, Gradients.Rows rows) {
    return ops.resourceGather(variable, rows.indices(), TFloat32.class);
  }

  /** d a + (1-d) θ. */
  private Operand<TFloat32> blended(Operand<TFloat32> average, Operand<TFloat32> now) {
    return tf.math.add(
        tf.math.mul(tf.constant((float) decay), average),
        tf.math.mul(tf.constant((float) (1 - decay)), now));
  }

  /** The corrected averages after {@code steps} steps of the run, at least 1. */
  ParameterValues values(Session session, long steps) {
    ParameterValues now = variables.values(session);
    ParameterValues kept = state.values(session);
    ParameterValues.Builder builder = ParameterValues.builder();
    for (String name : now.names()) {
      float[] weights = now.values(name);
      if (!kept.names().contains(name + AVERAGE)) { // what training leaves alone is its own average
        builder.add(name, now.shape(name), weights);
        continue;
      }
      float[] averages = kept.values(name + AVERAGE);
      float[] last = tables.contains(name) ? kept.values(name + STEP) : new float[] {steps};
      int size = weights.length / last.length;
      for (int k = 0; k < weights.length; k++) {
        double skipped = Math.pow(decay, (double) steps - last[k / size]);
        double average = weights[k] + skipped * ((double) averages[k] - weights[k]);
        averages[k] = (float) (average / (1 - Math.pow(decay, (double) steps)));
      }
      builder.add(name, now.shape(name), averages);
    }
    return builder.build();
  }
}
