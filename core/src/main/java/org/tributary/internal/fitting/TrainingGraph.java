package org.tributary.internal.fitting;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tributary.graph.layer.Dropout;
import org.tributary.internal.checkpoint.Checkpoint;
import org.tributary.internal.loop.EpochMean;
import org.tributary.internal.loop.PreparedBatches;
import org.tributary.internal.loop.TrainingLoop;
import org.tributary.internal.network.TaggerBatch;
import org.tributary.internal.network.TaggerGraph;
import org.tributary.internal.prediction.LogitsModel;
import org.tributary.internal.prediction.SequencePredictor;
import org.tributary.internal.runtime.Closer;
import org.tributary.internal.step.ParameterGroup;
import org.tributary.internal.step.TrainingStep;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Feed;
import org.tributary.runtime.GraphRunner;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;

/**
 * The training graph of a tagger with its session and optimizer state. Owns native memory until it
 * is closed. The random draws of a step depend on the seed and the step number alone, so that a run
 * can resume at any step.
 */
public final class TrainingGraph
    implements ResumableLoop.Model<List<LabelledSequence>>, AutoCloseable {
  private static final String PARAMETERS = "parameters";
  private static final String STATE = "optimizer";
  private static final String MEAN = "mean";

  private final TaggerUnkReplacement unkReplacement;
  private final TrainingOptions options;
  private final BatchPlanner<LabelledSequence> planner;
  private final List<LabelledSequence> dev;
  private final DevScore devScore;
  private final Closer closer = new Closer();
  private final Graph graph;
  private final TaggerGraph network;
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final PaddingStrategy padding;
  private final Placeholder<TInt64> dropoutSeed;
  private final Operand<TFloat32> loss;
  private final TrainingStep step;
  private final Session session;
  private final TrainedWeights weights;
  private final PreparedBatches<List<LabelledSequence>, Feed> feeds;
  private final UntrainedLoss untrainedLoss;
  private EpochMean mean = EpochMean.empty();
  private long lastStep;

  /**
   * @param sessions a factory of the session, called once the graph is built
   */
  public TrainingGraph(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      TaggerUnkReplacement unkReplacement,
      ParameterValues initial,
      List<LabelledSequence> train,
      List<LabelledSequence> dev,
      DevScore devScore,
      SessionFactory sessions) {
    this.definition = definition;
    this.sizes = sizes;
    this.devScore = devScore;
    this.options = options;
    this.unkReplacement = unkReplacement;
    this.planner = BatchPlanner.of(train, options);
    this.dev = dev;
    this.untrainedLoss = new UntrainedLoss(definition.columns(), sizes, train);
    try {
      this.graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      Ops tf = TensorFlowRuntime.ops(graph);
      this.network =
          train.stream().anyMatch(sequence -> sequence.softTargets().isPresent())
              ? TaggerGraph.trainableOnSoftTargets(tf, definition, sizes)
              : TaggerGraph.trainable(tf, definition, sizes);
      this.dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      this.padding = paddingStrategy(planner.epoch(1));
      TaggerGraph.Loss built = network.loss(padding, Dropout.seeded(tf, dropoutSeed));
      this.loss = built.value();
      this.step =
          new TrainingStep(
              tf,
              network.variables(),
              built.gradients(),
              List.of(ParameterGroup.rest(options.optimizer())),
              options.clipNorm(),
              options.average().within(totalSteps()));
      this.session = closer.register(sessions.open(graph, totalSteps()), Session::close);
      network.variables().assign(session, initial);
      this.weights = new TrainedWeights(network.variables(), initial, definition);
      step.initialize(session);
      this.feeds =
          closer.register(
              new PreparedBatches<>("tributary-batches", this::feed, Feed::close),
              PreparedBatches::close);
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
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

  /** Returns the graph, which {@link #close} closes. */
  Graph graph() {
    return graph;
  }

  /**
   * Returns the tensors of a checkpoint: trained parameters, optimizer state, weight average, first
   * loss. The run's fingerprint names the frozen parameters by their hash.
   */
  @Override
  public Map<String, ParameterValues> parts() {
    Map<String, ParameterValues> parts = new LinkedHashMap<>();
    parts.put(PARAMETERS, weights.values(session));
    parts.put(STATE, step.state().values(session));
    mean.mean().ifPresent(m -> parts.put(MEAN, m));
    untrainedLoss.addTo(parts);
    return parts;
  }

  @Override
  public void restore(Checkpoint checkpoint) {
    weights.assign(session, checkpoint.part(PARAMETERS));
    step.state().assign(session, checkpoint.part(STATE));
    untrainedLoss.restore(checkpoint.parts());
    lastStep = checkpoint.progress().number();
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

  @Override
  public TrainingLoop.StepOutcome step(
      List<LabelledSequence> sequences, long stepNumber, double learningRate) {
    lastStep = stepNumber;
    try (Feed feed = feeds.take(sequences, stepNumber)) {
      catchUpTouchedRows(feed, stepNumber);
      Session.Runner runner = feed.runner().fetch(loss).fetch(step.gradientNorm());
      feed.own(step.feed(runner, stepNumber, learningRate));
      try (Result result = GraphRunner.run(runner, GraphRunner.LARGE_WORK)) {
        float value = ((TFloat32) result.get(0)).getFloat();
        untrainedLoss.stepFinished(stepNumber, value);
        return new TrainingLoop.StepOutcome(value, ((TFloat32) result.get(1)).getFloat());
      }
    }
  }

  @Override
  public void prefetch(List<LabelledSequence> sequences, long stepNumber) {
    feeds.begin(sequences, stepNumber);
  }

  /** Returns the tensors of a batch and the random draws of its step. */
  private Feed feed(List<LabelledSequence> sequences, long stepNumber) {
    long stepSeed = new RunSeed(options.seed()).step(stepNumber);
    Feed feed = new Feed(session);
    try {
      network.feed(feed, TaggerBatch.of(sequences, unkReplacement.draw(stepSeed)), padding);
      feed.tensor(dropoutSeed, TInt64.scalarOf(stepSeed));
      return feed;
    } catch (RuntimeException | Error e) {
      feed.close();
      throw e;
    }
  }

  private void catchUpTouchedRows(Feed feed, long stepNumber) {
    if (step.needsCatchUp()) {
      Session.Runner runner = feed.runner();
      feed.own(step.feedCatchUp(runner, stepNumber));
      GraphRunner.run(runner, GraphRunner.LARGE_WORK).close();
    }
  }

  @Override
  public double untrainedLoss() {
    return untrainedLoss.value();
  }

  @Override
  public void epochEnded(int epoch) {
    step.catchUpAll(session, lastStep);
    if (averagedEpochs(epoch) > 0) {
      mean = mean.with(weights.values(session));
    }
  }

  private int averagedEpochs(int finished) {
    return options.average().epochsInMean(finished, options.loop().epochs());
  }

  @Override
  public OptionalDouble score() {
    return dev.isEmpty() ? OptionalDouble.empty() : evaluate(snapshot());
  }

  /**
   * Returns the score of {@code values} on the development data, or NaN if it has none; the weights
   * of the run do not change.
   */
  public double score(ParameterValues values) {
    return evaluate(values).orElse(Double.NaN);
  }

  private OptionalDouble evaluate(ParameterValues changed) {
    ParameterValues values = weights.withFrozen(changed);
    LogitsModel model =
        LogitsModel.of(definition, sizes, values, definition.inputs().cachesSteps());
    try (SequencePredictor predictor = new SequencePredictor(definition, sizes, values, model)) {
      return devScore.of(
          dev, predictor.labels(dev.stream().map(LabelledSequence::features).toList()));
    }
  }

  /** Returns the values of all parameters: those of a snapshot, and the frozen ones. */
  public ParameterValues withFrozen(ParameterValues snapshot) {
    return weights.withFrozen(snapshot);
  }

  /** Returns a copy of the parameters that training changes. */
  @Override
  public ParameterValues snapshot() {
    return average().orElseGet(() -> weights.values(session));
  }

  /** Returns the configured weight average; empty without one or before its first value. */
  private Optional<ParameterValues> average() {
    return step.averaged(session, () -> weights.values(session), lastStep).or(mean::mean);
  }

  @Override
  public Optional<String> defect(ParameterValues parameters) {
    return parameters.defect();
  }

  @Override
  public void close() {
    closer.close();
  }
}
