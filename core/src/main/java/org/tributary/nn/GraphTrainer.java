package org.tributary.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.internal.NullChecks;
import org.tributary.internal.NumberChecks;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.training.GradientClip;
import org.tributary.internal.training.ParameterGroup;
import org.tributary.internal.training.TrainingStep;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/**
 * A trainer of your own graph. One call of {@link #step} is PyTorch's {@code zero_grad}, {@code
 * backward}, {@code clip_grad_norm_} and {@code optimizer.step()}, with the same result.
 *
 * <pre>{@code
 * ParameterGradients gradients = LossGradients.of(tf, loss).to(variables);
 * try (GraphTrainer trainer =
 *     GraphTrainer.builder(tf, variables, gradients, Optimizer.adam()).clipNorm(5).open(initial)) {
 *   for (Batch batch : batches) {
 *     float value = trainer.step(0.001, feed -> feed.put(words, batch.words()), loss);
 *   }
 *   ParameterValues trained = trainer.values();
 * }
 * }</pre>
 *
 * <p>Before it returns values, the trainer applies the deferred updates (see {@link Optimizer}) to
 * all embedding rows, in time proportional to the tables.
 *
 * <p>The trainer owns its session unless {@linkplain Builder#attach attached} to one. Close both
 * the trainer and the graph, which the caller owns; a trainer whose graph is closed takes no more
 * steps. A NaN in values, gradients or the loss is not refused. The trainer is thread-safe; calls
 * are serialized. After {@link #close} only {@link #steps} and {@link #gradientNorm} return; the
 * others throw {@link IllegalStateException}.
 */
public final class GraphTrainer implements AutoCloseable {
  private final Graph graph;
  private final Variables variables;
  private final TrainingStep updates;
  private final Session session;
  private final boolean ownsSession;
  private final Runnable detach; // from the variables
  private long steps;
  private double gradientNorm = Double.NaN;
  private boolean closed;

  private GraphTrainer(Builder builder, Session session, boolean ownsSession) {
    this.graph = builder.graph;
    this.variables = builder.variables;
    this.updates =
        new TrainingStep(
            builder.tf,
            variables,
            builder.gradients,
            builder.groups,
            builder.clipNorm,
            builder.average);
    this.session = session;
    this.ownsSession = ownsSession;
    updates.initialize(session);
    this.detach = variables.beforeAssignments(this::catchUpIn);
  }

  private synchronized void catchUpIn(Session assigned) {
    if (assigned == session && !closed && steps > 0) {
      catchUpAll();
    }
  }

  /**
   * Returns a builder of a trainer.
   *
   * @param tf operations in the graph of {@code variables}
   * @param gradients the gradients with respect to the parameters to train; other variables do not
   *     change
   */
  public static Builder builder(
      Ops tf, Variables variables, ParameterGradients gradients, Optimizer optimizer) {
    return new Builder(tf, variables, gradients, optimizer);
  }

  /** A builder of a trainer. */
  public static final class Builder {
    private final Ops tf;
    private final Graph graph;
    private final Variables variables;
    private final ParameterGradients gradients;
    private final List<ParameterGroup> groups = new ArrayList<>();
    private OptionalDouble clipNorm = OptionalDouble.empty();
    private WeightAverage average = WeightAverage.none();

    private Builder(
        Ops tf, Variables variables, ParameterGradients gradients, Optimizer optimizer) {
      this.tf = tf;
      this.graph = Graphs.of(tf);
      this.variables = NullChecks.require("variables", "those to train", variables);
      this.gradients = NullChecks.require("gradients", "those of a loss", gradients);
      groups.add(ParameterGroup.rest(optimizer));
      gradients.requireMatch(variables);
      gradients.dense().forEach((name, g) -> Graphs.requireIn(graph, g, "gradient of " + name));
      gradients
          .rows()
          .forEach((name, r) -> Graphs.requireIn(graph, r.values(), "row gradients of " + name));
    }

    /**
     * Limits the global norm of all gradients together: PyTorch's {@code clip_grad_norm_}. Default:
     * no limit.
     *
     * @throws IllegalArgumentException if the norm is not above 0
     */
    public Builder clipNorm(double norm) {
      clipNorm = OptionalDouble.of(GradientClip.requireLimit(norm));
      return this;
    }

    /**
     * Gives the parameters whose names begin with a prefix an optimizer and a rate of their own:
     * PyTorch's parameter groups. A later group takes parameters from an earlier one.
     *
     * @param optimizer the group's optimizer, such as one without weight decay
     * @param rateFactor the group's learning rate divided by that of a step, at least 0
     * @throws IllegalArgumentException if no name begins with the prefix, or the factor is negative
     *     or not finite as float32
     */
    public Builder group(String prefix, Optimizer optimizer, double rateFactor) {
      groups.add(
          new ParameterGroup(prefix, optimizer, rateFactor)
              .requireAny(variables.specs().stream().map(ParameterSpec::name).toList()));
      return this;
    }

