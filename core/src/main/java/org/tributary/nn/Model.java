package org.tributary.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;
import org.tributary.head.HeadDecoder;
import org.tributary.internal.ByName;
import org.tributary.internal.NullChecks;
import org.tributary.internal.training.TrainingLoop;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.EpochReport;

/**
 * A model of your own: PyTorch's {@code nn.Module} with its training. It is defined by a function
 * that names inputs, parts, results and the loss while it computes with them; it owns the
 * parameters and the graphs.
 *
 * <pre>{@code
 * record Point(float[] x, float y) {}
 *
 * try (Model<Point> model = Model.of(m -> {
 *   Floats hidden = m.linear("hidden", 3, 16).forward(m.vector(3, Point::x)).relu();
 *   Floats y = m.linear("out", 16, 1).forward(hidden).squeeze(-1);
 *   m.output(y);
 *   return m.mse(y, m.number(Point::y));
 * })) {
 *   model.fit(train, dev, Fit.epochs(20).learningRate(0.01));
 *   List<FloatTensor> predicted = model.predict(points);
 *   model.save(file);
 * }
 * }</pre>
 *
 * <p>The definition is called once or more for each graph: training, evaluation, gradients,
 * streams. It must be a pure function: a call that adds other operations is refused. Functions of
 * examples may be called in another thread, one call at a time.
 *
 * <p>The model owns native memory and must be closed. It is thread-safe; calls are serialized,
 * except that during {@link #fit} the model predicts in any thread, including a listener's, with
 * the weights of the last finished step, or with {@link Fit#average} their average. Setting the
 * weights, or a second {@code fit}, is refused until training has ended. Closing the model ends
 * training before the next step with an {@link IllegalStateException}.
 *
 * @param <E> the user's object, an example
 */
public final class Model<E> implements AutoCloseable {
  /** The name of the loss among the metrics. */
  public static final String LOSS = "loss";

  /** The number of examples that are predicted at once. */
  private static final int PREDICTED = 64;

  private static final String CHANGED_WEIGHTS =
      "stop the training by a listener's shouldStop() and fit again, or set weights between steps by model.trainer(options).set(values)";

  /**
   * The definition of a model.
   *
   * @param <E> the user's object, an example
   */
  @FunctionalInterface
  public interface Definition<E> {
    /** Adds inputs, parts and outputs to a network, and returns the loss, a scalar. */
    Floats loss(Network<E> network);
  }

  /** The user's function, with a check that all its calls compute the same. */
  private final Definition<E> definition;

  private final Map<Build.Purpose, Program<E>> programs = new HashMap<>();
  private final Set<Integer> uneven = new HashSet<>();
  private final List<ParameterSpec> specs;
  private final String description;
  private ParameterValues values;

  /** The running training; null if there is none. */
  private Fitting<E> training;

  /** The step of the running training at which the weights were last read. */
  private long steps;

  private long version;
  private volatile boolean closed;

  private Model(Definition<E> definition, long seed) {
    this.definition =
        network -> {
          requireUnchanged(definition);
          return definition.loss(network);
        };
    Program<E> first = forComparison(definition);
    programs.put(Build.Purpose.INFERENCE, first);
    try {
      this.specs = first.parameters();
      this.values = ParameterValues.draw(specs, TorchRandom.seeded(seed));
      this.description = first.description();
      first.open(TensorFlowRuntime::openWithoutGraphOptimizer);
    } catch (RuntimeException | Error e) {
      first.close();
      throw e;
    }
  }

  private static <E> Program<E> forComparison(Definition<E> definition) {
    return new Program<>(definition, Build.Purpose.INFERENCE, input -> false, false);
  }

  /**
   * Requires that another call of a definition adds the operations of the first: else training,
   * evaluation and predictions would compute different functions.
   */
  private void requireUnchanged(Definition<E> definition) {
    try (Program<E> again = forComparison(definition)) {
      again.requireParameters(values);
      String now = again.description();
      if (!now.equals(description)) {
        throw new IllegalArgumentException(
            "model definition: expected the operations of its first call, %s, got %s; it is called for each graph, so it must not depend on mutable state, such as a setting, a counter or a random number; build another model"
                .formatted(description, now));
      }
    }
  }

  /** Returns a model with initial values of seed 0. */
  public static <E> Model<E> of(Definition<E> definition) {
    return of(0, definition);
  }

