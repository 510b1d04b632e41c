package org.tributary.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tributary.graph.LossGradients;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.internal.NullChecks;
import org.tributary.internal.NumberChecks;
import org.tributary.internal.training.BatchPlanner;
import org.tributary.internal.training.GradientAccumulator;
import org.tributary.internal.training.TrainingLoop;
import org.tributary.internal.training.TrainingStep;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Feed;
import org.tributary.train.TrainingException;

/**
 * Single training steps of a {@link Model}, for a loop of your own; {@link Model#fit} is the usual
 * one. It begins with the model's values, which it does not change: {@code
 * model.set(trainer.values())}. Owns native memory and must be closed. It is thread-safe; calls are
 * serialized.
 *
 * @param <E> the user's object, an example
 */
public final class ModelTrainer<E> implements AutoCloseable {
  /**
   * The results of a step.
   *
   * @param loss the loss before the step; 0 if a mean has no target, for example if all labels are
   *     ignored
   * @param gradientNorm the global norm of all gradients before clipping
   * @param outputs the outputs asked for, by name, without padding, of each example
   */
  public record StepResult(
      float loss, double gradientNorm, Map<String, List<FloatTensor>> outputs) {
    /** Copies the map. */
    public StepResult {
      outputs = Map.copyOf(outputs);
    }
  }

  private final Fit options;
  final Program<E> program;
  final TrainingStep updates;
  private final Optional<GradientAccumulator> accumulator;

  /** The tables whose rows are updated when they are read. */
  private final Set<String> tables;

  /** With accumulation, a batch's share of the examples of its step. */
  private final Placeholder<TFloat32> share;

  CarriedState carried = CarriedState.none();
  long steps;

  /** Whether the last step's loss had a target. */
  private boolean hasTarget;

  /** The message of a step that was not finite, after which steps are refused. */
  private Optional<String> failure = Optional.empty();

  private boolean closed;

