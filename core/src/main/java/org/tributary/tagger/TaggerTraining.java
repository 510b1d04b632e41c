package org.tributary.tagger;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.train.Checkpoint;
import org.tributary.train.CheckpointFile;
import org.tributary.train.CheckpointKeeper;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingLoop;

/** Trains a tagger on labelled sequences. Immutable; one value can train many times. */
public final class TaggerTraining {
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final TrainingOptions options;
  private final int[] counts;
  private final int unknown;
  private final Optional<Checkpoints> checkpoints;

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
    this(definition, sizes, options, counts, unknown, Optional.empty());
  }

  private TaggerTraining(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      int[] counts,
      int unknown,
      Optional<Checkpoints> checkpoints) {
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
    this.checkpoints = checkpoints;
  }

  /**
   * The same training, written down at {@code checkpoints} and taken up again from there where it
   * was stopped. Seconds apart, the reports and the weights are those of a run that was not.
   */
  public TaggerTraining checkpoints(Checkpoints checkpoints) {
    return new TaggerTraining(
        definition, sizes, options, counts, unknown, Optional.of(checkpoints));
  }

  /**
   * What training leaves.
   *
   * @param parameters of the best epoch on the development data, or of the last one without such
   * @param history what each epoch did
   */
  public record Trained(ParameterValues parameters, List<EpochReport> history) {}

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
   * @throws org.tributary.train.TrainingException if a loss, a gradient or a weight stops being a
   *     finite number, or a checkpoint is not of this run
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
    if (dev.isEmpty() && options.loop().needsScores()) {
      throw new IllegalArgumentException(
          "tagger training: expected development data for early stopping or a schedule that follows"
              + " the score, got none");
    }
    train.forEach(this::requireKnown);
    dev.forEach(this::requireKnown);
    TaggerHiding hiding = new TaggerHiding(options, feature -> counts[feature], unknown);
    try (TaggerRun run = new TaggerRun(definition, sizes, options, hiding, initial, train, dev)) {
      TrainingLoop.Outcome<ParameterValues> outcome =
          checkpoints.isPresent()
              ? resumed(
                  run,
                  RunFingerprint.of(definition, sizes, options, initial, train, dev),
                  checkpoints.get(),
                  listener)
              : loop(listener, TrainingLoop.Keeper.none()).run(run);
      return new Trained(outcome.parameters(), outcome.epochs());
    }
  }

  private TrainingLoop.Outcome<ParameterValues> resumed(
      TaggerRun run, List<String> fingerprint, Checkpoints where, TrainingListener listener) {
    var loop = loop(listener, new CheckpointKeeper(where, fingerprint, run::parts));
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
    SequenceTagger.requireFeatures(sequence.features(), sizes);
  }

  @Override
  public String toString() {
    return "%s on %s, %s, unknown %d of %s"
        .formatted(definition, sizes, options, unknown, Arrays.stream(counts).sum());
  }
}
