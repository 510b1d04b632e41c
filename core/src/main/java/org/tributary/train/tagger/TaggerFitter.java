package org.tributary.train.tagger;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Input;
import org.tributary.internal.NullChecks;
import org.tributary.internal.tagger.TablePrecision;
import org.tributary.internal.training.DevLabels;
import org.tributary.internal.training.OutsideBiasSearch;
import org.tributary.internal.training.RunFingerprint;
import org.tributary.internal.training.TrainingGraph;
import org.tributary.internal.training.TrainingLoop;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.OutsideBias;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;

/** A trainer of sequence taggers on labelled feature sequences. Immutable and reusable. */
public final class TaggerFitter {
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final TrainingOptions options;
  private final List<Frequencies> frequencies;
  private final Optional<Checkpoints> checkpoints;
  private final DevScore devScore;

  /**
   * Creates a trainer.
   *
   * @param frequencies the training frequencies of each input, for UNK replacement
   * @throws IllegalArgumentException if sizes or frequencies do not match the definition
   */
  public TaggerFitter(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      List<Frequencies> frequencies) {
    this(definition, sizes, options, frequencies, Optional.empty(), DevScore.accuracy());
  }

  private TaggerFitter(
      TaggerDefinition definition,
      TaggerSizes sizes,
      TrainingOptions options,
      List<Frequencies> frequencies,
      Optional<Checkpoints> checkpoints,
      DevScore devScore) {
    NullChecks.require("definition", "a tagger's", definition);
    NullChecks.require("sizes", "those of the training data", sizes);
    NullChecks.require("options", "those of a training run", options);
    NullChecks.require("score", "one of development data", devScore);
    sizes.requireMatch(definition.columns());
    List<Input<?>> inputs = definition.inputs().all();
    definition.inputs().requireFit(sizes.vocabularySizes());
    if (frequencies.size() != inputs.size()) {
      throw new IllegalArgumentException(
          "tagger training: expected frequencies for each of %d inputs, got %d"
              .formatted(inputs.size(), frequencies.size()));
    }
    for (int k = 0; k < frequencies.size(); k++) {
      frequencies.get(k).requireFit(inputs.get(k), sizes.vocabularySizes().get(k));
    }
    this.definition = definition.resolved(sizes);
    this.sizes = sizes;
    this.options = options;
    this.frequencies = List.copyOf(frequencies);
    this.checkpoints = checkpoints;
    this.devScore = devScore;
  }

  /**
   * Creates a trainer for a tagger with a single embedding table.
   *
   * @param counts the frequency of each feature in the training data, indexed by feature, for UNK
   *     replacement
   * @param unknown the index of the unknown feature
   * @throws IllegalArgumentException if sizes or counts do not match the definition
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
   * Returns a trainer that writes checkpoints and resumes from them after an interruption. The
   * reports, except for seconds, and the weights equal those of an uninterrupted run. A checkpoint
   * identifies an optimizer and a schedule by their {@code toString}, which must describe them.
   */
  public TaggerFitter checkpoints(Checkpoints checkpoints) {
    NullChecks.require("checkpoints", "a file", checkpoints);
    return new TaggerFitter(
        definition, sizes, options, frequencies, Optional.of(checkpoints), devScore);
  }

  /** Returns a trainer that selects the best epoch by {@code score}; the default is accuracy. */
  public TaggerFitter withDevScore(DevScore score) {
    return new TaggerFitter(definition, sizes, options, frequencies, checkpoints, score);
  }

  /**
   * The result of training.
   *
   * @param parameters the parameters of the best epoch on the development data, or of the last
   *     finished epoch without development data; tables rounded as {@link
   *     TaggerDefinition#tablePrecision} says, after that epoch was scored
   * @param history the report of each finished epoch
   * @param stopped whether the listener ended the run
   * @param outsideBias the shift of the bias of the label O, if it was tuned; part of the
   *     parameters
   * @param options the training options resolved for the training data
   */
  public record Trained(
      ParameterValues parameters,
      List<EpochReport> history,
      boolean stopped,
      Optional<OutsideBias> outsideBias,
      TrainingOptions options) {}

  /**
   * Trains from random initial weights; see {@link #initial}.
   *
   * @throws IllegalArgumentException if the sequences or labels do not match the definition and
   *     sizes, or more than nine tenths of the development labels are {@link
   *     LabelledSequence#UNSEEN}
   * @throws org.tributary.train.TrainingException if a loss, gradient or weight is not finite, the
   *     loss diverges, the thread is interrupted, or the checkpoint is of another run
   */
  public Trained train(
      List<LabelledSequence> train, List<LabelledSequence> dev, TrainingListener listener) {
    return train(initial(), train, dev, listener);
  }

  /**
   * Returns the initial weights: those of PyTorch after {@code manual_seed(seed)}, except for the
   * standard deviation of embedding tables; see {@link TaggerDefinition#parameters}. As in {@code
   * nn.Embedding.from_pretrained}, nothing is drawn for {@linkplain Input#pretrained pretrained}
   * values.
   *
   * @throws IllegalArgumentException if a pretrained value has another shape than its parameter
   */
  public ParameterValues initial() {
    Map<String, FloatTensor> pretrained = new HashMap<>();
    definition.inputs().all().forEach(input -> pretrained.putAll(input.pretrained()));
    return initial(pretrained);
  }

