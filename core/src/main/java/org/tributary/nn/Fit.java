package org.tributary.nn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.tributary.internal.NullChecks;
import org.tributary.internal.training.GradientClip;
import org.tributary.internal.training.ParameterGroup;
import org.tributary.param.ParameterSpec;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions.BatchSize;
import org.tributary.train.TrainingOptions.LoopOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

/**
 * The options of {@link Model#fit}. Immutable; each method returns a changed copy. Defaults:
 * batches of 32 examples of similar length, in random order; Adam with the rate 0.001; seed 0;
 * without held-out data the last weights, else those of the epoch with the lowest loss.
 *
 * <pre>{@code
 * Fit.epochs(60).learningRate(0.01).clipNorm(1).patience(5).progress(System.out::println)
 * }</pre>
 */
public final class Fit implements Cloneable {
  /** The choice of the best epoch: a metric by name, or a function. */
  private record Score(String metric, boolean smaller, Optional<DoubleSupplier> function) {}

  private int epochs;
  BatchSize batchSize = BatchSize.sequences(32);
  BatchOrder order = BatchOrder.BY_LENGTH;
  long seed;
  private Optimizer optimizer = Optimizer.adam();
  private Schedule schedule = Schedule.constant(0.001);
  private List<ParameterGroup> groups = List.of();
  private List<String> frozen = List.of();
  OptionalDouble clipNorm = OptionalDouble.empty();
  WeightAverage average = WeightAverage.none();
  private OptionalInt patience = OptionalInt.empty();
  private Optional<Score> score = Optional.empty();
  int accumulated = 1;
  boolean carriesState;
  Optional<Checkpoints> checkpoints = Optional.empty();
  private List<TrainingListener> listeners = List.of();

  private Fit(int epochs) {
    this.epochs = epochs;
  }

