package org.tributary.internal.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tributary.feature.Frequencies;
import org.tributary.feature.UnkReplacement;
import org.tributary.graph.Dropout;
import org.tributary.internal.Closer;
import org.tributary.internal.tagger.SequencePredictor;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.WeightAverage;

/**
 * The training graph of a tagger with its session and optimizer state. Owns native memory until it
 * is closed. The random draws of a step depend on the seed and the step number alone, so that a run
 * can resume at any step.
 */
public final class TrainingGraph
    implements TrainingLoop.Model<List<LabelledSequence>, Feed>, AutoCloseable {
  private static final String PARAMETERS = "parameters";
  private static final String STATE = "optimizer";
  private static final String MEAN = "mean";
  private static final String LOSS = "loss";
  private static final String FIRST = "first";

  private static final long SEED_STRIDE = 0x9E3779B97F4A7C15L;

  /** Separates the draws of entry dropout from those of words and of rare features. */
  private static final long DROPOUT_STREAM = 0x5851F42D4C957F2DL;

  /**
   * The number of steps from which TensorFlow's graph optimizer pays off: it takes about half a
   * second before the first step and then saves about 3 % of each, of some 5 to 20 ms.
   */
  private static final long MIN_OPTIMIZED_STEPS = 2_000;

  private final TrainingOptions options;
  private final List<Frequencies> frequencies;
  private final BatchPlanner<LabelledSequence> planner;
  private final List<LabelledSequence> dev;
  private final DevScore devScore;
  private final Closer closer = new Closer();
  private final TaggerGraph network;
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final PaddingStrategy padding;
  private final Placeholder<TInt64> dropoutSeed;
  private final Operand<TFloat32> loss;
  private final TrainingStep step;
  private final Session session;

  /**
   * The parameters that training does not change. They may be hundreds of megabytes of word
   * vectors, which the run has anyway, so neither its snapshots nor its checkpoints hold them.
   */
  private final ParameterValues frozen;

  private final List<ParameterSpec> trained;

  /** The loss of a uniform guess. */
  private final double uniformLoss;

  private float firstLoss = Float.POSITIVE_INFINITY; // of the first step; unknown
  private EpochMean mean = EpochMean.empty();
  private long lastStep;

  /**
   * The running mean of weights for {@link WeightAverage#ofLastEpochs}. Immutable.
   *
   * @param count the number of weights in the mean
   * @param mean empty if count is 0
   */
  public record EpochMean(int count, Optional<ParameterValues> mean) {

    /** Returns the mean of no weights. */
    public static EpochMean empty() {
      return new EpochMean(0, Optional.empty());
    }

    /** Returns the mean that includes {@code next}: mean + (next - mean) / (count + 1). */
    public EpochMean with(ParameterValues next) {
      if (mean.isEmpty()) {
        return new EpochMean(1, Optional.of(next));
      }
      ParameterValues.Builder builder = ParameterValues.builder();
      for (String name : next.names()) {
        float[] values = mean.get().values(name);
        float[] added = next.values(name);
        for (int k = 0; k < values.length; k++) {
          values[k] = (float) (values[k] + ((double) added[k] - values[k]) / (count + 1));
        }
        builder.add(name, next.shape(name), values);
      }
      return new EpochMean(count + 1, Optional.of(builder.build()));
    }
  }

  /** Opens a session with the graph optimizer if the run has enough steps for it. */
  public static Session session(Graph graph, long steps) {
    return steps < MIN_OPTIMIZED_STEPS
        ? TensorFlowRuntime.openWithoutGraphOptimizer(graph)
        : TensorFlowRuntime.open(graph);
  }

  /**
   * Builds the graph and opens its session.
   *
   * @param frequencies the training frequencies of each input, for UNK replacement
   */
  public TrainingGraph(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      List<Frequencies> frequencies,
      ParameterValues initial,
      List<LabelledSequence> train,
      List<LabelledSequence> dev,
      DevScore devScore) {
    this.definition = definition;
    this.sizes = sizes;
    this.devScore = devScore;
    this.options = options;
    this.frequencies = List.copyOf(frequencies);
    this.planner = BatchPlanner.of(train, options);
    this.dev = dev;
    this.uniformLoss = uniformLoss(definition.columns(), sizes, train);
    Set<String> frozenNames =
        definition.inputs().all().stream()
            .flatMap(input -> input.frozenParameters().stream())
            .collect(Collectors.toSet());
    try {
      Graph graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      Ops tf = TensorFlowRuntime.ops(graph);
      this.network =
          TaggerGraph.trainable(
              tf,
              definition,
              sizes,
              train.stream().anyMatch(sequence -> sequence.softTargets().isPresent())
                  ? OptionalInt.of(sizes.labels())
                  : OptionalInt.empty());
      this.dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      this.padding = paddingStrategy(planner.epoch(1));
      TaggerGraph.Loss built = network.loss(options, padding, Dropout.seeded(tf, dropoutSeed));
      this.loss = built.value();
      this.step =
          new TrainingStep(
              tf,
              network.variables(),
              built.gradients(),
              List.of(ParameterGroup.rest(options.optimizer())),
              options.clipNorm(),
              options.average().within(totalSteps()));
      this.session = closer.register(session(graph, totalSteps()), Session::close);
      network.variables().assign(session, initial);
      List<ParameterSpec> specs = network.variables().specs();
      this.frozen =
          initial.only(specs.stream().filter(spec -> frozenNames.contains(spec.name())).toList());
      this.trained = specs.stream().filter(spec -> !frozenNames.contains(spec.name())).toList();
      step.initialize(session);
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
  }

  private static double uniformLoss(
      List<LabelColumn> columns, TaggerSizes sizes, List<LabelledSequence> train) {
    double perWeight = 0; // of a step of weight 1
    for (int k = 0; k < columns.size(); k++) {
      int labels = Math.max(sizes.columns().get(k).size(), 2);
      perWeight += columns.get(k).lossWeight() * Math.log(labels);
    }
    double steps = train.stream().mapToDouble(LabelledSequence::steps).sum();
    double weights = train.stream().mapToDouble(s -> (double) s.weight() * s.steps()).sum();
    return perWeight * weights / steps;
  }

  /** Returns the padding strategy for all batches; a training graph supports one. */
  private PaddingStrategy paddingStrategy(List<List<LabelledSequence>> batches) {
    long computed = 0;
    long needed = 0;
    for (List<LabelledSequence> batch : batches) {
      int longest = batch.stream().mapToInt(LabelledSequence::steps).max().orElseThrow();
      computed += (long) longest * batch.size();
      needed += tokens(batch);
    }
    return network.paddingStrategy(computed, needed);
  }

  /** Returns the number of training steps of the run; all epochs have the same number. */
  private long totalSteps() {
    return (long) options.loop().epochs() * planner.epoch(1).size();
  }

  /**
   * Returns the tensors of a checkpoint: trained parameters, optimizer state, weight average, first
   * loss. The run's fingerprint names the frozen parameters by their hash.
   */
  @Override
  public Map<String, ParameterValues> parts() {
    Map<String, ParameterValues> parts = new LinkedHashMap<>();
    parts.put(PARAMETERS, trainedValues());
    parts.put(STATE, step.state().values(session));
    mean.mean().ifPresent(m -> parts.put(MEAN, m));
    float[] first = {firstLoss};
    parts.put(LOSS, ParameterValues.builder().add(FIRST, TensorShape.of(1), first).build());
    return parts;
  }

  @Override
  public void restore(Checkpoint checkpoint) {
    checkpoint.part(PARAMETERS).requireMatch(trained);
    network.variables().assignSome(session, checkpoint.part(PARAMETERS));
    step.state().assign(session, checkpoint.part(STATE));
    firstLoss =
        checkpoint.parts().containsKey(LOSS)
            ? checkpoint.part(LOSS).values(FIRST)[0]
            : Float.POSITIVE_INFINITY;
    lastStep = checkpoint.progress().globalStep();
    int averaged = averagedEpochs(checkpoint.progress().reports().size());
    mean =
        averaged == 0
            ? EpochMean.empty()
            : new EpochMean(averaged, Optional.of(checkpoint.part(MEAN)));
  }

  @Override
  public List<List<LabelledSequence>> batches(int epoch) {
    return planner.epoch(epoch);
  }

  @Override
  public long tokens(List<LabelledSequence> batch) {
    return batch.stream().mapToLong(LabelledSequence::steps).sum();
  }

  /** Returns the tensors of a batch and the random draws of its step. */
  @Override
  public Feed prepare(List<LabelledSequence> sequences, long stepNumber) {
    long stepSeed = BatchPlanner.stepSeed(options.seed(), stepNumber);
    Feed feed = new Feed(session);
    try {
      List<UnkReplacement> replacements = unkReplacements(options, frequencies, stepSeed);
      network.feed(feed, TaggerBatch.of(sequences, replacements), padding);
      feed.tensor(dropoutSeed, TInt64.scalarOf(stepSeed));
      return feed;
    } catch (RuntimeException | Error e) {
      feed.close();
      throw e;
    }
  }

  /**
   * Returns the UNK replacement of each input: rare features, and all features of dropped words,
   * are read as unknown. All inputs share the random draws of a step. A replaced word is therefore
   * unknown to every input in which it is at most as frequent, as an unseen word would be: its
   * lower-cased form and rare suffixes too.
   *
   * @param options the rate of UNK replacement and the word dropout
   * @param frequencies the training frequencies of each input
   * @param seed the seed of the step
   */
  static List<UnkReplacement> unkReplacements(
      TrainingOptions options, List<Frequencies> frequencies, long seed) {
    IntToDoubleFunction uniforms = position -> uniform(seed, 2L * position + 1);
    IntToDoubleFunction dropouts = position -> uniform(seed ^ DROPOUT_STREAM, position);
    double wordDropout = options.wordDropout();
    IntPredicate droppedWords = position -> uniform(seed, 2L * position) < wordDropout;
    return frequencies.stream()
        .map(f -> f.unkReplacement(options.unknownRate(), uniforms, dropouts, droppedWords))
        .toList();
  }

  private static double uniform(long seed, long index) {
    return new SplittableRandom(seed + (index + 1) * SEED_STRIDE).nextDouble();
  }

  @Override
  public void release(Feed prepared) {
    prepared.close();
  }

  @Override
  public TrainingLoop.StepOutcome step(Feed feed, long stepNumber, double learningRate) {
    lastStep = stepNumber;
    try (Result result = step.run(feed, stepNumber, learningRate, List.of(loss))) {
      float value = ((TFloat32) result.get(0)).getFloat();
      firstLoss = stepNumber == 1 ? value : firstLoss;
      return new TrainingLoop.StepOutcome(value, ((TFloat32) result.get(1)).getFloat());
    }
  }

  /**
   * Returns the loss of the run's first step, or that of a uniform guess if it is greater, since
   * the weights of a base tagger may fit the first batch already.
   */
  @Override
  public double untrainedLoss() {
    return Math.max(firstLoss, uniformLoss);
  }

  @Override
  public void epochEnded(int epoch) {
    step.catchUpAll(session, lastStep);
    if (averagedEpochs(epoch) > 0) {
      mean = mean.with(trainedValues());
    }
  }

  private int averagedEpochs(int finished) {
    return options.average().epochsInMean(finished, options.loop().epochs());
  }

  /**
   * Returns the score of a snapshot on the development data, if there is any; the weights of the
   * run do not change.
   */
  @Override
  public OptionalDouble score(ParameterValues snapshot) {
    if (dev.isEmpty()) {
      return OptionalDouble.empty();
    }
    ParameterValues values = withFrozen(snapshot);
    try (SequencePredictor predictor =
        SequencePredictor.of(definition, sizes, values, definition.inputs().cachesSteps())) {
      List<FeatureSequence> sequences = dev.stream().map(LabelledSequence::features).toList();
      return devScore.of(dev, predictor.labels(sequences));
    }
  }

  /** Returns the values of all parameters: those of a snapshot, and the frozen ones. */
  public ParameterValues withFrozen(ParameterValues snapshot) {
    Map<String, FloatTensor> all = new LinkedHashMap<>();
    for (ParameterSpec spec : network.variables().specs()) {
      boolean isFrozen = frozen.names().contains(spec.name());
      all.put(spec.name(), (isFrozen ? frozen : snapshot).tensor(spec.name()));
    }
    return ParameterValues.of(all);
  }

  /** Returns a copy of the parameters that training changes. */
  @Override
  public ParameterValues snapshot() {
    return step.averaged(session, this::trainedValues, lastStep)
        .or(mean::mean)
        .orElseGet(this::trainedValues);
  }

  private ParameterValues trainedValues() {
    return network.variables().values(session, trained.stream().map(ParameterSpec::name).toList());
  }

  @Override
  public void close() {
    closer.close();
  }
}
