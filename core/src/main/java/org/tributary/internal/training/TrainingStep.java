package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unique;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.internal.NullChecks;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Feed;
import org.tributary.train.optimizer.DeferredUpdateRule;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.RowUpdateRule;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;
import org.tributary.train.optimizer.WeightAverage;

/**
 * A training step in a graph: deferred row updates, gradient clipping, and the updates of the
 * optimizer and the moving average.
 */
public final class TrainingStep {
  /** The update rule of a group. */
  private record GroupRule(
      ParameterGroup group,
      UpdateContext context,
      UpdateRule rule,
      Optional<RowUpdateRule> rows,
      Optional<DeferredUpdateRule> deferred) {
    static GroupRule of(Ops tf, ParameterGroup group) {
      UpdateContext context = new UpdateContext(tf);
      UpdateRule rule = group.optimizer().rule(context);
      Optional<RowUpdateRule> rows = rule.rows();
      return new GroupRule(group, context, rule, rows, rows.flatMap(RowUpdateRule::deferred));
    }
  }

  private final Ops tf;
  private final List<ParameterGroup> groups;
  private final Map<ParameterGroup, GroupRule> rules = new LinkedHashMap<>();
  private final OptimizerState state;
  private final DeferredRowUpdates deferredRows;
  private final Optional<MovingAverage> average;
  private final Operand<TFloat32> norm;
  private final List<Op> updates = new ArrayList<>();

  /**
   * Adds the updates to the graph.
   *
   * @param groups the optimizer of each parameter; a later group takes parameters from an earlier
   *     one, and the first has all
   * @param clipNorm the maximum global norm of all gradients, as in PyTorch's {@code
   *     clip_grad_norm_}; empty for no limit
   * @param average the average of the weights to maintain
   * @throws IllegalArgumentException if a gradient does not match its parameter
   */
  public TrainingStep(
      Ops tf,
      Variables variables,
      ParameterGradients gradients,
      List<ParameterGroup> groups,
      OptionalDouble clipNorm,
      WeightAverage average) {
    gradients.requireMatch(variables);
    this.tf = tf;
    this.groups = List.copyOf(groups);
    groups.forEach(group -> rules.put(group, GroupRule.of(tf, group)));
    Set<String> tables =
        gradients.rows().keySet().stream()
            .filter(name -> rule(name).rows().isPresent())
            .collect(Collectors.toSet());
    List<ParameterSpec> trained = trained(variables, gradients);
    OptionalDouble decay = average.stepDecay();
    Set<String> deferred =
        tables.stream()
            .filter(name -> decay.isPresent() || rule(name).deferred().isPresent())
            .collect(Collectors.toSet());
    List<ParameterSpec> more = new ArrayList<>();
    trained.stream()
        .filter(p -> deferred.contains(p.name()))
        .forEach(p -> more.addAll(DeferredRowUpdates.specs(p)));
    if (decay.isPresent()) {
      more.addAll(MovingAverage.specs(trained));
    }
    this.state = new OptimizerState(tf, name -> rule(name).group().optimizer(), trained, more);
    this.deferredRows = new DeferredRowUpdates(tf, state.variables(), decay);
    this.average =
        decay.isPresent()
            ? Optional.of(new MovingAverage(tf, decay.getAsDouble(), variables, state.variables()))
            : Optional.empty();

    Map<String, ParameterGradients.Rows> rows = new LinkedHashMap<>();
    gradients.rows().forEach((name, r) -> rows.put(name, merged(r)));
    List<Operand<TFloat32>> all = new ArrayList<>(gradients.dense().values());
    rows.values().forEach(r -> all.add(r.values()));
    GradientClip clip = new GradientClip(tf, all, clipNorm);
    this.norm = clip.norm();

    gradients.dense().forEach((name, g) -> updateDense(variables, name, clip.clip(g)));
    rows.forEach(
        (name, r) -> {
          ParameterGradients.Rows clipped =
              new ParameterGradients.Rows(r.indices(), clip.clip(r.values()));
          if (tables.contains(name)) {
            updateRows(variables, name, clipped);
            if (deferred.contains(name)) {
              deferRows(variables, name, clipped.indices());
            }
          } else {
            updateDense(
                variables, name, dense(clipped, NativeTensors.shape(variables.shape(name))));
          }
        });
  }

  private GroupRule rule(String parameter) {
    return rules.get(ParameterGroup.of(groups, parameter));
  }

