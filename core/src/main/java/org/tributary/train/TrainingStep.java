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
import org.tributary.runtime.OpenResources;

/**
 * Clipping and the optimiser's updates, placed in a graph. {@link GraphTrainer} runs them in the
 * right order; this is for a loop that prepares its own runs.
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
   * Places the updates.
   *
   * @param clipNorm the largest global norm of all gradients together, as PyTorch's {@code
   *     clip_grad_norm_}; empty for no limit
   * @param average which average of the weights to follow
   * @throws IllegalArgumentException if a gradient does not fit its parameter
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
    deferredRows.ifPresent(c -> updates.addAll(c.place(name, target, gradient.indices(), number)));
    if (average.isEmpty()) {
      updates.add(rule.rows(target, gradient));
      return;
    }
    MovingAverage.Awaiting awaiting = average.get().before(name, gradient);
    Op update = rule.rows(target, awaiting.gradient());
    updates.add(update);
    updates.addAll(average.get().after(awaiting, update));
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
      for (String kept : optimizer.state()) {
        specs.add(new ParameterSpec(stateName(p.name(), kept), p.shape(), zeros));
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

  private static String stateName(String parameter, String kept) {
    return parameter + "." + kept;
  }

  private UpdateRule.Target target(Variables variables, String name) {
    Map<String, Operand<? extends TType>> kept = new LinkedHashMap<>();
    optimizer.state().forEach(k -> kept.put(k, state.resource(stateName(name, k))));
    return new UpdateRule.Target(variables.resource(name), kept);
  }

  /**
   * Gives the optimiser's and the average's own variables their first values, zeros, in {@code
   * session}.
   */
  public void initialize(Session session) {
    state.assignZeros(session);
  }

  /**
   * What the optimiser and a moving average keep, by the parameter's name, a point and what it is,
   * for instance {@link Optimizer#state}'s name: for reading, and for assigning where a run is
   * taken up again.
   */
  public Variables state() {
    return state;
  }

  /**
   * The moving average of the weights; empty where none is followed.
   *
   * @param number steps of the whole run that are done, at least 1
   */
  public Optional<ParameterValues> averaged(Session session, long number) {
    return average.map(a -> a.values(session, number));
  }

  /** The global norm of all gradients before clipping, a scalar. */
  public Operand<TFloat32> gradientNorm() {
    return norm;
  }

  /**
   * Adds the updates to what {@code runner} is about to run. Before that run, the rows that it
   * touches have to be brought up to it by {@link #feedCatchUp}.
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
   * Whether rows move on in steps that do not touch them, so that {@link #feedCatchUp} and {@link
   * #catchUpAll} have something to do.
   */
  public boolean needsCatchUp() {
    return deferredRows.isPresent() && !deferredRows.get().beforeStep().isEmpty();
  }

  /**
   * Adds to what {@code runner} is about to run, in a run of its own before the step's, what moves
   * the rows that the step touches through the steps that they have missed. It needs the same feeds
   * for the rows' indices as the step.
   *
   * @param number the step's number, from 1
   * @return tensors that the caller closes after the run
   */
  public List<TFloat32> feedCatchUp(Session.Runner runner, long number) {
    if (!needsCatchUp()) {
      return List.of();
    }
    deferredRows.get().beforeStep().forEach(runner::addTarget);
    return feed(runner, Map.of(deferredRows.get().done(), (float) (number - 1)));
  }

  /**
   * Moves every row of every table through all steps that it has missed, which takes time in
   * proportion to the tables: for the end of an epoch, before weights are read.
   *
   * @param number steps of the whole run that are done
   */
  public void catchUpAll(Session session, long number) {
    if (!needsCatchUp()) {
      return;
    }
    Session.Runner runner = session.runner();
    deferredRows.get().all().forEach(runner::addTarget);
    List<TFloat32> fed = feed(runner, Map.of(deferredRows.get().done(), (float) number));
    try {
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  private static List<TFloat32> feed(
      Session.Runner runner, Map<Placeholder<TFloat32>, Float> scalars) {
    List<TFloat32> fed = new ArrayList<>();
    try (OpenResources opened = new OpenResources()) {
      scalars.forEach(
          (placeholder, value) -> {
            TFloat32 tensor = opened.add(TFloat32.scalarOf(value));
            fed.add(tensor);
            runner.feed(placeholder, tensor);
          });
      opened.keep();
    }
    return fed;
  }

  private Placeholder<TFloat32> scalar() {
    return tf.placeholder(TFloat32.class, Placeholder.shape(org.tensorflow.ndarray.Shape.scalar()));
  }

  /** The same gradient with each row once, so that its norm and square are right. */
  private Gradients.Rows merged(Gradients.Rows rows) {
    Unique<TInt32, TInt32> unique = tf.unique(rows.indices(), tf.array(0));
    Operand<TInt32> count = tf.size(unique.y()); // []
    return new Gradients.Rows(
        unique.y(), tf.math.unsortedSegmentSum(rows.values(), unique.idx(), count));
  }
}
