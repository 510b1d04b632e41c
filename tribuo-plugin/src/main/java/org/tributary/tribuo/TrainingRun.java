package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.fitting.SchemeValidator;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.TaggerFitter;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.internal.storage.ParameterProtos;
import org.tributary.tribuo.internal.storage.Utf8Names;

/**
 * The arguments of one {@code train} call.
 *
 * @param examples the training data
 * @param dev the development data that select the best epoch
 * @param listener the listener of training progress
 * @param caller the caller's run provenance
 * @param checkpoints the checkpoint file; it does not affect the result
 */
record TrainingRun(
    SequenceDataset<Label> examples,
    Optional<SequenceDataset<Label>> dev,
    TrainingListener listener,
    Map<String, Provenance> caller,
    Optional<Checkpoints> checkpoints) {

  /** Checks that every step has a label. */
  TrainingRun {
    long unknown = examples.getOutputInfo().getUnknownCount();
    if (unknown > 0) {
      throw new IllegalArgumentException(
          "training data: expected a label at every step, got %d steps without one; label them or"
                  .formatted(unknown)
              + " leave their sequences out");
    }
  }

  static TrainingRun on(SequenceDataset<Label> examples) {
    return new TrainingRun(
        examples, Optional.empty(), TrainingListener.silent(), Map.of(), Optional.empty());
  }

  TrainingRun scoredOn(SequenceDataset<Label> data) {
    return new TrainingRun(examples, Optional.of(data), listener, caller, checkpoints);
  }

  TrainingRun withListener(TrainingListener other) {
    return new TrainingRun(examples, dev, other, caller, checkpoints);
  }

  TrainingRun with(Map<String, Provenance> runProvenance) {
    return new TrainingRun(examples, dev, listener, runProvenance, checkpoints);
  }

  TrainingRun withCheckpoints(Checkpoints file) {
    return new TrainingRun(examples, dev, listener, caller, Optional.of(file));
  }

  /**
   * Trains a model.
   *
   * @param trainer the trainer, fixed at this invocation; its provenance, taken after reading its
   *     inputs, becomes part of the model's
   * @param seed the seed of the invocation
   */
  LstmTaggerModel train(LstmTaggerTrainer trainer, long seed) {
    Map<String, Provenance> instance = RunProvenance.of(caller, dev);
    ImmutableFeatureMap features = examples.getFeatureIDMap();
    ImmutableOutputInfo<Label> labels = examples.getOutputIDInfo();
    InputConfiguration.Resolved resolved = trainer.inputConfiguration().resolve(features);
    TrainerProvenance trainerProvenance = trainer.getProvenance();
    TaggerDefinition definition = trainer.definition(resolved.inputs().inputs(), labels.size());
    AuxiliaryTasks.Found auxiliary = trainer.auxiliaryTasks().in(examples);
    ExampleEncoder encoder = new ExampleEncoder(features, labels, resolved.inputs());
    List<LabelledSequence> training = encoder.training(examples, auxiliary);
    List<LabelledSequence> scoring = dev.map(d -> encoder.scoring(d, auxiliary)).orElse(List.of());
    TaggerSizes sizes = encoder.sizes();
    Utf8Names.require(features, labels);
    if (trainer.scheme != null) {
      SchemeValidator.require(trainer.scheme, trainedLabels());
    }
    ParameterProtos.requireStorable(
        definition.parameters(sizes).stream().mapToLong(p -> p.shape().size()).sum());
    TaggerFitter fitter =
        new TaggerFitter(
                auxiliary.add(definition),
                new TaggerSizes(sizes.vocabularySizes(), auxiliary.add(sizes.columns())),
                trainer.options().seed(seed),
                encoder.frequencies())
            .withDevScore(
                dev.map(d -> trainer.devMeasure.score(labels, d)).orElse(DevScore.accuracy()));
    ParameterValues initial = fitter.initial();
    for (Map.Entry<String, FloatTensor> table : resolved.tables().entrySet()) {
      initial = initial.with(table.getKey(), table.getValue());
    }
    TaggerFitter resumable = checkpoints.map(fitter::checkpoints).orElse(fitter);
    TaggerFitter.Trained trained = resumable.train(initial, training, scoring, listener);
    ModelProvenance provenance =
        new ModelProvenance(
            LstmTaggerModel.class.getName(),
            OffsetDateTime.now(ZoneOffset.UTC),
            examples.getProvenance(),
            trainerProvenance,
            instance);
    List<EpochSummary> history =
        trained.history().stream()
            .map(e -> new EpochSummary(e.epoch(), e.meanLoss(), e.devScore()))
            .toList();
    return new LstmTaggerModel(
        "lstm-tagger",
        provenance,
        features,
        labels,
        encoder,
        new TaggerWeights(
            resolved.inputs(),
            definition.lockedDropout(0).encoder(definition.encoder().recurrentDropout(0)),
            trained.parameters().only(definition.parameters(sizes)),
            history));
  }

  /** Returns the labels of each sequence of a weight above 0. */
  private List<List<String>> trainedLabels() {
    List<List<String>> labels = new ArrayList<>();
    for (SequenceExample<Label> example : examples) {
      if (example.getWeight() != 0) {
        List<String> names = new ArrayList<>();
        example.forEach(step -> names.add(step.getOutput().getLabel()));
        labels.add(names);
      }
    }
    return labels;
  }
}
