package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.graph.Variables;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.train.optimizer.DeferredUpdateRule;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;

/**
 * Deferred updates of the rows of embedding tables. A dense optimizer with momentum, decoupled
 * weight decay or a moving average changes every row at every step, even rows without a gradient.
 * This class applies these updates just before a step reads the row again, to all rows at the end
 * of a window of at most {@link DeferredUpdateRule#MAX_WINDOW} steps, and when weights are read.
 * The cost of a step is proportional to the rows that a batch reads; the results equal the dense
 * optimizer's up to float32 rounding.
 *
 * <p>State per row: its last update, as the number of steps since the window's start. State per
 * table: the learning rates of the window's finished steps, from which the coefficients of the
 * updates follow.
 */
final class DeferredRowUpdates {
  static final String ROW_STEPS = ".row_steps";
  static final String WINDOW_RATES = ".window_rates";

  /** Maximum number of table elements that one run updates at the end of a window: a few MB. */
  private static final int RUN_ELEMENTS = 1 << 18;

  private final Ops tf;
  private final Variables state;
  private final OptionalDouble averageDecay;
  private final List<Table> tables = new ArrayList<>();

  /**
   * Creates deferred updates without tables.
   *
   * @param state the variables of {@link #specs}, of the optimizers and of the average
   * @param averageDecay the decay of the moving average of the weights, if there is one
   */
  DeferredRowUpdates(Ops tf, Variables state, OptionalDouble averageDecay) {
    this.tf = tf;
    this.state = state;
    this.averageDecay = averageDecay;
    state.beforeAssignments(session -> tables.forEach(table -> table.session = null));
  }

  /** Returns the state variables of {@code table}, initially zeros. */
  static List<ParameterSpec> specs(ParameterSpec table) {
    Initializer zeros = Initializer.constant(0);
    return List.of(
        new ParameterSpec(table.name() + ROW_STEPS, TensorShape.of(table.shape().get(0)), zeros),
        new ParameterSpec(
            table.name() + WINDOW_RATES, TensorShape.of(DeferredUpdateRule.MAX_WINDOW), zeros));
  }

  /**
   * Adds the deferred updates of a table to the graph.
   *
   * @param shape the table's shape, [V, E]
   * @param rule that of the table's optimizer; empty if its rows without a gradient do not change,
   *     but their moving average does
   * @param context that of {@code rule}
   * @param stepRows the rows of a step, distinct, [K]
   * @return operations to run with the step's updates
   */
  List<Op> add(
      String name,
      TensorShape shape,
      Optional<DeferredUpdateRule> rule,
      UpdateContext context,
      UpdateRule.Target target,
      Operand<TInt32> stepRows) {
    Table table = new Table(name, shape, rule.orElse(new Constant()), context, target, stepRows);
    tables.add(table);
    return List.of(
        tf.resourceScatterUpdate(
            state.resource(name + ROW_STEPS),
            stepRows,
            tf.fill(tf.shape(stepRows), table.finishedSteps)),
        tf.assignVariableOp(state.resource(name + WINDOW_RATES), table.rates));
  }

  /**
   * Applies the deferred updates of the rows that a step reads.
   *
   * @param feed the values of the step's batch
   * @param finished the number of finished steps of the run
   */
  void catchUp(Feed feed, long finished) {
    tables.forEach(table -> table.open(feed.session(), finished));
    List<Table> pending = tables.stream().filter(Table::isPending).toList();
    if (!pending.isEmpty()) {
      Session.Runner runner = feed.runner();
      for (Table table : pending) {
        table.feedCatchUp(feed, runner);
        runner.addTarget(table.catchUpStepRows);
      }
      feedContexts(feed, runner, pending, finished);
      Feed.run(runner, Feed.LARGE_WORK).close();
    }
  }

