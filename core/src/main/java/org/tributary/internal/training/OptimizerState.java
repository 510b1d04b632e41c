package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;
import org.tributary.graph.Variables;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.UpdateRule;

/** The state variables of an optimizer in a graph, such as Adam's moments. */
public final class OptimizerState {
  private final Function<String, Optimizer> optimizers;
  private final Variables variables;

  /** Assignments of initial values other than zero. */
  private final List<Op> initializers = new ArrayList<>();

  /**
   * Adds the variables to the graph.
   *
   * @param optimizers the optimizer of each parameter, by name
   * @param trained the parameters that the optimizers update
   * @param more further state variables, initially zeros
   */
  public OptimizerState(
      Ops tf,
      Function<String, Optimizer> optimizers,
      List<ParameterSpec> trained,
      List<ParameterSpec> more) {
    this.optimizers = optimizers;
    List<ParameterSpec> specs = new ArrayList<>();
    for (ParameterSpec p : trained) {
      for (Optimizer.State s : states(p.name())) {
        specs.add(new ParameterSpec(name(p.name(), s), p.shape(), Initializer.constant(0)));
      }
    }
    specs.addAll(more);
    Set<String> distinct = new HashSet<>();
    for (ParameterSpec spec : specs) {
      if (!distinct.add(spec.name())) {
        String parameter = spec.name().substring(0, spec.name().lastIndexOf('.'));
        throw new IllegalArgumentException(
            "optimizer %s: expected state names that are distinct and none of average, row_steps and window_rates, got %s"
                .formatted(
                    optimizers.apply(parameter),
                    states(parameter).stream().map(Optimizer.State::name).toList()));
      }
    }
    this.variables = new Variables(tf, specs);
    for (ParameterSpec p : trained) {
      for (Optimizer.State s : states(p.name())) {
        if (s.initial() != 0) {
          initializers.add(
              tf.assignVariableOp(
                  variables.resource(name(p.name(), s)),
                  tf.fill(tf.constant(p.shape().asArray()), tf.constant((float) s.initial()))));
        }
      }
    }
  }

  private List<Optimizer.State> states(String parameter) {
    return optimizers.apply(parameter).state();
  }

  private static String name(String parameter, Optimizer.State state) {
    return parameter + "." + state.name();
  }

  /** Returns the variables, named by the parameter, a dot and the state's name. */
  Variables variables() {
    return variables;
  }

  /** Returns a parameter with its state. */
  public UpdateRule.Target target(Variables parameters, String name) {
    Map<String, Operand<? extends TType>> handles = new HashMap<>();
    states(name).forEach(s -> handles.put(s.name(), variables.resource(name(name, s))));
    return new UpdateRule.Target(parameters.resource(name), handles);
  }

  /** Assigns the initial values in {@code session}. */
  public void initialize(Session session) {
    variables.assignZeros(session);
    if (!initializers.isEmpty()) { // TensorFlow rejects a run without targets
      Session.Runner runner = session.runner();
      initializers.forEach(runner::addTarget);
      runner.run().close();
    }
  }
}