    /**
     * Maintains an exponential moving average of the weights, for {@link GraphTrainer#averaged}.
     * Default: none.
     *
     * @throws IllegalArgumentException if it is a mean over epochs, which single steps do not
     *     define
     */
    public Builder average(WeightAverage average) {
      NullChecks.require("weight average", "one", average);
      if (average.needsEpochs()) {
        throw new IllegalArgumentException(
            "weight average: expected an exponential one, got %s; a step trainer has no epochs, so average values() at the end of each epoch yourself"
                .formatted(average));
      }
      this.average = average;
      return this;
    }

    /**
     * Opens a trainer with its own session.
     *
     * @param initial the initial values of all variables
     * @throws IllegalArgumentException if the values do not match the variables
     */
    public GraphTrainer open(ParameterValues initial) {
      NullChecks.require("initial", "values", initial);
      initial.requireMatch(variables.specs());
      Session session = TensorFlowRuntime.open(graph);
      try {
        GraphTrainer trainer = new GraphTrainer(this, session, true);
        variables.assign(session, initial);
        return trainer;
      } catch (RuntimeException | Error e) {
        session.close();
        throw e;
      }
    }

    /**
     * Opens a trainer on the caller's session. The caller assigns the variables beforehand, and
     * closes the session after the trainer.
     *
     * @throws IllegalArgumentException if the session is of another graph
     */
    public GraphTrainer attach(Session session) {
      NullChecks.require("session", "an open one", session);
      if (session.graph() != graph) {
        throw new IllegalArgumentException(
            "session: expected one on the graph of the variables, got one on another graph; open it by TensorFlowRuntime.open(graph)");
      }
      return new GraphTrainer(this, session, false);
    }
  }

  /**
   * Runs one optimizer step.
   *
   * @param rate the learning rate, at least 0
   * @param feed supplies the values of the graph's placeholders
   * @param loss the loss to return, a scalar
   * @return the loss before the step
   * @throws IllegalArgumentException if the rate is invalid, or the loss or a fed value has another
   *     type or shape; the parameters are unchanged
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized float step(double rate, Consumer<GraphFeed> feed, Operand<TFloat32> loss) {
    requireOpen();
    NumberChecks.rate("learning rate", rate);
    NullChecks.require("loss", "a scalar", loss);
    Graphs.requireIn(graph, loss, "loss");
    ShapeCheck.require("loss", loss.shape(), "a scalar; reduce it by a sum or a mean");
    float value = GraphFeed.use(graph, session, feed, values -> step(rate, values, loss));
    steps++;
    return value;
  }

  private float step(double rate, Feed values, Operand<TFloat32> loss) {
    try (Result result = updates.run(values, steps + 1, rate, List.of(loss))) {
      gradientNorm = ((TFloat32) result.get(1)).getFloat();
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /**
   * Evaluates an operand without a step, for instance the logits of held-out data.
   *
   * @param feed supplies the values of the placeholders that the operand depends on
   * @throws IllegalArgumentException if a fed value has another type or shape
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized FloatTensor evaluate(Consumer<GraphFeed> feed, Operand<TFloat32> operand) {
    requireOpen();
    NullChecks.require("operand", "one", operand);
    Graphs.requireIn(graph, operand, "operand");
    catchUpAll();
    return GraphFeed.use(
        graph,
        session,
        feed,
        values -> values.fetch(List.of(operand), Feed.LARGE_WORK, NativeTensors::copyOf).get(0));
  }

  /**
   * Applies the deferred updates of every embedding row. {@link #values}, {@link #averaged} and
   * {@link #evaluate} do so implicitly; call this before you read variables in {@link #session}.
   *
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized void catchUpAll() {
    requireOpen();
    updates.catchUpAll(session, steps);
  }

  /**
   * Returns a copy of every variable.
   *
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized ParameterValues values() {
    catchUpAll();
    return variables.values(session);
  }

  /**
   * Returns the exponential moving average of every trained variable, and the value of every other.
   *
   * @throws IllegalStateException if no average is configured, no step was run yet, or this trainer
   *     is closed
   */
  public synchronized ParameterValues averaged() {
    catchUpAll();
    if (steps == 0) {
      throw new IllegalStateException(
          "weight average: expected at least 1 step to average over, got none");
    }
    return updates
        .averaged(session, () -> variables.values(session), steps)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "weight average: expected a trainer that follows one, got one without; build it with average(WeightAverage.exponential(0.999))"));
  }

  /** Returns the number of steps run. */
  public synchronized long steps() {
    return steps;
  }

  /** Returns the global norm of all gradients at the last step, before clipping; at first NaN. */
  public synchronized double gradientNorm() {
    return gradientNorm;
  }

  /**
   * Returns the session that holds the variables, valid while this trainer is open.
   *
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized Session session() {
    requireOpen();
    return session;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "graph trainer: expected an open one, got a closed one; read values() before you close it");
    }
    Graphs.requireOpen(graph, "graph trainer");
  }

  /** Closes the session if the trainer owns it. Idempotent. */
  @Override
  public synchronized void close() {
    detach.run();
    if (!closed && ownsSession) {
      session.close();
    }
    closed = true;
  }
}