  /**
   * Returns a model with initial values of {@code seed}, drawn in the order in which the definition
   * names the parts: PyTorch's after {@code manual_seed(seed)}, if its modules are made in that
   * order.
   */
  public static <E> Model<E> of(long seed, Definition<E> definition) {
    NullChecks.require("definition", "a function", definition);
    return new Model<>(definition, seed);
  }

  /** Returns the program of a purpose, without the values of the parameters. */
  private Program<E> program(Build.Purpose purpose) {
    requireOpen();
    Program<E> program = programs.get(purpose);
    if (program == null) {
      program = new Program<>(definition, purpose, input -> uneven.contains(input.number()), false);
      try {
        program.requireParameters(values);
        if (purpose == Build.Purpose.DIFFERENTIATION) {
          program.differentiate();
        }
        program.open(TensorFlowRuntime::openWithoutGraphOptimizer);
      } catch (RuntimeException | Error e) {
        program.close();
        throw e;
      }
      programs.put(purpose, program);
    }
    return program;
  }

  private Program<E> current(Build.Purpose purpose) {
    Program<E> program = program(purpose);
    program.assign(current(), version);
    return program;
  }

  /** Returns the values of the parameters, in training those of the last finished step. */
  private ParameterValues current() {
    if (training == null) {
      return values;
    }
    Fitting.Snapshot current = training.current();
    if (current.steps() != steps) {
      steps = current.steps();
      version++;
    }
    return current.values();
  }

  /**
   * Runs {@code use} on a program. It is for sequences of one length at first, and is built again
   * if a batch has others.
   */
  private <R> R with(Build.Purpose purpose, Function<Program<E>, R> use) {
    try {
      return use.apply(current(purpose));
    } catch (Input.UnevenException e) {
      uneven.addAll(e.inputs());
      programs.remove(purpose).close();
      return with(purpose, use);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("model: expected an open one, got a closed one");
    }
  }

  private void requireNoTraining(String what, String cure) {
    if (training != null) {
      throw new IllegalStateException(
          "%s: expected a model that is not in training, got one within fit; %s"
              .formatted(what, cure));
    }
  }

  private static <E> List<E> requireExamples(String what, List<E> examples) {
    NullChecks.requireElements(what, "example", examples);
    return examples;
  }

  private static <E> List<E> requireSome(String what, List<E> examples) {
    if (requireExamples(what, examples).isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected at least 1 example, got none".formatted(what));
    }
    return examples;
  }

  /** Requires that each example continues one of the batch before. */
  private static void requireWholeBatches(String what, List<?> examples, Fit options) {
    int size = options.batchSize.count();
    int rest = examples.size() % size;
    if (options.carriesState && examples.size() > size && rest != 0) {
      throw new IllegalArgumentException(
          "%s: expected a multiple of %d examples, since with carried state each continues the one at its place in the batch before, got %d; leave the last %d out, or make as many streams as a batch has examples"
              .formatted(what, size, examples.size(), rest));
    }
  }

  /** Returns the parameters, in the order of the definition. */
  public List<ParameterSpec> parameters() {
    return specs;
  }

  /** Returns the values of the parameters: PyTorch's {@code state_dict}. */
  public synchronized ParameterValues values() {
    return current();
  }

  /**
   * Sets the values of all parameters, in any order: PyTorch's {@code load_state_dict}.
   *
   * @throws IllegalArgumentException if these are not the parameters of this model, or not finite
   * @throws IllegalStateException in training, as in a listener
   */
  public synchronized void set(ParameterValues values) {
    requireNoTraining("set", CHANGED_WEIGHTS);
    NullChecks.require("values", "those of the parameters", values).requireMatch(specs);
    values.requireFinite();
    this.values = values.only(specs);
    version++;
  }

  /** Writes the parameters to a safetensors file, by name. */
  public void save(Path file) throws IOException {
    Safetensors.write(file, values());
  }

  /**
   * Reads the parameters from a safetensors file, by name.
   *
   * @throws IllegalArgumentException if the file does not have exactly the parameters of this
   *     model, or not all are finite
   * @throws IllegalStateException in training, as in a listener
   */
  public synchronized void load(Path file) throws IOException {
    requireNoTraining("load", CHANGED_WEIGHTS);
    set(Safetensors.read(file));
  }

  /** Trains without held-out data; see {@link #fit(List, List, Fit)}. */
  public List<EpochReport> fit(List<E> train, Fit options) {
    return fitted(train, List.of(), options);
  }

