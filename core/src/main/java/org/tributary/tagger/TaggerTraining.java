package org.tributary.tagger;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
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
  private final int[] counts;
  private final int unknown;

  /**
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
    if (counts.length != sizes.features()) {
      throw new IllegalArgumentException(
          "tagger training: expected a count for each of %d features, got %d"
              .formatted(sizes.features(), counts.length));
    }
    if (unknown < 0 || unknown >= sizes.features()) {
      throw new IllegalArgumentException(
          "tagger training: expected the unknown feature from 0 to %d, got %d"
              .formatted(sizes.features() - 1, unknown));
    }
    definition.requireMatch(sizes);
    this.definition = definition;
    this.sizes = sizes;
    this.options = options;
    this.counts = counts.clone();
    this.unknown = unknown;
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
    TorchRandom random = TorchRandom.seeded(options.seed());
    return train(ParameterValues.draw(definition.parameters(sizes), random), train, dev, listener);
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
    sequence.requireColumns(sizes.columns());
    SequenceTagger.requireFeatures(sequence.features(), sizes);
  }

  /** One training run and the native memory it owns. */
  private final class Run
      implements TrainingLoop.Trainee<List<LabelledSequence>, ParameterValues>, AutoCloseable {
    private final BatchPlanner planner;
    private final List<LabelledSequence> dev;
    private final SplittableRandom random = new SplittableRandom(options.seed());
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
      TaggerBatch batch = TaggerBatch.of(sequences, this::hides, unknown);
      Session.Runner runner = session.runner().fetch(loss);
      List<Tensor> fed = network.inputs().feed(runner, batch);
      fed.addAll(step.feed(runner, number, learningRate));
      TInt64 seed = TInt64.scalarOf(options.seed() * 1_000_003L + number);
      fed.add(seed);
      runner.feed(dropoutSeed, seed);
      try (Result result = runner.run()) {
        return ((TFloat32) result.get(0)).getFloat();
      } finally {
        fed.forEach(Tensor::close);
      }
    }

    private boolean hides(int feature) {
      double rate = options.unknownRate();
      return rate > 0 && random.nextDouble() < rate / (rate + counts[feature]);
    }

    @Override
    public OptionalDouble score() {
      if (dev.isEmpty()) {
        return OptionalDouble.empty();
      }
      List<int[]> predicted =
          predictor.labels(session, dev.stream().map(LabelledSequence::features).toList());
      long correct = 0;
      long counted = 0;
      for (int k = 0; k < dev.size(); k++) {
        LabelledSequence gold = dev.get(k);
        for (int t = 0; t < gold.steps(); t++) {
          if (gold.label(t) != LabelledSequence.NONE) {
            counted++;
            correct += predicted.get(k)[t] == gold.label(t) ? 1 : 0;
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
    return "%s on %s, %s, unknown %d of %s"
        .formatted(definition, sizes, options, unknown, Arrays.stream(counts).sum());
  }
}
