package org.tributary.tagger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tributary.input.InputFeed;
import org.tributary.layer.Dropout;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Closer;
import org.tributary.runtime.GraphRunner;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.train.Checkpoint;
import org.tributary.train.EpochMean;
import org.tributary.train.PreparedBatches;
import org.tributary.train.TrainingLoop;
import org.tributary.train.TrainingStep;
import org.tributary.train.WeightAverage;

/**
 * One training run and the native memory it owns. What a step draws follows from the seed and the
 * step's number alone, so that a run can be taken up again at any step.
 */
final class TrainingGraph
    implements TrainingLoop.Trainee<List<LabelledSequence>, ParameterValues>, AutoCloseable {
  private static final String PARAMETERS = "parameters";
  private static final String STATE = "optimizer";
  private static final String MEAN = "mean";

  private final TaggerUnkReplacement hiding;
  private final TrainingOptions options;
  private final BatchPlanner planner;
  private final List<LabelledSequence> dev;
  private final DevScore devScore;
  private final Closer closer = new Closer();
  private final Graph graph;
  private final TaggerGraph network;
  private final Optional<BatchPredictor> predictor; // empty without development data
  private final PaddingStrategy rowLengths;
  private final Placeholder<TInt64> dropoutSeed;
  private final Operand<TFloat32> loss;
  private final TrainingStep step;
  private final Session session;
  private final PreparedBatches<List<LabelledSequence>, InputFeed> feeds;
  private EpochMean mean = EpochMean.empty();
  private long number;

  TrainingGraph(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      TaggerUnkReplacement hiding,
      ParameterValues initial,
      List<LabelledSequence> train,
      List<LabelledSequence> dev,
      DevScore devScore) {
    this(
        definition, sizes, options, hiding, initial, train, dev, devScore, TensorFlowRuntime::open);
  }

  /**
   * @param opener opens the session once the graph is built
   */
  TrainingGraph(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      TaggerUnkReplacement hiding,
      ParameterValues initial,
      List<LabelledSequence> train,
      List<LabelledSequence> dev,
      DevScore devScore,
      Function<Graph, Session> opener) {
    this.devScore = devScore;
    this.options = options;
    this.hiding = hiding;
    this.planner = new BatchPlanner(train, options);
    this.dev = dev;
    try {
      this.graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      Ops tf = TensorFlowRuntime.ops(graph);
      this.network = TaggerGraph.trainable(tf, definition, sizes);
      this.dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      this.rowLengths = rowLengths(planner.epoch(1));
      TaggerGraph.Loss placed = network.loss(rowLengths, Dropout.seeded(tf, dropoutSeed));
      this.loss = placed.value();
      this.step =
          new TrainingStep(
              tf,
              network.variables(),
              placed.gradients(),
              options.optimizer(),
              options.clipNorm(),
              options.average().within(steps()));
      this.predictor = dev.isEmpty() ? Optional.empty() : Optional.of(new BatchPredictor(network));
      this.session = closer.register(opener.apply(graph), Session::close);
      network.variables().assign(session, initial);
      step.initialize(session);
      this.feeds =
          closer.register(
              new PreparedBatches<>("tributary-batches", this::feed, InputFeed::close),
              PreparedBatches::close);
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
  }

  /** The way of running rows that suits all batches, for a graph of training has but one. */
  private PaddingStrategy rowLengths(List<List<LabelledSequence>> batches) {
    long computed = 0;
    long needed = 0;
    for (List<LabelledSequence> batch : batches) {
      int longest = batch.stream().mapToInt(LabelledSequence::steps).max().orElseThrow();
      computed += (long) longest * batch.size();
      needed += tokens(batch);
    }
    return network.rowLengths(computed, needed);
  }

  /** How many steps there are in all, as many in each epoch as in the first. */
  private long steps() {
    return (long) options.loop().epochs() * planner.epoch(1).size();
  }

  /** The graph, which this run closes. */
  Graph graph() {
    return graph;
  }

  /** What the rest of the run depends on, beside the loop's progress. */
  Map<String, ParameterValues> parts() {
    Map<String, ParameterValues> parts = new LinkedHashMap<>();
    parts.put(PARAMETERS, network.variables().values(session));
    parts.put(STATE, step.state().values(session));
    mean.mean().ifPresent(m -> parts.put(MEAN, m));
    return parts;
  }

  /** Goes on from {@code checkpoint}, which is of this run. */
  void restore(Checkpoint checkpoint) {
    network.variables().assign(session, checkpoint.part(PARAMETERS));
    step.state().assign(session, checkpoint.part(STATE));
    number = checkpoint.progress().number();
    int counted = counted(checkpoint.progress().reports().size());
    mean =
        counted == 0
            ? EpochMean.empty()
            : new EpochMean(counted, Optional.of(checkpoint.part(MEAN)));
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
    number = stepNumber;
    try (InputFeed feed = feeds.take(sequences, stepNumber)) {
      moveTouchedRows(feed, stepNumber);
      Session.Runner runner = feed.runner().fetch(loss).fetch(step.gradientNorm());
      feed.own(step.feed(runner, stepNumber, learningRate));
      try (Result result = GraphRunner.run(runner, GraphRunner.LARGE_WORK)) {
        return new TrainingLoop.StepOutcome(
            ((TFloat32) result.get(0)).getFloat(), ((TFloat32) result.get(1)).getFloat());
      }
    }
  }

  @Override
  public void announce(List<LabelledSequence> sequences, long stepNumber) {
    feeds.begin(sequences, stepNumber);
  }

  /** The batch as tensors, and what the step draws. */
  private InputFeed feed(List<LabelledSequence> sequences, long stepNumber) {
    long drawn = options.seed() * 1_000_003L + stepNumber;
    InputFeed feed = new InputFeed(session);
    try {
      network.feed(feed, TaggerBatch.of(sequences, hiding.drawing(drawn)), rowLengths);
      feed.tensor(dropoutSeed, TInt64.scalarOf(drawn));
      return feed;
    } catch (RuntimeException | Error e) {
      feed.close();
      throw e;
    }
  }

  private void moveTouchedRows(InputFeed feed, long stepNumber) {
    if (step.needsCatchUp()) {
      Session.Runner runner = feed.again();
      feed.own(step.feedCatchUp(runner, stepNumber));
      GraphRunner.run(runner, GraphRunner.LARGE_WORK).close();
    }
  }

  @Override
  public void epochEnded(int epoch) {
    step.catchUpAll(session, number);
    if (counted(epoch) > 0) {
      mean = mean.with(network.variables().values(session));
    }
  }

  private int counted(int finished) {
    return options.average() instanceof WeightAverage.OfLastEpochs last
        ? last.counted(finished, options.loop().epochs())
        : 0;
  }

  @Override
  public OptionalDouble score() {
    return predictor.isEmpty() ? OptionalDouble.empty() : score(predictor.get());
  }

  private OptionalDouble score(BatchPredictor predictor) {
    Optional<ParameterValues> average = average();
    if (average.isEmpty()) {
      return scored(predictor);
    }
    ParameterValues last = network.variables().values(session);
    network.variables().assign(session, average.get());
    try {
      return scored(predictor);
    } finally {
      network.variables().assign(session, last);
    }
  }

  private OptionalDouble scored(BatchPredictor predictor) {
    List<int[]> predicted =
        predictor.labels(
            network.loaded(session), dev.stream().map(LabelledSequence::features).toList());
    return devScore.of(dev, predicted);
  }

  @Override
  public ParameterValues snapshot() {
    return average().orElseGet(() -> network.variables().values(session));
  }

  /** The average that is asked for, once there is something to average. */
  private Optional<ParameterValues> average() {
    return step.averaged(session, number).or(mean::mean);
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
