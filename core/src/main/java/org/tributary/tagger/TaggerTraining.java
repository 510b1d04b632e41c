package org.tributary.tagger;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tributary.input.Hiding;
import org.tributary.input.Input;
import org.tributary.input.InputFeed;
import org.tributary.input.Occurrences;
import org.tributary.layer.Dropout;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingLoop;
import org.tributary.train.TrainingStep;

/** Trains a tagger on labelled sequences. Immutable; one value can train many times. */
public final class TaggerTraining {
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final TrainingOptions options;
  private final List<Occurrences> occurrences;

  /**
   * @param occurrences for each input, what may be hidden of it in training
   * @throws IllegalArgumentException if they are not of this definition and sizes
   */
  public TaggerTraining(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      List<Occurrences> occurrences) {
    List<Input> inputs = definition.inputs().all();
    definition.inputs().requireFit(sizes.entries());
    if (occurrences.size() != inputs.size()) {
      throw new IllegalArgumentException(
          "tagger training: expected occurrences for each of %d inputs, got %d"
              .formatted(inputs.size(), occurrences.size()));
    }
    for (int k = 0; k < occurrences.size(); k++) {
      occurrences.get(k).requireFit(inputs.get(k), sizes.entries().get(k));
    }
    this.definition = definition;
    this.sizes = sizes;
    this.options = options;
    this.occurrences = List.copyOf(occurrences);
  }

  /**
   * For a tagger whose only input is a table.
   *
   * @param counts how often each feature comes in training, indexed by feature; they decide which
   *     words are hidden
   * @param unknown the feature that unknown and hidden words are read as
   */
  public TaggerTraining(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      int[] counts,
      int unknown) {
    this(definition, sizes, options, List.of(Occurrences.of(counts, unknown)));
  }

  /**
   * What training leaves.
   *
   * @param parameters of the best epoch on the development data, or of the last one without such
   * @param history what each epoch did
   */
  public record Trained(
      ParameterValues parameters, List<org.tributary.train.EpochReport> history) {}

  /** Trains from weights drawn as PyTorch draws them after {@code manual_seed(seed)}. */
  public Trained train(
      List<LabelledSequence> train, List<LabelledSequence> dev, TrainingListener listener) {
    return train(initial(), train, dev, listener);
  }

  /** The weights that PyTorch draws after {@code manual_seed(seed)}. */
  public ParameterValues initial() {
    return ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(options.seed()));
  }

  /**
   * Trains from given weights.
   *
   * @param dev scored after each epoch to choose the best one; may be empty
   * @throws org.tributary.train.TrainingException if the loss stops being a finite number
   */
  public Trained train(
      ParameterValues initial,
      List<LabelledSequence> train,
      List<LabelledSequence> dev,
      TrainingListener listener) {
    if (train.isEmpty()) {
      throw new IllegalArgumentException(
          "tagger training: expected at least one sequence to train on, got none");
    }
    train.forEach(this::requireKnown);
    dev.forEach(this::requireKnown);
    try (Run run = new Run(initial, train, dev)) {
      TrainingLoop.Outcome<ParameterValues> outcome =
          new TrainingLoop<List<LabelledSequence>, ParameterValues>(
                  options.epochs(), options.schedule(), listener)
              .run(run);
      return new Trained(outcome.parameters(), outcome.epochs());
    }
  }

  private void requireKnown(LabelledSequence sequence) {
    if (sequence.largestLabel() >= sizes.labels()) {
      throw new IllegalArgumentException(
          "tagger training: expected labels from 0 to %d, got %d"
              .formatted(sizes.labels() - 1, sequence.largestLabel()));
    }
    definition.inputs().require(sequence.features().columns(), sizes.entries());
  }

  /** One training run and the native memory it owns. */
  private final class Run
      implements TrainingLoop.Trainee<List<LabelledSequence>, ParameterValues>, AutoCloseable {
    private final BatchPlanner planner;
    private final List<LabelledSequence> dev;
    private final List<Hiding> hiding;
    private final Graph graph = new Graph();
    private final TaggerNetwork network;
    private final TaggerPredictor predictor;
    private final Placeholder<TInt64> dropoutSeed;
    private final Operand<TFloat32> loss;
    private final TrainingStep step;
    private final Session session;

    Run(ParameterValues initial, List<LabelledSequence> train, List<LabelledSequence> dev) {
      this.planner = new BatchPlanner(train, options);
      this.dev = dev;
      SplittableRandom random = new SplittableRandom(options.seed());
      this.hiding = occurrences.stream().map(o -> o.hiding(options.unknownRate(), random)).toList();
      Ops tf = TensorFlowRuntime.ops(graph);
      this.network = TaggerNetwork.trainable(tf, definition, sizes);
      this.dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      TaggerNetwork.Loss placed = network.loss(Dropout.seeded(tf, dropoutSeed));
      this.loss = placed.value();
      this.step =
          new TrainingStep(
              tf, network.variables(), placed.gradients(), options.optimizer(), options.clipNorm());
      this.predictor = new TaggerPredictor(tf, network);
      this.session = TensorFlowRuntime.open(graph);
      network.variables().assign(session, initial);
      step.initialize(session);
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
    public double step(List<LabelledSequence> sequences, long number, double learningRate) {
      TaggerBatch batch = TaggerBatch.of(sequences, hiding);
      Session.Runner runner = session.runner().fetch(loss);
      try (InputFeed feed = new InputFeed(runner)) {
        network.feed(feed, batch);
        feed.own(step.feed(runner, number, learningRate));
        feed.tensor(dropoutSeed, TInt64.scalarOf(options.seed() * 1_000_003L + number));
        try (Result result = runner.run()) {
          return ((TFloat32) result.get(0)).getFloat();
        }
      }
    }

    @Override
    public OptionalDouble score() {
      if (dev.isEmpty()) {
        return OptionalDouble.empty();
      }
      List<LabelDistributions> predicted =
          predictor.predict(session, dev.stream().map(LabelledSequence::features).toList());
      long correct = 0;
      long counted = 0;
      for (int k = 0; k < dev.size(); k++) {
        LabelledSequence gold = dev.get(k);
        for (int t = 0; t < gold.steps(); t++) {
          if (gold.label(t) != LabelledSequence.NONE) {
            counted++;
            correct += predicted.get(k).best(t) == gold.label(t) ? 1 : 0;
          }
        }
      }
      return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / counted);
    }

    @Override
    public ParameterValues snapshot() {
      return network.variables().values(session);
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  @Override
  public String toString() {
    return "%s on %s, %s, %s".formatted(definition, sizes, options, occurrences);
  }
}
