package org.tributary.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.ShapeCheck;
import org.tributary.param.Variables;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * Trains the parameters of your own graph: one optimiser step a call. In PyTorch's terms a call of
 * {@link #step} is {@code zero_grad}, {@code backward}, {@code clip_grad_norm_} and {@code
 * optimizer.step()}, and the parameters come to the same numbers.
 *
 * <pre>{@code
 * Gradients gradients = LossGradients.of(tf, loss).through("gru", run).to(variables);
 * try (GraphTrainer trainer =
 *     GraphTrainer.builder(tf, variables, gradients, Optimizer.adam()).clipNorm(5).open(initial)) {
 *   for (Batch batch : batches) {
 *     float value = trainer.step(0.001, feed -> feed.put(words, batch.words()), loss);
 *   }
 *   ParameterValues trained = trainer.values();
 * }
 * }</pre>
 *
 * <p>Rows of an embedding that a step does not touch move on by momentum, which is made up for when
 * they are next read (see {@link Optimizer}). The trainer does so before each step, and for all
 * rows before it hands out values. Reading after every step therefore takes time in proportion to
 * the tables, and moves rare rows slightly otherwise than reading once an epoch does; without
 * {@link Gradients#rows} there is no such cost or difference.
 *
 * <p>The trainer owns its session and must be closed before the graph, which stays the caller's.
 * Threads may share it; they take turns. After {@link #close} every method throws an {@link
 * IllegalStateException}.
 */
public final class GraphTrainer implements AutoCloseable {
  private final Graph graph;
  private final Variables variables;
  private final TrainingStep updates;
  private final Session session;
  private final boolean ownsSession;
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
            builder.optimizer,
            builder.clipNorm,
            builder.average);
    this.session = session;
    this.ownsSession = ownsSession;
    updates.initialize(session);
  }

  /**
   * Starts a trainer.
   *
   * @param tf places operations in the graph of {@code variables}
   * @param gradients of the parameters to train; other variables stay as they are
   */
  public static Builder builder(
      Ops tf, Variables variables, Gradients gradients, Optimizer optimizer) {
    return new Builder(tf, variables, gradients, optimizer);
  }

  /** What a trainer is made of. */
  public static final class Builder {
    private final Ops tf;
    private final Graph graph;
    private final Variables variables;
    private final Gradients gradients;
    private final Optimizer optimizer;
    private OptionalDouble clipNorm = OptionalDouble.empty();
    private WeightAverage average = WeightAverage.none();

    private Builder(Ops tf, Variables variables, Gradients gradients, Optimizer optimizer) {
      this.tf = tf;
      this.graph = Graphs.of(tf);
      this.variables = variables;
      this.gradients = gradients;
      this.optimizer = optimizer;
      gradients.requireMatch(variables);
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
     * Follows an exponential moving average of the weights, for {@link GraphTrainer#averaged}.
     * Default: none.
     *
     * @throws IllegalArgumentException if it is a mean of epochs, of which a step knows nothing
     */
    public Builder average(WeightAverage average) {
      if (average instanceof WeightAverage.OfLastEpochs) {
        throw new IllegalArgumentException(
            "weight average: expected an exponential one, got %s; a trainer of steps knows no epochs, so take the mean of values() at their ends yourself"
                .formatted(average));
      }
      this.average = average;
      return this;
    }

    /**
     * Opens a session of the trainer's own.
     *
     * @param initial the first values of all variables
     * @throws IllegalArgumentException if these are not values of the variables
     */
    public GraphTrainer open(ParameterValues initial) {
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
     * Trains in a session of the caller's, who has assigned the variables in it and closes it after
     * the trainer.
     */
    public GraphTrainer attach(Session session) {
      return new GraphTrainer(this, session, false);
    }
  }

  /**
   * Takes one optimiser step.
   *
   * @param rate the learning rate, at least 0
   * @param feed puts the values of the graph's placeholders
   * @param loss a scalar, for its value
   * @return the loss before the step
   * @throws IllegalArgumentException if the rate, the loss or a value fed is of another kind or
   *     shape; the parameters are as before
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized float step(double rate, Consumer<GraphFeed> feed, Operand<TFloat32> loss) {
    requireOpen();
    UpdateRule.requireRate(rate);
    ShapeCheck.require("loss", loss.shape(), "a scalar; reduce it by a sum or a mean");
    float[] value = new float[1];
    GraphFeed.use(
        graph,
        feed,
        given -> {
          if (updates.needsCatchUp()) {
            given.run(session, runner -> updates.feedCatchUp(runner, steps + 1), List.of());
          }
          List<FloatTensor> fetched =
              given.run(
                  session,
                  runner -> updates.feed(runner, steps + 1, rate),
                  List.of(loss, updates.gradientNorm()));
          value[0] = fetched.get(0).get();
          gradientNorm = fetched.get(1).get();
        });
    steps++;
    return value[0];
  }

  /**
   * Computes an operand without a step, for instance the logits of held-out data.
   *
   * @param feed puts the values of the placeholders that it needs
   * @throws IllegalArgumentException if a value fed is of another kind or shape
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized FloatTensor evaluate(Consumer<GraphFeed> feed, Operand<TFloat32> operand) {
    catchUpAll();
    List<FloatTensor> fetched = new ArrayList<>();
    GraphFeed.use(
        graph,
        feed,
        given -> fetched.addAll(given.run(session, runner -> List.of(), List.of(operand))));
    return fetched.get(0);
  }

  /**
   * Moves every row of every embedding through the steps that did not touch it. {@link #values},
   * {@link #averaged} and {@link #evaluate} do so by themselves; call it before you read the
   * variables in {@link #session}.
   *
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized void catchUpAll() {
    requireOpen();
    updates.catchUpAll(session, steps);
  }

  /**
   * A copy of every variable.
   *
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized ParameterValues values() {
    catchUpAll();
    return variables.values(session);
  }

  /**
   * The exponential moving average of every variable; of one that is not trained its value.
   *
   * @throws IllegalStateException if no average is followed, no step was taken yet, or this trainer
   *     is closed
   */
  public synchronized ParameterValues averaged() {
    catchUpAll();
    if (steps == 0) {
      throw new IllegalStateException(
          "weight average: expected at least 1 step to average over, got none");
    }
    return updates
        .averaged(session, steps)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "weight average: expected a trainer that follows one, got one without; build it with average(WeightAverage.exponential(0.999))"));
  }

  /** The number of steps taken. */
  public synchronized long steps() {
    return steps;
  }

  /** The global norm of all gradients at the last step, before clipping; NaN before the first. */
  public synchronized double gradientNorm() {
    return gradientNorm;
  }

  /**
   * The session that holds the variables, to be used while this trainer is open.
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
  }

  /** Closes the session, if it is the trainer's own. To close twice is harmless. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (ownsSession) {
        session.close();
      }
    }
  }
}