  /**
   * Trains the model. Afterwards it has the weights of the best epoch on the held-out data, or by a
   * score of your own; with neither, those of the last epoch.
   *
   * @param train the training examples
   * @param dev held-out examples, at least 1, for the loss and the metrics after each epoch
   * @return a report of each epoch
   * @throws IllegalArgumentException if {@link Fit#maximize} names no metric, or the examples of an
   *     epoch or the held-out data have no target: every label is ignored or every weight is 0
   * @throws IllegalStateException if the model is in training
   * @throws org.tributary.train.TrainingException if a loss, a gradient or a parameter is not
   *     finite, or the thread is interrupted
   */
  public List<EpochReport> fit(List<E> train, List<E> dev, Fit options) {
    if (requireExamples("dev", dev).isEmpty()) {
      throw new IllegalArgumentException(
          "dev: expected at least 1 example, got none; fit(train, options) trains without held-out"
              + " data");
    }
    return fitted(train, dev, options);
  }

  private List<EpochReport> fitted(List<E> train, List<E> dev, Fit options) {
    NullChecks.require("options", "those of a training", options);
    requireSome("train", train);
    requireWholeBatches("train", train, options);
    requireWholeBatches("dev", dev, options);
    options.checkpoints.ifPresent(c -> c.requireWritable());
    try (Fitting<E> fitting = begin(train, dev, options)) {
      ParameterValues trained = null;
      try {
        var loop = new TrainingLoop<>(fitting, options.loop(), options.listener());
        TrainingLoop.Outcome outcome =
            options.checkpoints.isEmpty()
                ? loop.run()
                : loop.run(options.checkpoints.get(), fitting.fingerprint(values, train, dev));
        trained = outcome.parameters();
        return outcome.epochs();
      } finally {
        end(trained);
      }
    }
  }

  private synchronized Fitting<E> begin(List<E> train, List<E> dev, Fit options) {
    requireOpen();
    requireNoTraining("fit", "wait until it ends, or train another model");
    Set<String> metrics = new LinkedHashSet<>(List.of(LOSS));
    Program<E> inference = program(Build.Purpose.INFERENCE);
    metrics.addAll(inference.build.metrics.keySet());
    options.requireScore(metrics, !dev.isEmpty());
    training =
        new Fitting<>(
            definition,
            inference,
            values,
            options,
            train,
            () ->
                dev.isEmpty()
                    ? Map.of()
                    : evaluate("dev", dev, options.carriesState, options.batchSize.count()),
            this::requireOpen);
    steps = 0;
    return training;
  }

  /**
   * Ends the training, before its native memory is freed.
   *
   * @param trained the trained values; null if training failed
   */
  private synchronized void end(ParameterValues trained) {
    training = null;
    values = trained == null ? values : trained.only(specs);
    version++;
  }

  /**
   * Returns a trainer of single steps, for a loop of your own; of the options it uses those of a
   * step.
   *
   * @param options the optimizer, clipping and others
   */
  public synchronized ModelTrainer<E> trainer(Fit options) {
    requireOpen();
    NullChecks.require("options", "those of a training", options);
    return new ModelTrainer<>(
        definition,
        current(),
        options,
        input -> input.length().isPresent(),
        Long.MAX_VALUE,
        TensorFlowRuntime::openWithoutGraphOptimizer);
  }

  /**
   * Returns the loss and the metrics on examples, at least 1. The loss is that of one batch of all
   * examples, whatever their batches: a mean is Σ sum / Σ count, as in {@link Fit#accumulate}. Of a
   * loss that reduces examples by other operations, such as those of {@link Network#tf}, it is the
   * mean over batches, weighted by their examples. Each example is a sequence of its own, also
   * after a training with {@link Fit#carryState}.
   *
   * @throws IllegalArgumentException if there is no target: every label is ignored, every weight is
   *     0, or every sequence is empty
   */
  public Map<String, Double> evaluate(List<E> examples) {
    return evaluate("examples", requireSome("examples", examples), false, PREDICTED);
  }

  /**
   * Returns the loss and the metrics as {@link #fit} measures them on held-out data: in batches of
   * the options' size, which carry the state if the options do.
   */
  public Map<String, Double> evaluate(List<E> examples, Fit options) {
    NullChecks.require("options", "those of a training", options);
    requireWholeBatches("examples", requireSome("examples", examples), options);
    return evaluate("examples", examples, options.carriesState, options.batchSize.count());
  }