  /**
   * @param steps the number of steps of the run
   * @param opener opens the session
   */
  ModelTrainer(
      Model.Definition<E> definition,
      ParameterValues initial,
      Fit options,
      Predicate<Input<E>> isUneven,
      long steps,
      Function<Graph, Session> opener) {
    this.options = options;
    int batches = options.accumulated;
    this.program =
        new Program<>(
            definition,
            options.carriesState ? Build.Purpose.TRAINING_ON_CHUNKS : Build.Purpose.TRAINING,
            isUneven,
            batches > 1);
    try {
      Ops tf = program.tf;
      Variables variables = program.build.variables;
      program.requireParameters(initial);
      if (batches > 1) {
        program.reductions().requireSumsOfGradients();
      }
      share = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> loss = batches == 1 ? program.loss : tf.math.mul(program.loss, share);
      LossGradients gradients =
          LossGradients.of(tf, loss).frozen(options.frozen(variables.specs()));
      ParameterGradients ofBatch =
          (batches > 1 ? gradients.denseTables() : gradients).to(variables);
      tables = ofBatch.rows().keySet();
      accumulator =
          batches == 1
              ? Optional.empty()
              : Optional.of(new GradientAccumulator(tf, variables, ofBatch));
      updates =
          new TrainingStep(
              tf,
              variables,
              accumulator.map(GradientAccumulator::sums).orElse(ofBatch),
              options.groups(variables.specs()),
              options.clipNorm,
              options.average.within(steps));
      program.open(opener);
      variables.assign(program.session, initial);
      updates.initialize(program.session);
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  /** Begins the sequences anew, if the options {@linkplain Fit#carryState carry} their state. */
  public synchronized void resetState() {
    carried = CarriedState.none();
  }

  /**
   * Runs one optimizer step on a batch; with {@linkplain Fit#accumulate accumulation}, on at most
   * that number of parts of it, one after the other.
   *
   * @param rate the learning rate, at least 0
   * @param outputs the names of the outputs to return from the same run
   * @throws TrainingException if the loss or the gradient norm is not finite, and in each later
   *     step, since parameters or the optimizer's state are not finite then
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized StepResult step(List<E> batch, double rate, String... outputs) {
    NullChecks.requireElements("batch", "example", batch);
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("batch: expected at least 1 example, got none");
    }
    NullChecks.require("outputs", "names", outputs);
    requireOpen();
    int parts = Math.min(options.accumulated, batch.size());
    int size = (batch.size() + parts - 1) / parts;
    List<Operand<?>> results = new ArrayList<>(List.of(program.loss));
    List<String> names = Stream.of(outputs).distinct().toList();
    names.forEach(name -> results.add(program.output(name)));
    List<Program.Batch> encoded = new ArrayList<>();
    try {
      Input.batches(batch, size).forEach(part -> encoded.add(program.encode(part, results)));
      StepResult result = step(encoded, steps + 1, rate, names);
      requireFinite("the loss", result.loss(), rate);
      requireFinite("the gradient norm", result.gradientNorm(), rate);
      return result;
    } finally {
      encoded.forEach(Program.Batch::close);
    }
  }

  private void requireFinite(String what, double value, double rate) {
    try {
      TrainingLoop.requireFinite(what, value, "in step " + steps, steps, rate);
    } catch (TrainingException e) {
      failure = Optional.of(e.getMessage());
      throw e;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "model trainer: expected an open one, got a closed one; read values() before you close"
              + " it");
    }
  }

  /**
   * Runs a step.
   *
   * @param batches the batches of the step, which the caller closes
   * @param number the step's number, from 1
   */
  synchronized StepResult step(
      List<Program.Batch> batches, long number, double rate, List<String> outputs) {
    requireOpen();
    NumberChecks.rate("learning rate", rate);
    failure.ifPresent(
        message -> {
          throw new TrainingException(
              message + "; the step cannot be undone; create another trainer");
        });
    int examples = batches.stream().mapToInt(Program.Batch::size).sum();
    accumulator.ifPresent(sums -> sums.clear(program.session));
    for (int k = 0; k < batches.size(); k++) {
      long seed = BatchPlanner.stepSeed(options.seed, number) + k;
      batches.get(k).feed().tensor(program.build.seed, TInt64.scalarOf(seed));
    }
    boolean isForwardRun = accumulator.isPresent() && program.reductions().needForwardPass();
    BatchReductions.Totals totals =
        accumulator.isPresent()
            ? program.reductions().totalsOfGradients()
            : program.reductions().totalsOfDivisors();
    if (accumulator.isPresent()) {
      total(totals, batches, isForwardRun);
    }
    Map<String, List<FloatTensor>> named = new LinkedHashMap<>();
    double loss = 0;
    double norm = 0;
    for (int k = 0; k < batches.size(); k++) {
      Program.Batch batch = batches.get(k);
      double part = (double) batch.size() / examples;
      if (accumulator.isPresent()) {
        batch.feed().tensor(share, TFloat32.scalarOf((float) part));
        totals.feedFactors(batch.feed(), k, part);
      }
      if (!isForwardRun) {
        carried.feed(batch.feed(), program.build, batch.size());
      }
      StepResult result = run(batch, number, rate, outputs, totals);
      norm = result.gradientNorm();
      loss += result.loss() * part;
      result
          .outputs()
          .forEach(
              (name, rows) -> named.computeIfAbsent(name, n -> new ArrayList<>()).addAll(rows));
    }
    if (accumulator.isPresent()) {
      norm = update(number, rate);
    }
    steps = number;
    hasTarget = totals.hasTarget();
    return new StepResult((float) loss, norm, named);
  }

  /**
   * Computes the totals of a step's batches and feeds them to the losses.
   *
   * @param isForwardRun whether the totals need a forward pass, with the carried state
   */
  private void total(
      BatchReductions.Totals totals, List<Program.Batch> batches, boolean isForwardRun) {
    CarriedState before = carried;
    for (int pass = 1; pass <= totals.passes(); pass++) {
      List<Operand<TFloat32>> operands = totals.fetches(pass);
      for (Program.Batch batch : batches) {
        List<Operand<TFloat32>> fetched = new ArrayList<>(operands);
        if (isForwardRun && pass == 1) {
          carried.feed(batch.feed(), program.build, batch.size());
          fetched.addAll(carried.fetches(program.build));
        }
        List<FloatTensor> found = fetched.isEmpty() ? List.of() : program.fetch(batch, fetched);
        totals.add(pass, batch, found.subList(0, operands.size()));
        if (isForwardRun && pass == 1) {
          carried = carried.after(program.build, found.subList(operands.size(), found.size()));
        }
      }
      for (Program.Batch batch : batches) {
        totals.feed(batch.feed(), pass);
      }
    }
    carried = before;
  }

  /**
   * Runs a batch: updates the parameters, or adds its gradients to those of the step, whose norm is
   * then 0.
   */
  private StepResult run(
      Program.Batch batch,
      long number,
      double rate,
      List<String> outputs,
      BatchReductions.Totals totals) {
    List<Operand<TFloat32>> states = carried.fetches(program.build);
    List<Operand<TFloat32>> divisors = accumulator.isEmpty() ? totals.fetches(1) : List.of();
    List<Operand<?>> fetched = new ArrayList<>(List.of(program.loss));
    fetched.addAll(states);
    fetched.addAll(divisors);
    outputs.forEach(name -> fetched.add(program.output(name)));
    try (Result result =
        Program.running(
            () ->
                accumulator.isEmpty()
                    ? updates.run(batch.feed(), number, rate, fetched)
                    : accumulator.get().run(batch.feed(), fetched))) {
      int next = 1;
      carried = carried.after(program.build, copies(result, next, states.size()));
      next += states.size();
      if (accumulator.isEmpty()) {
        totals.add(1, batch, copies(result, next, divisors.size()));
      }
      next += divisors.size();
      Map<String, List<FloatTensor>> named = new LinkedHashMap<>();
      for (String name : outputs) {
        FloatTensor values = NativeTensors.copyOf((TFloat32) result.get(next++));
        named.put(name, Program.rows(values, program.output(name), batch));
      }
      double norm = accumulator.isEmpty() ? number(result, next) : 0;
      return new StepResult(number(result, 0), norm, named);
    }
  }

  private static List<FloatTensor> copies(Result result, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(k -> NativeTensors.copyOf((TFloat32) result.get(k)))
        .toList();
  }

  private static float number(Result result, int index) {
    return ((TFloat32) result.get(index)).getFloat();
  }

  /** Updates the parameters by the accumulated gradients and returns their norm. */
  private double update(long number, double rate) {
    try (Feed feed = new Feed(program.session);
        Result result = updates.run(feed, number, rate, List.of())) {
      return number(result, 0);
    }
  }

  /** Returns whether the last step's loss had a target. */
  synchronized boolean hadTarget() {
    return hasTarget;
  }

  /**
   * Returns a copy of the parameters. Reading them does not change later steps.
   *
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized ParameterValues values() {
    requireOpen();
    return caughtUp(this::trained);
  }

  private ParameterValues trained() {
    return program.build.variables.values(program.session);
  }

  /** Reads values with all deferred updates applied, then restores the deferred state. */
  private ParameterValues caughtUp(Supplier<ParameterValues> read) {
    Variables variables = program.build.variables;
    if (tables.isEmpty()) {
      return read.get();
    }
    List<String> ofTables = // the state of their optimizers
        updates.state().specs().stream()
            .map(ParameterSpec::name)
            .filter(name -> tables.stream().anyMatch(table -> name.startsWith(table + ".")))
            .toList();
    ParameterValues before = variables.values(program.session, List.copyOf(tables));
    ParameterValues state = updates.state().values(program.session, ofTables);
    updates.catchUpAll(program.session, steps);
    try {
      return read.get();
    } finally { // updates applied in two parts would round differently
      variables.assignSome(program.session, before);
      updates.state().assignSome(program.session, state);
    }
  }

  /** Applies all deferred updates and begins the sequences anew, at the end of an epoch. */
  synchronized void finishEpoch() {
    updates.catchUpAll(program.session, steps);
    resetState();
  }

  /**
   * Returns the average of the parameters that the options maintain; without one the parameters.
   */
  synchronized ParameterValues averaged() {
    return steps == 0
        ? values()
        : caughtUp(
            () -> updates.averaged(program.session, this::trained, steps).orElseGet(this::trained));
  }

  /**
   * Sets the values of all parameters from the next step on, in any order: PyTorch's {@code
   * load_state_dict}. The optimizer's state stays.
   *
   * @throws IllegalArgumentException if these are not the parameters of the model, or not finite
   * @throws IllegalStateException if this trainer is closed
   */
  public synchronized void set(ParameterValues values) {
    requireOpen();
    NullChecks.require("values", "those of the parameters", values)
        .requireMatch(program.parameters());
    values.requireFinite();
    updates.catchUpAll(program.session, steps); // deferred updates belong to the old values
    program.build.variables.assign(program.session, values);
  }

  /** Returns the number of steps run. */
  public synchronized long steps() {
    return steps;
  }

  /** Frees the native memory. Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      program.close();
    }
  }
}
