package org.tributary.tagger;

import java.util.List;
import java.util.Optional;
import org.tributary.input.Frequencies;
import org.tributary.input.Input;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.train.Checkpoint;
import org.tributary.train.CheckpointFile;
import org.tributary.train.CheckpointWriter;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingLoop;

/** Trains a tagger on labelled sequences. Immutable; one value can train many times. */
public final class TaggerFitter {
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final TrainingOptions options;
  private final List<Frequencies> occurrences;
  private final Optional<Checkpoints> checkpoints;
  private final DevScore devScore;

  /**
   * @param occurrences for each input, what may be hidden of it in training
   * @throws IllegalArgumentException if they are not of this definition and sizes
   */
  public TaggerFitter(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      List<Frequencies> occurrences) {
    this(definition, sizes, options, occurrences, Optional.empty(), DevScore.accuracy());
  }

  private TaggerFitter(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      List<Frequencies> occurrences,
      Optional<Checkpoints> checkpoints,
      DevScore devScore) {
    definition.requireMatch(sizes);
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
    this.checkpoints = checkpoints;
    this.devScore = devScore;
  }

  /**
   * For a tagger whose only input is a table.
   *
   * @param counts how often each feature comes in training, indexed by feature; they decide which
   *     words are hidden
   * @param unknown the feature that unknown and hidden words are read as
   */
  public TaggerFitter(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      int[] counts,
      int unknown) {
    this(definition, sizes, options, List.of(Frequencies.of(counts, unknown)));
  }

  /**
   * The same training, written down at {@code checkpoints} and taken up again from there where it
   * was stopped. Seconds apart, the reports and the weights are those of a run that was not.
   */
  public TaggerFitter checkpoints(Checkpoints checkpoints) {
    return new TaggerFitter(
        definition, sizes, options, occurrences, Optional.of(checkpoints), devScore);
  }

  /** The same training, whose epochs are compared by {@code score}; by default the accuracy. */
  public TaggerFitter comparedBy(DevScore score) {
    return new TaggerFitter(definition, sizes, options, occurrences, checkpoints, score);
  }

  /**
   * What training leaves.
   *
   * @param parameters of the best epoch on the development data, or of the last one without such
   * @param history what each epoch did
   */
  public record Trained(ParameterValues parameters, List<EpochReport> history) {}

  /**
   * Trains from weights drawn as PyTorch draws them after {@code manual_seed(seed)}, but for the
   * deviation of tables.
   *
   * @throws IllegalArgumentException if the sequences or labels are not of this definition and
   *     sizes
   * @throws org.tributary.train.TrainingException if a loss, a gradient or a weight stops being a
   *     finite number, or a checkpoint is not of this run
   */
  public Trained train(
      List<LabelledSequence> train, List<LabelledSequence> dev, TrainingListener listener) {
    return train(initial(), train, dev, listener);
  }

  /**
   * The first weights: those that PyTorch draws after {@code manual_seed(seed)}, but for the
   * deviation of tables; see {@link TaggerDefinition#parameters}.
   */
  public ParameterValues initial() {
    return ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(options.seed()));
  }

  /**
   * Trains from given weights.
   *
   * @param dev scored after each epoch to choose the best one; may be empty
   * @throws IllegalArgumentException if the weights, sequences or labels are not of this definition
   *     and sizes
   * @throws org.tributary.train.TrainingException if a loss, a gradient or a weight stops being a
   *     finite number, or a checkpoint is not of this run
   */
  public Trained train(
      ParameterValues initial,
      List<LabelledSequence> train,
      List<LabelledSequence> dev,
      TrainingListener listener) {
    NullChecks.requireElements("training sequences", "sequence", train);
    NullChecks.requireElements("development sequences", "sequence", dev);
    if (train.isEmpty()) {
      throw new IllegalArgumentException(
          "tagger training: expected at least one sequence to train on, got none");
    }
    if (dev.isEmpty() && options.loop().needsScores()) {
      throw new IllegalArgumentException(
          "tagger training: expected development data for early stopping or a schedule that follows"
              + " the score, got none");
    }
    initial.requireMatch(definition.parameters(sizes)); // before there is native memory to lose
    train.forEach(this::requireKnown);
    dev.forEach(this::requireKnown);
    checkpoints.ifPresent(where -> new CheckpointFile(where.file()).requirePlace());
    TaggerUnkReplacement hiding = new TaggerUnkReplacement(options, occurrences);
    try (TrainingGraph run =
        new TrainingGraph(definition, sizes, options, hiding, initial, train, dev, devScore)) {
      TrainingLoop.Outcome<ParameterValues> outcome =
          checkpoints.isPresent()
              ? resumed(
                  run,
                  RunFingerprint.of(
                      definition, sizes, options, initial, train, dev, devScore, occurrences),
                  checkpoints.get(),
                  listener)
              : loop(listener, TrainingLoop.Keeper.none()).run(run);
      return new Trained(outcome.parameters(), outcome.epochs());
    }
  }

  private TrainingLoop.Outcome<ParameterValues> resumed(
      TrainingGraph run, List<String> fingerprint, Checkpoints where, TrainingListener listener) {
    var loop = loop(listener, new CheckpointWriter(where, fingerprint, run::parts));
    CheckpointFile file = new CheckpointFile(where.file());
    if (!file.exists()) {
      return loop.run(run);
    }
    Checkpoint checkpoint = file.read();
    checkpoint.requireFingerprint(fingerprint, where.file());
    run.restore(checkpoint);
    return loop.run(run, checkpoint.progress());
  }

  private TrainingLoop<List<LabelledSequence>, ParameterValues> loop(
      TrainingListener listener, TrainingLoop.Keeper<ParameterValues> keeper) {
    return new TrainingLoop<>(options.loop(), listener, keeper);
  }

  private void requireKnown(LabelledSequence sequence) {
    sequence.requireColumns(sizes.columns());
    definition.inputs().require(sequence.features().columns(), sizes.entries());
  }

  @Override
  public String toString() {
    return "%s on %s, %s, %s".formatted(definition, sizes, options, occurrences);
  }
}