  /** Feeds what the operations of {@link #add} need in step {@code number} to its runner. */
  void feedStep(Feed feed, Session.Runner runner, long number, Map<UpdateContext, Float> rates) {
    for (Table table : tables) {
      long start = table.rule.window(number).start();
      feed(feed, runner, table.finishedSteps, (float) (number - start));
      table.learningRates[(int) (number - start) - 1] = rates.get(table.context);
      feed(feed, runner, table.rates, TFloat32.vectorOf(table.learningRates));
    }
  }

  /** Counts step {@code number}, and applies the updates of all rows where a window ends. */
  void stepFinished(Session session, long number) {
    for (Table table : tables) {
      table.addStep(number);
      if (number == table.window.end()) {
        table.catchUpAll(session);
        table.begin(number);
      }
    }
  }

  /**
   * Applies the deferred updates of every row of every table.
   *
   * @param finished the number of finished steps of the run
   */
  void catchUpAll(Session session, long finished) {
    for (Table table : tables) {
      table.open(session, finished);
      table.catchUpAll(session);
    }
  }

  /** Feeds the scalars of the tables' rules, which several tables may share. */
  private static void feedContexts(
      Feed feed, Session.Runner runner, List<Table> tables, long finished) {
    tables.stream()
        .map(table -> table.context)
        .distinct()
        .flatMap(context -> context.feeds(finished, 0).entrySet().stream())
        .forEach(scalar -> feed(feed, runner, scalar.getKey(), scalar.getValue()));
  }

  /** Feeds a tensor to one run; {@code feed} closes it. */
  private static void feed(
      Feed feed, Session.Runner runner, Placeholder<? extends TType> to, TType value) {
    feed.own(List.of(value));
    runner.feed(to, value);
  }

  /** Feeds a scalar to one run; {@code feed} closes it. */
  static void feed(Feed feed, Session.Runner runner, Placeholder<TFloat32> to, float value) {
    feed(feed, runner, to, TFloat32.scalarOf(value));
  }

  /** The rule of rows that do not change without a gradient. */
  private static final class Constant implements DeferredUpdateRule {
    @Override
    public Map<String, Double> stateFactors() {
      return Map.of();
    }

    @Override
    public int directions() {
      return 0;
    }

    @Override
    public LongFunction<double[]> distances(long step, double rate) {
      return last -> new double[0];
    }

    @Override
    public Movement movement(UpdateRule.Target target, Operand<TInt32> rows) {
      throw new IllegalStateException("rows that do not change have no directions");
    }
  }

  /**
   * The deferred updates of a row, by the step of its last update: its weights and their average as
   * linear functions of the weights θ, the average a and the directions q after that update, and
   * the factors of its state variables.
   */
  private final class Coefficients {
    /** Of θ, a, q_1, …, q_P. */
    final double[] weights;

    /** Of θ, a, q_1, …, q_P. */
    final double[] average;

    final double[] states;

    Coefficients(int directions, int states) {
      this.weights = new double[2 + directions];
      this.weights[0] = 1;
      this.average = new double[2 + directions];
      this.average[1] = 1;
      this.states = new double[states];
      Arrays.fill(this.states, 1);
    }