  /**
   * Returns the initial weights with given values for some; for these nothing is drawn.
   *
   * @param given values by parameter name; others are ignored
   * @throws IllegalArgumentException if a given value has another shape than its parameter
   */
  public ParameterValues initial(Map<String, FloatTensor> given) {
    List<ParameterSpec> specs = definition.parameters(sizes);
    ParameterValues drawn =
        ParameterValues.draw(
            specs.stream().filter(spec -> !given.containsKey(spec.name())).toList(),
            TorchRandom.seeded(options.seed()));
    Map<String, FloatTensor> initial = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      FloatTensor value = given.get(spec.name());
      initial.put(spec.name(), value == null ? drawn.tensor(spec.name()) : value);
    }
    ParameterValues values = ParameterValues.of(initial);
    values.requireMatch(specs);
    return values;
  }

  /**
   * Trains from given initial weights.
   *
   * @param dev the development data, scored after each epoch to select the best one; may be empty
   * @throws IllegalArgumentException if the weights, sequences or labels do not match the
   *     definition and sizes, or more than nine tenths of the development labels are {@link
   *     LabelledSequence#UNSEEN}
   * @throws org.tributary.train.TrainingException if a loss, gradient or weight is not finite, the
   *     loss diverges, the thread is interrupted, or the checkpoint is of another run
   */
  public Trained train(
      ParameterValues initial,
      List<LabelledSequence> train,
      List<LabelledSequence> dev,
      TrainingListener listener) {
    NullChecks.require("initial", "weights", initial);
    NullChecks.require("listener", "one; TrainingListener.silent() ignores all", listener);
    NullChecks.requireElements("training sequences", "sequence", train);
    NullChecks.requireElements("development sequences", "sequence", dev);
    if (train.isEmpty()) {
      throw new IllegalArgumentException(
          "tagger training: expected at least one sequence to train on, got none");
    }
    if (dev.isEmpty() && options.loop().needsScores()) {
      throw new IllegalArgumentException(
          "tagger training: expected development data for early stopping or a schedule that follows"
              + " the score, got none; give some, or train without patience and such a schedule");
    }
    List<ParameterSpec> specs = definition.parameters(sizes);
    initial.requireMatch(specs); // before native memory is allocated
    ParameterValues start = initial.only(specs);
    train.forEach(this::requireMatch);
    requireSoftTargetsFit(definition.columns().get(0), train);
    dev.forEach(this::requireMatch);
    DevLabels.require(sizes.columns().get(0), dev);
    checkpoints.ifPresent(
        c -> {
          RunFingerprint.requireOwnToString(options);
          c.requireWritable();
        });
    TrainingOptions run = options.resolved(train.size(), sizes.columns().get(0));
    List<String> fingerprint =
        checkpoints.isEmpty()
            ? List.of()
            : RunFingerprint.of(definition, sizes, run, start, train, dev, devScore, frequencies);
    try (TrainingGraph graph =
        new TrainingGraph(definition, sizes, run, frequencies, start, train, dev, devScore)) {
      var loop = new TrainingLoop<>(graph, run.loop(), listener);
      TrainingLoop.Outcome outcome =
          checkpoints.isEmpty() ? loop.run() : loop.run(checkpoints.get(), fingerprint);
      return trained(run, dev, graph, outcome, listener);
    }
  }

  private Trained trained(
      TrainingOptions run,
      List<LabelledSequence> dev,
      TrainingGraph graph,
      TrainingLoop.Outcome outcome,
      TrainingListener listener) {
    Optional<OutsideBiasSearch> search =
        run.tuneOutsideBias() && devScore.countsSpans() && !dev.isEmpty() && !outcome.stopped()
            ? OutsideBiasSearch.of(
                outcome.parameters(),
                definition.columns().get(0),
                sizes.columns().get(0),
                values -> graph.score(values).orElse(Double.NaN))
            : Optional.empty();
    Optional<OutsideBias> bias = search.map(OutsideBiasSearch::best);
    bias.ifPresent(listener::outsideBiasTuned);
    ParameterValues parameters =
        search.map(s -> s.shifted(bias.orElseThrow().shift())).orElse(outcome.parameters());
    return new Trained(
        TablePrecision.rounded(definition, graph.withFrozen(parameters)),
        outcome.epochs(),
        outcome.stopped(),
        bias,
        run);
  }

  /** Checks that the head of the main column can learn from soft targets, if there are any. */
  private static void requireSoftTargetsFit(LabelColumn column, List<LabelledSequence> train) {
    if (!column.head().supportsSoftTargets()
        && train.stream().anyMatch(sequence -> sequence.softTargets().isPresent())) {
      throw new IllegalArgumentException(
          "soft targets: expected a head that learns from them, softmax or a CRF whose training is not constrained, got %s; choose another head, or leave the teachers out"
              .formatted(column.head()));
    }
  }

  private void requireMatch(LabelledSequence sequence) {
    sequence.requireColumns(sizes.columns());
    definition.inputs().require(sequence.features().columns(), sizes.vocabularySizes());
  }

  @Override
  public String toString() {
    return "%s on %s, %s, %s".formatted(definition, sizes, options, frequencies);
  }
}
