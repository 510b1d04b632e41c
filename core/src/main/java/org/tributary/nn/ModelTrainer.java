package org.tributary.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
import org.tributary.internal.training.TrainingStep;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Feed;

/**
 * Single training steps of a {@link Model}, for a loop of your own; {@link Model#fit} is the usual
 * one. It begins with the model's values, which it does not change: {@code
 * model.set(trainer.values())}. Owns native memory and must be closed. Not thread-safe.
 *
 * @param <E> the user's object, an example
 */
public final class ModelTrainer<E> implements AutoCloseable {
  /**
   * The results of a step.
   *
   * @param loss the loss before the step; with accumulation the mean over the examples
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

  /** With accumulation, the share of a batch in the examples of its step. */
  private final Placeholder<TFloat32> share;

  CarriedState carried = CarriedState.none();
  long steps;
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
    this.program =
        new Program<>(
            definition,
            options.carriesState ? Build.Purpose.TRAINING_ON_PIECES : Build.Purpose.TRAINING,
            isUneven);
    try {
      Ops tf = program.tf;
      Variables variables = program.build.variables;
      program.requireParameters(initial);
      int batches = options.accumulated;
      share = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> loss = batches == 1 ? program.loss : tf.math.mul(program.loss, share);
      LossGradients gradients =
          LossGradients.of(tf, loss).frozen(options.frozen(variables.specs()));
      ParameterGradients ofBatch =
          (batches > 1 ? gradients.denseTables() : gradients).to(variables);
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
  public void resetState() {
    carried = CarriedState.none();
  }

  /**
   * Runs one optimizer step on a batch; with {@linkplain Fit#accumulate accumulation}, on at most
   * that number of parts of it, one after the other.
   *
   * @param rate the learning rate, at least 0
   * @param outputs the names of the outputs to return from the same run
   * @throws IllegalStateException if this trainer is closed
   */
  public StepResult step(List<E> batch, double rate, String... outputs) {
    NullChecks.requireElements("batch", "example", batch);
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("batch: expected at least 1 example, got none");
    }
    NullChecks.require("outputs", "names", outputs);
    int parts = Math.min(options.accumulated, batch.size());
    int size = (batch.size() + parts - 1) / parts;
    List<Supplier<Program.Batch>> encoded = new ArrayList<>();
    List<Operand<?>> results = new ArrayList<>(List.of(program.loss));
    List<String> names = Stream.of(outputs).distinct().toList();
    names.forEach(name -> results.add(program.output(name)));
    Input.batches(batch, size).forEach(part -> encoded.add(() -> program.encode(part, results)));
    return step(encoded, batch.size(), steps + 1, rate, names);
  }

  /**
   * Runs a step.
   *
   * @param batches makes the batches of the step, each of which is then closed
   * @param examples the number of examples of all batches
   * @param number the step's number, from 1
   */
  StepResult step(
      List<Supplier<Program.Batch>> batches,
      int examples,
      long number,
      double rate,
      List<String> outputs) {
    if (closed) {
      throw new IllegalStateException(
          "model trainer: expected an open one, got a closed one; read values() before you close"
              + " it");
    }
    NumberChecks.rate("learning rate", rate);
    accumulator.ifPresent(sums -> sums.clear(program.session));
    Map<String, List<FloatTensor>> named = new LinkedHashMap<>();
    double loss = 0;
    double norm = 0;
    for (int k = 0; k < batches.size(); k++) {
      try (Program.Batch batch = batches.get(k).get()) {
        if (accumulator.isPresent()) {
          batch.feed().tensor(share, TFloat32.scalarOf((float) batch.size() / examples));
        }
        long seed = BatchPlanner.stepSeed(options.seed, number) + k;
        StepResult result = run(batch, number, rate, seed, outputs);
        norm = result.gradientNorm();
        loss += (double) result.loss() * batch.size();
        result
            .outputs()
            .forEach(
                (name, rows) -> named.computeIfAbsent(name, n -> new ArrayList<>()).addAll(rows));
      }
    }
    if (accumulator.isPresent()) {
      norm = update(number, rate);
    }
    steps = number;
    return new StepResult((float) (loss / examples), norm, named);
  }

  /**
   * Runs a batch: updates the parameters, or adds its gradients to those of the step, whose norm is
   * then 0.
   */
  private StepResult run(
      Program.Batch batch, long number, double rate, long seed, List<String> outputs) {
    Feed feed = batch.feed();
    feed.tensor(program.build.seed, TInt64.scalarOf(seed));
    carried.feed(feed, program.build, batch.size());
    List<Operand<TFloat32>> states = carried.fetches(program.build);
    List<Operand<?>> fetched = new ArrayList<>(List.of(program.loss));
    fetched.addAll(states);
    outputs.forEach(name -> fetched.add(program.output(name)));
    try (Result result =
        Program.running(
            () ->
                accumulator.isEmpty()
                    ? updates.run(feed, number, rate, fetched)
                    : accumulator.get().run(feed, fetched))) {
      int next = 1;
      List<FloatTensor> after = new ArrayList<>();
      for (int k = 0; k < states.size(); k++) {
        after.add(NativeTensors.copyOf((TFloat32) result.get(next++)));
      }
      carried = carried.after(program.build, after);
      Map<String, List<FloatTensor>> named = new LinkedHashMap<>();
      for (String name : outputs) {
        FloatTensor values = NativeTensors.copyOf((TFloat32) result.get(next++));
        named.put(name, Program.rows(values, program.output(name), batch));
      }
      double norm = accumulator.isEmpty() ? number(result, next) : 0;
      return new StepResult(number(result, 0), norm, named);
    }
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

  /**
   * Returns a copy of the parameters.
   *
   * @throws IllegalStateException if this trainer is closed
   */
  public ParameterValues values() {
    if (closed) {
      throw new IllegalStateException("model trainer: expected an open one, got a closed one");
    }
    updates.catchUpAll(program.session, steps);
    return program.build.variables.values(program.session);
  }

  /** Returns the number of steps run. */
  public long steps() {
    return steps;
  }

  /** Frees the native memory. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      program.close();
    }
  }
}
