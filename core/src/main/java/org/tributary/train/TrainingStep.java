package org.tributary.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Unique;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.runtime.Closer;

/**
 * Gradient clipping and the optimiser's updates in a graph. {@link GraphTrainer} runs them in the
 * right order; use this class in a loop that runs the session itself.
 */
public final class TrainingStep {
  private final Ops tf;
  private final Placeholder<TFloat32> learningRate;
  private final UpdateRule rule;
  private final Optimizer optimizer;
  private final Variables state;
  private final Placeholder<TFloat32> number;
  private final Optional<DeferredRowUpdates> deferredRows;
  private final Optional<MovingAverage> average;
  private final Operand<TFloat32> norm;
  private final List<Op> updates = new ArrayList<>();

  /**
   * Adds the updates to the graph.
   *
   * @param clipNorm the maximum global norm of all gradients, as in PyTorch's {@code
   *     clip_grad_norm_}; empty for no limit
   * @param average the average of the weights to maintain
   * @throws IllegalArgumentException if a gradient does not match its parameter
   */
  public TrainingStep(
      Ops tf,
      Variables variables,
      Gradients gradients,
      Optimizer optimizer,
      OptionalDouble clipNorm,
      WeightAverage average) {
    gradients.requireMatch(variables);
    this.tf = tf;
    this.optimizer = optimizer;
    this.learningRate = scalar();
    this.rule = UpdateRule.of(tf, optimizer, learningRate);
    this.number = scalar();
    this.state = new Variables(tf, stateOf(variables, gradients, optimizer, average));
    this.deferredRows =
        rule.needsCatchUp()
            ? Optional.of(new DeferredRowUpdates(tf, rule, state))
            : Optional.empty();
    this.average =
        average instanceof WeightAverage.Exponential e
            ? Optional.of(
                new MovingAverage(
                    tf, e.decay(), number, variables, state, gradients.rows().keySet()))
            : Optional.empty();

    Map<String, Gradients.Rows> rows = new LinkedHashMap<>();
    gradients.rows().forEach((name, r) -> rows.put(name, merged(r)));
    List<Operand<TFloat32>> all = new ArrayList<>(gradients.dense().values());
    rows.values().forEach(r -> all.add(r.values()));
    GradientClip clip = new GradientClip(tf, all, clipNorm);
    this.norm = clip.norm();

    gradients.dense().forEach((name, g) -> update(variables, name, clip.clip(g)));
    rows.forEach(
        (name, r) ->
            update(variables, name, new Gradients.Rows(r.indices(), clip.clip(r.values()))));
  }

  private void update(Variables variables, String name, Operand<TFloat32> gradient) {
    Op update = rule.dense(target(variables, name), gradient);
    updates.add(update);
    average.ifPresent(a -> updates.add(a.dense(name, update)));
  }

  private void update(Variables variables, String name, Gradients.Rows gradient) {
    UpdateRule.Target target = target(variables, name);
    deferredRows.ifPresent(c -> updates.addAll(c.add(name, target, gradient.indices(), number)));
    if (average.isEmpty()) {
      updates.add(rule.rows(target, gradient));
      return;
    }
    MovingAverage.PendingRows pending = average.get().before(name, gradient);
    Op update = rule.rows(target, pending.gradient());
    updates.add(update);
    updates.addAll(average.get().after(pending, update));
  }

  private List<ParameterSpec> stateOf(
      Variables variables, Gradients gradients, Optimizer optimizer, WeightAverage average) {
    Initializer zeros = Initializer.constant(0);
    List<ParameterSpec> trained =
        variables.specs().stream()
            .filter(
                p ->
                    gradients.dense().containsKey(p.name())
                        || gradients.rows().containsKey(p.name()))
            .toList();
    List<ParameterSpec> specs = new ArrayList<>();
    for (ParameterSpec p : trained) {
      for (String slot : optimizer.state()) {
        specs.add(new ParameterSpec(stateName(p.name(), slot), p.shape(), zeros));
      }
    }
    trained.stream()
        .filter(p -> rule.needsCatchUp() && gradients.rows().containsKey(p.name()))
        .forEach(p -> specs.addAll(DeferredRowUpdates.specs(p)));
    if (average instanceof WeightAverage.Exponential) {
      specs.addAll(MovingAverage.specs(trained, gradients.rows().keySet()));
    }
    return specs;
  }