  private static List<ParameterSpec> trained(Variables variables, ParameterGradients gradients) {
    return variables.specs().stream()
        .filter(
            p -> gradients.dense().containsKey(p.name()) || gradients.rows().containsKey(p.name()))
        .toList();
  }

  private void updateDense(Variables variables, String name, Operand<TFloat32> gradient) {
    Op update =
        requireUpdate(name, rule(name).rule().dense(state.target(variables, name), gradient));
    updates.add(update);
    average.ifPresent(a -> updates.add(a.dense(name, update)));
  }

  private void updateRows(Variables variables, String name, ParameterGradients.Rows gradient) {
    RowUpdateRule rows = rule(name).rows().orElseThrow();
    Op update = requireUpdate(name, rows.update(state.target(variables, name), gradient));
    updates.add(update);
    average.ifPresent(a -> updates.add(a.rows(name, gradient.indices(), update)));
  }

  private void deferRows(Variables variables, String name, Operand<TInt32> stepRows) {
    GroupRule rule = rule(name);
    updates.addAll(
        deferredRows.add(
            name,
            variables.shape(name),
            rule.deferred(),
            rule.context(),
            state.target(variables, name),
            stepRows));
  }

  private Op requireUpdate(String name, Op update) {
    return NullChecks.require(
        "optimizer " + rule(name).group().optimizer(),
        "the last operation of the update of " + name,
        update);
  }

  /** Initializes the state variables of the optimizer and the average in {@code session}. */
  public void initialize(Session session) {
    state.initialize(session);
  }

  /**
   * Returns the state variables of the optimizer and the moving average, named by the parameter, a
   * dot and the state's name, as in {@link Optimizer#state}. Assign them to resume a run.
   */
  public Variables state() {
    return state.variables();
  }

  /**
   * Returns the moving average of the weights; empty if none is maintained.
   *
   * @param weights the weights in {@code session}
   * @param number the number of finished steps of the run, at least 1
   */
  public Optional<ParameterValues> averaged(
      Session session, Supplier<ParameterValues> weights, long number) {
    deferredRows.catchUpAll(session, number);
    return average.map(a -> a.values(session, weights.get(), number));
  }

  /**
   * Runs a step: the deferred updates of the rows that it reads, then the pass with the updates.
   *
   * @param feed the values of the batch
   * @param number the step's number, from 1
   * @param rate the learning rate
   * @param fetched operands of the pass, such as the loss
   * @return the values of {@code fetched} before the step, then the global norm of all gradients
   *     before clipping; the caller closes it
   */
  public Result run(Feed feed, long number, double rate, List<? extends Operand<?>> fetched) {
    deferredRows.catchUp(feed, number - 1);
    Session.Runner runner = feed.runner();
    fetched.forEach(runner::fetch);
    runner.fetch(norm);
    updates.forEach(runner::addTarget);
    Map<UpdateContext, Float> rates = new HashMap<>();
    for (GroupRule rule : rules.values()) {
      double ofGroup = rate * rule.group().rateFactor();
      rates.put(rule.context(), (float) ofGroup);
      rule.context()
          .feeds(number, ofGroup)
          .forEach((scalar, value) -> DeferredRowUpdates.feed(feed, runner, scalar, value));
    }
    deferredRows.feedStep(feed, runner, number, rates);
    Result result = Feed.run(runner, Feed.LARGE_WORK);
    try {
      deferredRows.stepFinished(feed.session(), number);
      return result;
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }

  /**
   * Applies the deferred updates of every row of every table, before weights are read. Takes time
   * proportional to the size of the tables.
   *
   * @param number the number of finished steps of the run
   */
  public void catchUpAll(Session session, long number) {
    deferredRows.catchUpAll(session, number);
  }

  /** Returns a dense gradient with zeros in all other rows. */
  private Operand<TFloat32> dense(ParameterGradients.Rows rows, Shape table) {
    return tf.reshape(
        tf.math.unsortedSegmentSum(
            rows.values(), rows.indices(), tf.constant(Math.toIntExact(table.get(0)))),
        tf.constant(table.asArray()));
  }

  /** Sums the gradients of equal rows, so that the norm and the squares are right. */
  private ParameterGradients.Rows merged(ParameterGradients.Rows rows) {
    Unique<TInt32, TInt32> unique = tf.unique(rows.indices(), tf.array(0));
    Operand<TInt32> count = tf.size(unique.y()); // []
    return new ParameterGradients.Rows(
        unique.y(), tf.math.unsortedSegmentSum(rows.values(), unique.idx(), count));
  }
}
