package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.DevScore;
import org.tributary.tagger.LabelledSequence;
import org.tributary.tagger.TaggerDefinition;
import org.tributary.tagger.TaggerFitter;
import org.tributary.tagger.TaggerSizes;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.input.InputConfiguration;

/**
 * What one call of a trainer was given.
 *
 * @param dev scored after each epoch to choose the best one
 * @param callers the caller's run provenance
 * @param checkpoints where it is written down; what comes of it is the same without
 */
record TrainingRun(
    SequenceDataset<Label> examples,
    Optional<SequenceDataset<Label>> dev,
    TrainingListener listener,
    Map<String, Provenance> callers,
    Optional<Checkpoints> checkpoints) {

  /** Checks that Tribuo found a label at every step. */
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
    return new TrainingRun(examples, Optional.of(data), listener, callers, checkpoints);
  }

  TrainingRun withListener(TrainingListener ear) {
    return new TrainingRun(examples, dev, ear, callers, checkpoints);
  }

  TrainingRun with(Map<String, Provenance> runProvenance) {
    return new TrainingRun(examples, dev, listener, runProvenance, checkpoints);
  }

  TrainingRun withCheckpoints(Checkpoints where) {
    return new TrainingRun(examples, dev, listener, callers, Optional.of(where));
  }

  /**
   * Trains.
   *
   * @param trainer whose next invocation this is; its provenance becomes the model's, taken after
   *     its inputs were read
   * @param seed of the invocation
   */
  LstmTaggerModel train(LstmTaggerTrainer trainer, long seed) {
    Map<String, Provenance> instance = RunProvenance.of(callers, dev);
    ImmutableFeatureMap features = examples.getFeatureIDMap();
    ImmutableOutputInfo<Label> labels = examples.getOutputIDInfo();
    InputConfiguration.Resolved inputs = trainer.inputChoice().resolve(features);
    TrainerProvenance trainerProvenance = trainer.getProvenance();
    TaggerDefinition definition = trainer.definition(inputs.plan().inputs(), labels.size());
    AuxiliaryTasks.Found columns = trainer.otherColumns().in(examples);
    ExampleEncoder encoding = new ExampleEncoder(features, labels, inputs.plan());
    List<LabelledSequence> training = encoding.training(examples, columns);
    List<LabelledSequence> scoring = dev.map(d -> encoding.scoring(d, columns)).orElse(List.of());
    TaggerSizes sizes = encoding.sizes();
    Utf8Names.require(features, labels);
    SchemeValidator.require(trainer.scheme, examples);
    ParameterProtos.requireStorable(
        definition.parameters(sizes).stream().mapToLong(p -> p.shape().size()).sum());
    TaggerFitter tagger =
        new TaggerFitter(
                columns.add(definition),
                new TaggerSizes(sizes.entries(), columns.add(sizes.columns())),
                trainer.options().seed(seed),
                encoding.occurrences())
            .comparedBy(
                dev.map(d -> trainer.devMeasure.score(labels, d)).orElse(DevScore.accuracy()));
    ParameterValues initial = tagger.initial();
    for (Map.Entry<String, FloatTensor> table : inputs.tables().entrySet()) {
      initial = initial.with(table.getKey(), table.getValue());
    }
    TaggerFitter kept = checkpoints.map(tagger::checkpoints).orElse(tagger);
    TaggerFitter.Trained trained = kept.train(initial, training, scoring, listener);
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
        encoding,
        new TaggerWeights(
            inputs.plan(),
            definition.encode(e -> e.lockedDropout(0).recurrentDropout(0)),
            trained.parameters().only(definition.parameters(sizes)),
            history));
  }
}