  private Fit with(Consumer<Fit> change) {
    Fit copy;
    try {
      copy = (Fit) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e); // the class is Cloneable
    }
    change.accept(copy);
    copy.loop(); // checks
    return copy;
  }

  private static <T> List<T> added(List<T> list, T element) {
    List<T> all = new ArrayList<>(list);
    all.add(element);
    return List.copyOf(all);
  }

  /** Returns options for passes over the data, at least 1. */
  public static Fit epochs(int epochs) {
    return new Fit(epochs).with(fit -> {});
  }

  /** Sets the number of examples of a batch. */
  public Fit batchSize(int examples) {
    return with(fit -> fit.batchSize = BatchSize.sequences(examples));
  }

  /** Keeps the order of the examples in each epoch: neither shuffled nor sorted by length. */
  public Fit inOrder() {
    return with(fit -> fit.order = BatchOrder.AS_GIVEN);
  }

  /** Sets the seed of the order of examples and of dropout. Equal seeds give equal bits. */
  public Fit seed(long seed) {
    return with(fit -> fit.seed = seed);
  }

  /** Sets the optimizer. */
  public Fit optimizer(Optimizer optimizer) {
    NullChecks.require("optimizer", "one", optimizer);
    return with(fit -> fit.optimizer = optimizer);
  }

  /** Sets a constant learning rate. */
  public Fit learningRate(double rate) {
    return schedule(Schedule.constant(rate));
  }

  /** Sets the learning-rate schedule, over all steps. */
  public Fit schedule(Schedule schedule) {
    NullChecks.require("schedule", "one", schedule);
    return with(fit -> fit.schedule = schedule);
  }

  /**
   * Gives the parameters whose names begin with a prefix an optimizer and a rate of their own:
   * PyTorch's parameter groups. A later group takes parameters from an earlier one.
   *
   * @param rateFactor the group's learning rate divided by that of a step, at least 0
   */
  public Fit group(String prefix, Optimizer optimizer, double rateFactor) {
    ParameterGroup group = new ParameterGroup(prefix, optimizer, rateFactor);
    return with(fit -> fit.groups = added(groups, group));
  }

  /** Leaves the parameters whose names begin with a prefix unchanged. */
  public Fit freeze(String prefix) {
    NullChecks.require("prefix", "the beginning of names", prefix);
    return with(fit -> fit.frozen = added(frozen, prefix));
  }

  /** Limits the global norm of all gradients: PyTorch's {@code clip_grad_norm_}. */
  public Fit clipNorm(double norm) {
    return with(fit -> fit.clipNorm = OptionalDouble.of(GradientClip.requireLimit(norm)));
  }

  /** Scores and keeps an exponential moving average of the weights. */
  public Fit average(WeightAverage average) {
    if (NullChecks.require("average", "one", average).needsEpochs()) {
      throw new IllegalArgumentException(
          "weight average: expected an exponential one, got %s".formatted(average));
    }
    return with(fit -> fit.average = average);
  }

  /** Stops after this number of consecutive epochs without a better score. */
  public Fit patience(int epochs) {
    return with(fit -> fit.patience = OptionalInt.of(epochs));
  }

  /**
   * Keeps the epoch with the largest value of a metric on held-out data, such as an accuracy.
   * Refused without held-out data, or if the definition reports no metric of this name.
   */
  public Fit maximize(String metric) {
    NullChecks.require("metric", "its name", metric);
    return with(fit -> fit.score = Optional.of(new Score(metric, false, Optional.empty())));
  }

  /**
   * Keeps the epoch with the smallest value of a metric on held-out data, such as an error; see
   * {@link #maximize(String)}.
   */
  public Fit minimize(String metric) {
    NullChecks.require("metric", "its name", metric);
    return with(fit -> fit.score = Optional.of(new Score(metric, true, Optional.empty())));
  }

  /**
   * Reports a score of your own after each epoch and keeps the epoch with the largest; it may use
   * the model, which then has the weights of the epoch.
   *
   * @param name the name in reports, not that of a metric of the definition
   */
  public Fit maximize(String name, DoubleSupplier score) {
    NullChecks.require("name", "that of the score", name);
    NullChecks.require("score", "a function", score);
    return with(fit -> fit.score = Optional.of(new Score(name, false, Optional.of(score))));
  }

  /**
   * Sums the gradients of {@code batches} batches for a step, which equal those of one batch with
   * all their examples up to float32 rounding and dropout masks: a masked or weighted mean divides
   * by the number of targets, or the sum of the weights, in all batches of the step. This holds for
   * the losses of {@link Network}, {@link Floats#mean()}, {@link Floats#sum()} and what the
   * definition computes from them, such as sums, quotients and roots; a loss that is not linear in
   * a mean costs another forward pass. A loss that needs all examples in one batch is refused: one
   * that reduces them by other operations, such as those of {@link Network#tf} except its mean, one
   * whose weights have a gradient, and one with batch statistics that have a gradient. The last
   * step of an epoch may have fewer batches.
   */
  public Fit accumulate(int batches) {
    if (batches < 1) {
      throw new IllegalArgumentException(
          "accumulation: expected at least 1 batch for a step, got %d".formatted(batches));
    }
    return with(fit -> fit.accumulated = batches);
  }

  /**
   * Carries the state of recurrent layers and scans from batch to batch, without gradients:
   * truncated backpropagation through time. The examples are chunks of long sequences; the n-th of
   * a batch continues the n-th of the batch before, so that for a {@link #batchSize} of B their
   * list has the first chunks of B sequences, then the second of each, and a multiple of B in all;
   * the held-out data as well. Implies {@link #inOrder}. Each epoch, and the held-out data, begin
   * with zeros; layers with an initial state of your own keep that. {@link Model#evaluate(List,
   * Fit)} carries the state too.
   */
  public Fit carryState() {
    return inOrder().with(fit -> fit.carriesState = true);
  }

  /**
   * Writes checkpoints, and resumes from the one in the file, to the same bits as an uninterrupted
   * run. A checkpoint of another definition, other data, options or initial weights is refused, so
   * that a trained model does not resume its own run; a new one does. The functions of the model's
   * inputs must return equal values for equal examples.
   */
  public Fit checkpoints(Checkpoints checkpoints) {
    NullChecks.require("checkpoints", "some", checkpoints);
    return with(fit -> fit.checkpoints = Optional.of(checkpoints));
  }

  /** Writes a checkpoint after each epoch, and resumes from the one in the file. */
  public Fit checkpoints(Path file) {
    return checkpoints(Checkpoints.in(file));
  }

  /**
   * Adds a listener. It may read the model, which has the weights of the last step (predict,
   * evaluate, save), but not change it (set, load).
   */
  public Fit listener(TrainingListener listener) {
    NullChecks.require("listener", "one", listener);
    return with(fit -> fit.listeners = added(listeners, listener));
  }

  /** Writes a line after each epoch, for instance to {@code System.out::println}. */
  public Fit progress(Consumer<String> lines) {
    NullChecks.require("progress", "a consumer of lines", lines);
    return listener(
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport report) {
            Formatter line = new Formatter(Locale.ROOT);
            line.format("epoch %d/%d: loss %.5g", report.epoch(), epochs, report.meanLoss());
            report
                .metrics()
                .forEach(
                    (name, value) ->
                        line.format(
                            ", %s %.5g", name.equals(Model.LOSS) ? "dev loss" : name, value));
            boolean isBest = report.devScore().isPresent() && report.best();
            lines.accept(
                line.format(", %.1f s%s", report.seconds(), isBest ? ", best" : "").toString());
          }
        });
  }

  LoopOptions loop() {
    return new LoopOptions(epochs, schedule, patience);
  }

  List<ParameterGroup> groups(List<ParameterSpec> parameters) {
    List<String> names = parameters.stream().map(ParameterSpec::name).toList();
    List<ParameterGroup> all = new ArrayList<>(List.of(ParameterGroup.rest(optimizer)));
    groups.forEach(group -> all.add(group.requireAny(names)));
    return all;
  }

  /** Returns the names of the frozen parameters. */
  String[] frozen(List<ParameterSpec> parameters) {
    List<String> names = parameters.stream().map(ParameterSpec::name).toList();
    for (String prefix : frozen) {
      if (names.stream().noneMatch(name -> name.startsWith(prefix))) {
        throw new IllegalArgumentException(
            "freeze: expected the beginning of one of %s, got %s".formatted(names, prefix));
      }
    }
    return names.stream()
        .filter(name -> frozen.stream().anyMatch(name::startsWith))
        .toArray(String[]::new);
  }

  TrainingListener listener() {
    return TrainingListener.all(listeners);
  }

  /** Returns the criterion of the best epoch, by default the lowest loss. */
  private Score score() {
    return score.orElse(new Score(Model.LOSS, true, Optional.empty()));
  }

  /**
   * Checks the score's name before training.
   *
   * @param metrics the names of the measures on held-out data
   * @param hasHeldOut whether there are such data
   */
  void requireScore(Set<String> metrics, boolean hasHeldOut) {
    boolean isMetric = metrics.contains(score().metric());
    if (score().function().isPresent()) {
      if (isMetric) {
        throw new IllegalArgumentException(
            "fit: expected another name for the score of your own than those of the metrics %s, got %s; give it a name of its own, or leave the function out"
                .formatted(metrics, score().metric()));
      }
      return;
    }
    if (!isMetric) {
      throw new IllegalArgumentException(
          "fit: expected the name of one of the metrics %s, got %s; the definition reports them, for instance by m.accuracy"
              .formatted(metrics, score().metric()));
    }
    if (score.isPresent() && !hasHeldOut) {
      throw new IllegalArgumentException(
          "fit: expected held-out data to select the best epoch by metric %s, got none; pass some, fit(train, dev, options), or a score of your own, maximize(name, function)"
              .formatted(score().metric()));
    }
  }

  /**
   * Returns the score of an epoch, where higher is better; empty without measures.
   *
   * @param metrics the measures on held-out data; takes the value of a function
   */
  OptionalDouble score(Map<String, Double> metrics) {
    score().function().ifPresent(own -> metrics.put(score().metric(), own.getAsDouble()));
    if (metrics.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = metrics.get(score().metric());
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException(
          "fit: expected a number as the score %s, got NaN; are targets missing? Negative labels are ignored, and m.rmse takes weights, such as target.notNaN()"
              .formatted(score().metric()));
    }
    return OptionalDouble.of(score().smaller() ? -value : value);
  }

  /** Returns the optimizers and schedules, which a checkpoint needs to describe themselves. */
  Map<String, Object> described() {
    Map<String, Object> all = new java.util.LinkedHashMap<>();
    all.put("optimizer", optimizer);
    groups.forEach(group -> all.put("optimizer of " + group.prefix(), group.optimizer()));
    all.put("schedule", schedule);
    return all;
  }

  /** Describes all that decides the numbers of a run. */
  @Override
  public String toString() {
    return "%d epochs, batches of %s %s, seed %d, %s, %s, groups %s, frozen %s, clip norm %s, average %s, patience %s, score %s, %d batches a step, %s"
        .formatted(
            epochs,
            batchSize,
            order,
            seed,
            optimizer,
            schedule,
            groups,
            frozen,
            clipNorm,
            average,
            patience,
            (score().smaller() ? "smallest " : "largest ") + score().metric(),
            accumulated,
            carriesState ? "carried state" : "whole sequences");
  }
}