  private static String stateName(String parameter, String slot) {
    return parameter + "." + slot;
  }

  private UpdateRule.Target target(Variables variables, String name) {
    Map<String, Operand<? extends TType>> slots = new LinkedHashMap<>();
    optimizer.state().forEach(k -> slots.put(k, state.resource(stateName(name, k))));
    return new UpdateRule.Target(variables.resource(name), slots);
  }

  /**
   * Initialises the state variables of the optimiser and the average to zeros in {@code session}.
   */
  public void initialize(Session session) {
    state.assignZeros(session);
  }

  /**
   * Returns the state variables of the optimiser and the moving average, named by the parameter, a
   * dot and the state's name, as in {@link Optimizer#state}. Assign them to resume a run.
   */
  public Variables state() {
    return state;
  }

  /**
   * Returns the moving average of the weights; empty if none is maintained.
   *
   * @param number the number of finished steps of the run, at least 1
   */
  public Optional<ParameterValues> averaged(Session session, long number) {
    return average.map(a -> a.values(session, number));
  }

  /** Returns the global norm of all gradients before clipping, a scalar. */
  public Operand<TFloat32> gradientNorm() {
    return norm;
  }

  /**
   * Adds the updates to the targets of {@code runner}. Run {@link #feedCatchUp} before it, to apply
   * the deferred updates of the step's rows.
   *
   * @param number the step's number, from 1
   * @param rate the learning rate
   * @return tensors that the caller closes after the run
   */
  public List<TFloat32> feed(Session.Runner runner, long number, double rate) {
    Map<Placeholder<TFloat32>, Float> scalars = new LinkedHashMap<>(rule.scalars(number));
    scalars.put(learningRate, (float) rate);
    scalars.put(this.number, (float) number);
    updates.forEach(runner::addTarget);
    return feed(runner, scalars);
  }

  /**
   * Returns whether there are deferred row updates for {@link #feedCatchUp} and {@link
   * #catchUpAll}.
   */
  public boolean needsCatchUp() {
    return deferredRows.isPresent() && !deferredRows.get().beforeStep().isEmpty();
  }

  /**
   * Adds the deferred updates of the step's rows to the targets of {@code runner}, for a separate
   * run before the step. It needs the same feeds of row indices as the step.
   *
   * @param number the step's number, from 1
   * @return tensors that the caller closes after the run
   */
  public List<TFloat32> feedCatchUp(Session.Runner runner, long number) {
    if (!needsCatchUp()) {
      return List.of();
    }
    deferredRows.get().beforeStep().forEach(runner::addTarget);
    return feed(runner, Map.of(deferredRows.get().finishedSteps(), (float) (number - 1)));
  }

  /**
   * Applies the deferred updates of every row of every table, before weights are read at the end of
   * an epoch. Takes time in proportion to the tables.
   *
   * @param number the number of finished steps of the run
   */
  public void catchUpAll(Session session, long number) {
    if (!needsCatchUp()) {
      return;
    }
    Session.Runner runner = session.runner();
    deferredRows.get().all().forEach(runner::addTarget);
    List<TFloat32> fed = feed(runner, Map.of(deferredRows.get().finishedSteps(), (float) number));
    try {
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  private static List<TFloat32> feed(
      Session.Runner runner, Map<Placeholder<TFloat32>, Float> scalars) {
    List<TFloat32> fed = new ArrayList<>();
    Closer closer = new Closer();
    try {
      scalars.forEach(
          (placeholder, value) -> {
            TFloat32 tensor = closer.register(TFloat32.scalarOf(value), TFloat32::close);
            fed.add(tensor);
            runner.feed(placeholder, tensor);
          });
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
    return fed;
  }

  private Placeholder<TFloat32> scalar() {
    return tf.placeholder(TFloat32.class, Placeholder.shape(org.tensorflow.ndarray.Shape.scalar()));
  }

  /** Sums the gradients of equal rows, so that the norm and the squares are right. */
  private Gradients.Rows merged(Gradients.Rows rows) {
    Unique<TInt32, TInt32> unique = tf.unique(rows.indices(), tf.array(0));
    Operand<TInt32> count = tf.size(unique.y()); // []
    return new Gradients.Rows(
        unique.y(), tf.math.unsortedSegmentSum(rows.values(), unique.idx(), count));
  }
}
