package org.tributary.nn;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.tensorflow.Operand;
import org.tributary.internal.training.BatchPlanner;
import org.tributary.internal.training.Checkpoint;
import org.tributary.internal.training.RunFingerprint;
import org.tributary.internal.training.TrainingGraph;
import org.tributary.internal.training.TrainingLoop;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.BatchOrder;

/**
 * A model in the epoch loop. The batches of a step, more than one with accumulation, are prepared
 * in another thread. Random draws depend on the seed and the number of the step alone.
 */
final class Fitting<E>
    implements TrainingLoop.Model<List<List<E>>, List<Program.Batch>>, AutoCloseable {
  private static final String PARAMETERS = "parameters";
  private static final String STATE = "optimizer";
  private static final String CARRIED = "carried";

  private static final Logger LOGGER = System.getLogger(Model.class.getName());

  private final Fit options;
  private final Supplier<Map<String, Double>> evaluation;
  private final Runnable open;
  private final ModelTrainer<E> trainer;
  private final BatchPlanner<E> planner;
  private final ToIntFunction<E> length;
  private Map<String, Double> metrics = Map.of();

  /** The weights that were read last. */
  private Snapshot last = new Snapshot(-1, ParameterValues.of(Map.of()));

  /** Whether the current epoch was resumed, whose first batches this object has not seen. */
  private boolean isPartial;

  /** Whether an epoch was checked for losses without targets. */
  private boolean isChecked;

  /** The weights after a number of steps. */
  record Snapshot(long steps, ParameterValues values) {}

  /**
   * @param inference the program of the same definition for predictions
   * @param evaluation returns the measures on held-out data with the {@link #snapshot}
   * @param open throws if the model is closed
   */
  Fitting(
      Model.Definition<E> definition,
      Program<E> inference,
      ParameterValues initial,
      Fit options,
      List<E> train,
      Supplier<Map<String, Double>> evaluation,
      Runnable open) {
    this.options = options;
    this.evaluation = evaluation;
    this.open = open;
    Predicate<Input<E>> isUneven =
        options.order == BatchOrder.AS_GIVEN
            ? input ->
                Input.batches(train, options.batchSize.count()).stream()
                    .anyMatch(batch -> inference.isUneven(input, batch))
            : input -> inference.isUneven(input, train);
    long batches = (train.size() + options.batchSize.count() - 1L) / options.batchSize.count();
    long steps = (batches + options.accumulated - 1) / options.accumulated;
    long all = steps * options.loop().epochs();
    this.trainer =
        new ModelTrainer<>(
            definition,
            initial,
            options,
            isUneven,
            all,
            graph -> TrainingGraph.session(graph, all));
    this.length =
        trainer.program.inputs().stream()
            .flatMap(input -> input.length().stream())
            .findFirst()
            .orElse(example -> 1);
    this.planner =
        new BatchPlanner<>(train, length, options.order, options.batchSize, options.seed);
  }

  @Override
  public List<Program.Batch> prepare(List<List<E>> step, long number) {
    List<Operand<?>> results = List.of(trainer.program.loss);
    List<Program.Batch> batches = new ArrayList<>();
    try {
      step.forEach(batch -> batches.add(trainer.program.encode(batch, results)));
      return batches;
    } catch (RuntimeException | Error e) {
      release(batches);
      throw e;
    }
  }

  @Override
  public void release(List<Program.Batch> batches) {
    batches.forEach(Program.Batch::close);
  }

  /** Returns the lines that a checkpoint of this run has. */
  List<String> fingerprint(ParameterValues initial, List<E> train, List<E> dev) {
    options.described().forEach(RunFingerprint::requireOwnToString);
    List<ParameterSpec> specs = trainer.program.parameters();
    List<String> lines =
        RunFingerprint.of(
            "parameters: " + specs.stream().map(spec -> spec.name() + spec.shape()).toList(),
            "definition: " + trainer.program.definitionSummary(),
            "options: " + options,
            RunFingerprint.weights(initial),
            "training data: " + trainer.program.summary(train),
            "held-out data: " + trainer.program.summary(dev));
    trainer.program.build.targets.clear(); // those of the summaries
    return lines;
  }

  @Override
  public List<List<List<E>>> batches(int epoch) {
    return Input.batches(planner.epoch(epoch), options.accumulated);
  }

  @Override
  public long tokens(List<List<E>> step) {
    return step.stream().flatMap(List::stream).mapToLong(length::applyAsInt).sum();
  }

  @Override
  public TrainingLoop.StepOutcome step(List<Program.Batch> batches, long number, double rate) {
    open.run();
    ModelTrainer.StepResult result = trainer.step(batches, number, rate, List.of());
    return new TrainingLoop.StepOutcome(result.loss(), result.gradientNorm(), trainer.hadTarget());
  }

  /** Returns no limit: a loss of the user's has no known value of untrained weights. */
  @Override
  public double untrainedLoss() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public void epochEnded(int epoch) {
    trainer.finishEpoch();
    trainer.program.build.targets.require("train");
    if (!isPartial && !isChecked) {
      isChecked = true;
      List<String> missing = trainer.program.build.targets.missing();
      if (!missing.isEmpty()) {
        LOGGER.log(
            Level.WARNING,
            "train: expected targets of every loss, got none of %s: every label is negative, which is ignored, or every number NaN; parameters of that loss alone stay untrained"
                .formatted(String.join("; ", missing)));
      }
    }
    isPartial = false;
  }

  @Override
  public OptionalDouble score(ParameterValues parameters) {
    Map<String, Double> measured = new LinkedHashMap<>(evaluation.get());
    OptionalDouble score = options.score(measured);
    metrics = measured;
    return score;
  }

  @Override
  public Map<String, Double> metrics() {
    return metrics;
  }

  @Override
  public ParameterValues snapshot() {
    return current().values();
  }

  /** Returns the weights after the last step, or their average; in any thread. */
  Snapshot current() {
    synchronized (trainer) {
      if (last.steps() != trainer.steps) {
        last = new Snapshot(trainer.steps, trainer.averaged());
      }
      return last;
    }
  }

  @Override
  public Map<String, ParameterValues> parts() {
    synchronized (trainer) {
      Map<String, ParameterValues> parts = new LinkedHashMap<>();
      parts.put(PARAMETERS, trainer.program.build.variables.values(trainer.program.session));
      parts.put(STATE, trainer.updates.state().values(trainer.program.session));
      parts.put(CARRIED, trainer.carried.values());
      return parts;
    }
  }

  @Override
  public void restore(Checkpoint checkpoint) {
    synchronized (trainer) {
      trainer.program.build.variables.assign(trainer.program.session, checkpoint.part(PARAMETERS));
      trainer.updates.state().assign(trainer.program.session, checkpoint.part(STATE));
      trainer.carried = CarriedState.of(checkpoint.part(CARRIED));
      trainer.steps = checkpoint.progress().globalStep();
      isPartial = true;
    }
  }

  @Override
  public void close() {
    trainer.close();
  }
}