    void addStep(double weightFactor, double[] distances, List<Double> stateFactors) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] = weightFactor * weights[k] + (k < 2 ? 0 : distances[k - 2]);
      }
      if (averageDecay.isPresent()) {
        double decay = averageDecay.getAsDouble();
        for (int k = 0; k < average.length; k++) {
          average[k] = decay * average[k] + (1 - decay) * weights[k];
        }
      }
      for (int k = 0; k < states.length; k++) {
        states[k] *= stateFactors.get(k);
      }
    }
  }

  private final class Table {
    private final String name;
    private final int rows;
    private final int rowsPerRun;
    private final DeferredUpdateRule rule;
    private final UpdateContext context;
    private final List<String> stateNames;
    private final List<Double> stateFactors;

    /** Coefficients by the step of the last update, from the window's start; [S, C]. */
    private final Placeholder<TFloat32> coefficients;

    /** The number of finished steps of the window. */
    private final Placeholder<TFloat32> finishedSteps;

    private final Placeholder<TFloat32> rates;
    private final Placeholder<TInt32> from;
    private final Placeholder<TInt32> to;
    private final Op catchUpStepRows;
    private final Op catchUpRange;

    /** The session of the fields below; null if they must be read from its variables. */
    private Session session;

    private DeferredUpdateRule.Window window;
    private long finished;
    private boolean allCaughtUp;
    private final float[] learningRates = new float[DeferredUpdateRule.MAX_WINDOW];
    private final List<Coefficients> ofLastUpdate = new ArrayList<>();

    Table(
        String name,
        TensorShape shape,
        DeferredUpdateRule rule,
        UpdateContext context,
        UpdateRule.Target target,
        Operand<TInt32> stepRows) {
      this.name = name;
      this.rows = Math.toIntExact(shape.get(0));
      this.rowsPerRun = (int) Math.max(1, RUN_ELEMENTS / Math.max(1, shape.get(1)));
      this.rule = rule;
      this.context = context;
      this.stateNames = rule.stateFactors().keySet().stream().sorted().toList();
      this.stateFactors = stateNames.stream().map(rule.stateFactors()::get).toList();
      this.coefficients =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, columns())));
      this.finishedSteps = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      this.rates =
          tf.placeholder(
              TFloat32.class, Placeholder.shape(Shape.of(DeferredUpdateRule.MAX_WINDOW)));
      this.from = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      this.to = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      this.catchUpStepRows = catchUp(target, stepRows);
      this.catchUpRange = catchUp(target, tf.range(from, to, tf.constant(1)));
    }

    private int columns() {
      int linear = 2 + rule.directions();
      return (averageDecay.isPresent() ? 2 : 1) * linear + stateFactors.size();
    }

    private Op catchUp(UpdateRule.Target target, Operand<TInt32> stepRows) {
      Operand<TFloat32> last =
          tf.withName(PlainErrors.lookupNode(name))
              .resourceGather(state.resource(name + ROW_STEPS), stepRows, TFloat32.class); // [K]
      // a row out of range fails there, with the table's name in the message
      Operand<TInt32> at = tf.withControlDependencies(last).identity(stepRows);
      List<Operand<TFloat32>> columns = new ArrayList<>(); // [K, 1] each
      tf.split(
              tf.constant(1),
              tf.gather(coefficients, tf.dtypes.cast(last, TInt32.class), tf.constant(0)),
              (long) columns())
          .forEach(columns::add);
      int linear = 2 + rule.directions();
      Operand<TFloat32> weights = target.gather(tf, at); // [K, E]
      Optional<DeferredUpdateRule.Movement> movement =
          rule.directions() == 0 ? Optional.empty() : Optional.of(rule.movement(target, at));
      List<Operand<TFloat32>> values = new ArrayList<>();
      List<Operand<? extends TType>> variables = new ArrayList<>();
      variables.add(target.variable());
      Operand<TFloat32> moved = tf.math.mul(columns.get(0), weights);
      values.add(plus(moved, movement, columns.subList(2, linear)));
      if (averageDecay.isPresent()) {
        Operand<? extends TType> average = MovingAverage.variable(state, name);
        Operand<TFloat32> own = tf.resourceGather(average, at, TFloat32.class);
        variables.add(average);
        Operand<TFloat32> blend =
            tf.math.add(
                tf.math.mul(columns.get(linear), weights),
                tf.math.mul(columns.get(linear + 1), own));
        values.add(plus(blend, movement, columns.subList(linear + 2, 2 * linear)));
      }
      int states = columns() - stateNames.size();
      for (int k = 0; k < stateNames.size(); k++) {
        variables.add(target.state(stateNames.get(k)));
        values.add(tf.math.mul(columns.get(states + k), target.gather(tf, stateNames.get(k), at)));
      }
      Ops afterReads = tf.withControlDependencies(new ArrayList<Op>(values));
      List<Op> writes = new ArrayList<>();
      for (int k = 0; k < values.size(); k++) {
        writes.add(afterReads.resourceScatterUpdate(variables.get(k), at, values.get(k)));
      }
      return tf.withControlDependencies(writes)
          .resourceScatterUpdate(
              state.resource(name + ROW_STEPS), at, tf.fill(tf.shape(at), finishedSteps));
    }

    private Operand<TFloat32> plus(
        Operand<TFloat32> x,
        Optional<DeferredUpdateRule.Movement> movement,
        List<Operand<TFloat32>> distances) {
      return movement.map(m -> (Operand<TFloat32>) tf.math.add(x, m.along(distances))).orElse(x);
    }

    /** Computes the coefficients after {@code steps} steps of the run, unless they are known. */
    void open(Session opened, long steps) {
      if (session == opened && finished == steps) {
        return;
      }
      session = null;
      begin(rule.window(steps + 1).start());
      String variable = name + WINDOW_RATES;
      float[] stored = state.values(opened, List.of(variable)).values(variable);
      System.arraycopy(stored, 0, learningRates, 0, learningRates.length);
      while (finished < steps) {
        addStep(finished + 1);
      }
      session = opened;
    }

    /** Begins a window after {@code step}. */
    void begin(long step) {
      window = rule.window(step + 1);
      finished = step;
      ofLastUpdate.clear();
      ofLastUpdate.add(new Coefficients(rule.directions(), stateFactors.size()));
      allCaughtUp = true;
    }

    /** Adds a step without a gradient to the coefficients; its rate is known. */
    void addStep(long number) {
      double rate = learningRates[(int) (number - window.start()) - 1];
      double weightFactor = rule.weightFactor(rate);
      LongFunction<double[]> distances = rule.distances(number, rate);
      for (int k = 0; k < ofLastUpdate.size(); k++) {
        double[] ofLast = distances.apply(window.start() + k);
        ofLastUpdate.get(k).addStep(weightFactor, ofLast, stateFactors);
      }
      ofLastUpdate.add(new Coefficients(rule.directions(), stateFactors.size()));
      finished = number;
      allCaughtUp = false;
    }

    boolean isPending() {
      return !allCaughtUp;
    }

    void feedCatchUp(Feed feed, Session.Runner runner) {
      int columns = columns();
      float[] values = new float[ofLastUpdate.size() * columns];
      int next = 0;
      for (Coefficients c : ofLastUpdate) {
        for (double value : c.weights) {
          values[next++] = (float) value;
        }
        if (averageDecay.isPresent()) {
          for (double value : c.average) {
            values[next++] = (float) value;
          }
        }
        for (double value : c.states) {
          values[next++] = (float) value;
        }
      }
      feed(
          feed,
          runner,
          coefficients,
          TFloat32.tensorOf(
              Shape.of(ofLastUpdate.size(), columns), DataBuffers.of(values, true, false)));
      long start = rule.window(finished + 1).start(); // of the next step
      feed(feed, runner, finishedSteps, (float) (finished - start));
    }

    void catchUpAll(Session session) {
      for (int first = 0; isPending() && first < rows; first += rowsPerRun) {
        try (Feed feed = new Feed(session)) {
          Session.Runner runner = session.runner();
          feedCatchUp(feed, runner);
          feedContexts(feed, runner, List.of(this), finished);
          feed(feed, runner, from, TInt32.scalarOf(first));
          feed(feed, runner, to, TInt32.scalarOf(Math.min(rows, first + rowsPerRun)));
          runner.addTarget(catchUpRange);
          Feed.run(runner, Feed.LARGE_WORK).close();
        }
      }
      allCaughtUp = true;
    }
  }
}