  private synchronized Map<String, Double> evaluate(
      String what, List<E> examples, boolean onPieces, int size) {
    return with(
        onPieces ? Build.Purpose.INFERENCE_ON_CHUNKS : Build.Purpose.INFERENCE,
        program -> {
          List<List<E>> batches = Input.batches(examples, size);
          BatchReductions.Totals totals = program.reductions().totals();
          Collection<Build.BatchMetric> metrics = program.build.metrics.values();
          List<Operand<TFloat32>> results = new ArrayList<>(List.of(program.lossValue));
          metrics.forEach(m -> results.addAll(List.of(m.sum(), m.count())));
          double[] sums = new double[results.size()]; // the first is of the loss
          program.build.targets.clear();
          for (int pass = 1; pass <= totals.passes(); pass++) {
            int number = pass;
            int own = pass == 1 ? sums.length : 0;
            List<Operand<TFloat32>> operands = new ArrayList<>(results.subList(0, own));
            operands.addAll(totals.fetches(pass));
            run(
                program,
                batches,
                operands,
                feed -> totals.feedBefore(feed, number),
                (batch, found) -> {
                  totals.add(number, batch, found.subList(own, found.size()));
                  for (int k = 0; k < own; k++) {
                    sums[k] += found.get(k).get() * (k == 0 ? batch.size() : 1.0);
                  }
                });
          }
          program.build.targets.require(what);
          if (!totals.hasTarget()) {
            throw new IllegalArgumentException(
                "%s: expected at least 1 target, got none: every weight is 0, every label is negative (ignored), or every sequence is empty"
                    .formatted(what));
          }
          double loss =
              batches.size() == 1 || program.reductions().isEmpty()
                  ? sums[0] / examples.size()
                  : loss(program, batches, totals);
          Map<String, Double> measured = new LinkedHashMap<>(Map.of(LOSS, loss));
          int next = 1;
          for (Map.Entry<String, Build.BatchMetric> metric : program.build.metrics.entrySet()) {
            measured.put(
                metric.getKey(),
                metric.getValue().finish().applyAsDouble(sums[next] / sums[next + 1]));
            next += 2;
          }
          return measured;
        });
  }

  /** Returns the loss of several batches. */
  private static <E> double loss(
      Program<E> program, List<List<E>> batches, BatchReductions.Totals totals) {
    List<Operand<TFloat32>> loss = List.of(program.lossValue);
    if (!program.reductions().isMeanOverExamples()) {
      try (Feed feed = new Feed(program.session)) {
        totals.feedBefore(feed, totals.passes() + 1);
        return feed.fetch(loss, 0, NativeTensors::copyOf).get(0).get();
      }
    }
    double[] sums = new double[2];
    run(
        program,
        batches,
        loss,
        feed -> totals.feedBefore(feed, totals.passes() + 1),
        (batch, found) -> {
          sums[0] += (double) found.get(0).get() * batch.size();
          sums[1] += batch.size();
        });
    return sums[0] / sums[1];
  }

  /**
   * Runs batches one after the other, with the state that each carries to the next.
   *
   * @param feeding feeds further values of a batch
   * @param use takes each batch and its results
   */
  private static <E> void run(
      Program<E> program,
      List<List<E>> batches,
      List<Operand<TFloat32>> results,
      Consumer<Feed> feeding,
      BiConsumer<Program.Batch, List<FloatTensor>> use) {
    List<Operand<TFloat32>> all = new ArrayList<>(results);
    all.addAll(CarriedState.none().fetches(program.build));
    CarriedState carried = CarriedState.none();
    for (List<E> part : batches) {
      try (Program.Batch batch = program.encode(part, List.copyOf(all))) {
        carried.feed(batch.feed(), program.build, batch.size());
        feeding.accept(batch.feed());
        List<FloatTensor> found = program.fetch(batch, all);
        carried = carried.after(program.build, found.subList(results.size(), found.size()));
        use.accept(batch, found.subList(0, results.size()));
      }
    }
  }

  /**
   * Returns the main output of each example, without padding: [F], or [L, F] for a sequence, on
   * whichever axis its steps are. Only the functions of inputs are called on which the output
   * depends.
   */
  public List<FloatTensor> predict(List<E> examples) {
    return predict(Network.MAIN, examples);
  }

  /** Returns the main output of one example. */
  public FloatTensor predict(E example) {
    return predict(Network.MAIN, example);
  }

  /**
   * Returns an output of one example.
   *
   * @param output the name that the definition gives it
   */
  public FloatTensor predict(String output, E example) {
    return predict(output, List.of(NullChecks.require("example", "one of yours", example))).get(0);
  }

  /**
   * Returns an output of each example.
   *
   * @param output the name that the definition gives it
   */
  public synchronized List<FloatTensor> predict(String output, List<E> examples) {
    requireExamples("examples", examples);
    return with(
        Build.Purpose.INFERENCE,
        program -> {
          Floats wanted = program.output(output);
          List<FloatTensor> all = new ArrayList<>();
          for (List<E> part : Input.batches(examples, PREDICTED)) {
            try (Program.Batch batch = program.encode(part, List.of(wanted))) {
              all.addAll(Program.rows(program.fetch(batch, List.of(wanted)).get(0), wanted, batch));
            }
          }
          return all;
        });
  }

  /** Returns the classes of the main output; see {@link #classify(String, List)}. */
  public List<int[]> classify(List<E> examples) {
    return classify(Network.MAIN, examples);
  }

  /**
   * Returns the most probable classes of each example from an output of logits: one, or one for
   * each step; the best path if the output has a CRF.
   */
  public synchronized List<int[]> classify(String output, List<E> examples) {
    CrfPart crf = program(Build.Purpose.INFERENCE).build.decoders.get(output);
    HeadDecoder decoder = crf == null ? null : crf.decoder(current());
    return predict(output, examples).stream()
        .map(
            logits -> {
              if (decoder != null) {
                return logits.shape().size() == 0 ? new int[0] : decoder.best(logits.values());
              }
              if (logits.shape().numDimensions() == 0) {
                throw new IllegalArgumentException(
                    "classify: expected an output of logits, [N, K] or [N, L, K], got one number"
                        + " for each example; use predict");
              }
              return logits.shape().numDimensions() == 1
                  ? new int[] {logits.argMax()}
                  : IntStream.range(0, (int) logits.shape().get(0))
                      .map(step -> logits.at(step).argMax())
                      .toArray();
            })
        .toList();
  }

  /**
   * Returns the gradients of the loss on a batch with respect to every parameter, without dropout:
   * for exploration and tests.
   *
   * @throws IllegalArgumentException if the loss does not depend on a parameter, or the batch is
   *     empty
   */
  public synchronized ParameterValues gradients(List<E> batch) {
    requireSome("batch", batch);
    return with(
        Build.Purpose.DIFFERENTIATION,
        program -> {
          Map<String, Operand<TFloat32>> gradients = program.gradients;
          try (Program.Batch encoded = program.encode(batch, List.of(program.loss))) {
            List<FloatTensor> found = program.fetch(encoded, List.copyOf(gradients.values()));
            return ParameterValues.of(ByName.of(gradients.keySet(), found));
          }
        });
  }

  /**
   * Returns a reader of one stream, step by step.
   *
   * @throws IllegalArgumentException if the main output depends on later chunks through a layer
   *     that reads whole sequences, such as a bidirectional one
   */
  public synchronized ModelStepper<E> stepper() {
    program(Build.Purpose.STREAM).requireChunks();
    return new ModelStepper<>(this);
  }

  /**
   * Returns the main output of a chunk at its last step, and the state after it.
   *
   * @param before the state before the chunk
   */
  synchronized Map.Entry<List<FloatTensor>, CarriedState> step(
      List<E> examples, CarriedState before) {
    return with(
        Build.Purpose.STREAM,
        program -> {
          Floats wanted = program.output(Network.MAIN);
          boolean isSequence = wanted.dimensions() > 2 && wanted.axes().containsKey(1);
          List<Operand<TFloat32>> results = new ArrayList<>(List.of(wanted));
          results.addAll(before.fetches(program.build));
          try (Program.Batch batch = program.encode(examples, List.copyOf(results))) {
            before.feed(batch.feed(), program.build, batch.size());
            List<FloatTensor> fetched = program.fetch(batch, results);
            List<FloatTensor> outputs = new ArrayList<>();
            for (FloatTensor row : Program.rows(fetched.get(0), wanted, batch)) {
              if (isSequence && row.shape().get(0) == 0) {
                throw new IllegalArgumentException(
                    "stepper: expected chunks of at least 1 step, got none in %s"
                        .formatted(Input.place(outputs.size(), examples.get(outputs.size()))));
              }
              outputs.add(isSequence ? row.at((int) row.shape().get(0) - 1) : row);
            }
            return Map.entry(
                Collections.unmodifiableList(outputs),
                before.after(program.build, fetched.subList(1, fetched.size())));
          }
        });
  }

  /** Frees the native memory. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    programs.values().forEach(Program::close);
    programs.clear();
  }
}
