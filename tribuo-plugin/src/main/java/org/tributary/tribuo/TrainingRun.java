package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.training.AuxiliaryColumns;
import org.tributary.internal.training.SchemeValidator;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingListener;
import org.tributary.train.tagger.TaggerFitter;
import org.tributary.tribuo.internal.model.Distillation;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.KnownFeatureCheck;
import org.tributary.tribuo.internal.model.RecordedExtractor;
import org.tributary.tribuo.internal.model.ResolvedInputs;
import org.tributary.tribuo.internal.model.TaggerWeights;
import org.tributary.tribuo.internal.model.TrainingLog;
import org.tributary.tribuo.internal.storage.StorableData;
import org.tributary.tribuo.provenance.EpochSummary;
import org.tributary.tribuo.provenance.RunProvenance;

/**
 * One training run.
 *
 * @param request the arguments of the {@code train} call
 */
record TrainingRun(TrainingRequest request) {

  /** Checks that every step has a label, and the names of the caller's provenance. */
  TrainingRun {
    if (request.examples.size() == 0) {
      throw new IllegalArgumentException(
          "training data: expected at least one sequence to train on, got none");
    }
    long unknown = request.examples.getOutputInfo().getUnknownCount();
    if (unknown > 0) {
      throw new IllegalArgumentException(
          "training data: expected a label at every step, got %d steps without one; label them or"
                  .formatted(unknown)
              + " leave their sequences out");
    }
    for (String name : request.provenance.keySet()) {
      if (RunProvenance.KEYS.contains(name)) {
        throw new IllegalArgumentException(
            "run provenance: the name '%s' is the tagger's own; choose another".formatted(name));
      }
    }
    request.distillation.ifPresent(Distillation::check);
  }

  /**
   * Trains a model.
   *
   * @param trainer the trainer, fixed at this invocation; its provenance, taken after reading its
   *     inputs, becomes part of the model's
   * @param seed the seed of the invocation
   */
  LstmTaggerModel train(LstmTaggerTrainer trainer, long seed) {
    SequenceDataset<Label> examples = request.examples;
    TrainingLog log = trainer.log();
    Optional<TrainingStart> continued = request.base.map(base -> TrainingStart.from(base, trainer));
    request.base.map(BaseNetwork::new).ifPresent(this::requireFit);
    Optional<SequenceDataset<Label>> dev = request.dev.or(() -> configuredDev(trainer));
    dev.ifPresent(
        data -> RecordedExtractor.requireAlike(examples.getProvenance(), data.getProvenance()));
    if (request.forWordTagger) {
      WordTaggerConversion.requireExtractor(examples.getProvenance());
    }
    boolean teachersAddLabels =
        continued.isEmpty() && request.distillation.flatMap(Distillation::raw).isPresent();
    if (!teachersAddLabels) {
      ImmutableOutputInfo<Label> known =
          continued.map(TrainingStart::labels).orElseGet(examples::getOutputIDInfo);
      dev.ifPresent(data -> DevMeasure.checkLabels(known, data, log));
    }
    // the teachers tag all sentences: after the checks that do not need them
    Optional<Distillation.Taught> taught = request.distillation.map(Distillation::taught);
    List<List<String>> trainedLabels = trainedLabels(taught);
    TrainingStart start =
        continued.orElseGet(
            () ->
                TrainingStart.random(
                    trainer, taught.map(Distillation.Taught::all).orElse(examples), trainedLabels));
    ImmutableOutputInfo<Label> labels = start.labels();
    if (teachersAddLabels) {
      dev.ifPresent(data -> DevMeasure.checkLabels(labels, data, log));
    }
    TrainerProvenance trainerProvenance = trainer.getProvenance();
    try (ExampleEncoder encoder = new ExampleEncoder(start.features(), labels, start.inputs())) {
      if (request.forWordTagger) {
        WordTaggerConversion.words(
            start.features(),
            encoder,
            WordTaggerConversion.gazetteer(examples.getProvenance(), List.of()));
      }
      TaggerDefinition definition = start.definition();
      AuxiliaryColumns<SequenceExample<Label>> auxiliary =
          trainer.auxiliaryTasks().in(examples, log);
      start.base().ifPresent(base -> checkFeatures(base, encoder));
      List<LabelledSequence> training = training(examples, taught, encoder, auxiliary);
      List<LabelledSequence> scoring =
          dev.map(d -> encoder.scoring(d, auxiliary)).orElse(List.of());
      TaggerSizes sizes = encoder.sizes();
      StorableData.requireUtf8(start.features(), labels);
      SchemeValidator.require(definition.columns().get(0).head(), trainedLabels);
      StorableData.requireSize(
          definition.parameters(sizes).stream().mapToLong(p -> p.shape().size()).sum());
      Optional<DevMeasure> measure = dev.map(d -> trainer.devMeasure.resolve(labels, d, log));
      TaggerFitter fitter =
          new TaggerFitter(
                  auxiliary.add(definition),
                  new TaggerSizes(sizes.vocabularySizes(), auxiliary.add(sizes.columns())),
                  trainer.training().seed(seed),
                  encoder.frequencies(training))
              .withDevScore(
                  measure.map(m -> m.score(labels, dev.orElseThrow())).orElse(DevScore.accuracy()));
      ParameterValues initial = fitter.initial(start.values());
      TaggerFitter resumable = request.checkpoints.map(fitter::checkpoints).orElse(fitter);
      TrainingListener listener = request.listener.orElseGet(() -> log.listener(training.size()));
      TaggerFitter.Trained trained = resumable.train(initial, training, scoring, listener);
      List<EpochSummary> history =
          trained.history().stream()
              .map(e -> new EpochSummary(e.epoch(), e.meanLoss(), e.devScore()))
              .toList();
      Map<String, Provenance> instance =
          new RunRecorder(request.provenance)
              .dev(dev, measure, history)
              .network(definition, sizes, auxiliary)
              .trained(trained)
              .base(start.base())
              .distillation(request.distillation)
              .values();
      ModelProvenance provenance =
          new ModelProvenance(
              LstmTaggerModel.class.getName(),
              OffsetDateTime.now(ZoneOffset.UTC),
              examples.getProvenance(),
              trainerProvenance,
              instance);
      ResolvedInputs inputs = start.inputs().trained();
      return new LstmTaggerModel(
          "lstm-tagger",
          provenance,
          start.features(),
          labels,
          new ExampleEncoder(start.features(), labels, inputs),
          new TaggerWeights(
              inputs,
              definition.trained(),
              trained.parameters().only(definition.parameters(sizes)),
              history),
          List.of());
    }
  }

  private void requireFit(BaseNetwork base) {
    base.requireKnown(trainedLabels(Optional.empty()));
    base.requireExtractor(request.examples.getProvenance());
  }

  /** Warns if the base model knows few of the training data's features. */
  private void checkFeatures(LstmTaggerModel base, ExampleEncoder encoder) {
    KnownFeatureCheck check = new KnownFeatureCheck(base.getName(), encoder.reader());
    for (SequenceExample<Label> example : request.examples) {
      if (check.ended()) {
        return;
      }
      check.count(List.of(encoder.reader().known(example)));
    }
  }

  private static List<LabelledSequence> training(
      SequenceDataset<Label> examples,
      Optional<Distillation.Taught> taught,
      ExampleEncoder encoder,
      AuxiliaryColumns<SequenceExample<Label>> auxiliary) {
    List<LabelledSequence> labelled = encoder.training(examples, auxiliary);
    if (taught.isEmpty()) {
      return labelled;
    }
    List<LabelledSequence> all = new ArrayList<>(labelled);
    all.addAll(encoder.raw(taught.get().raw(), auxiliary));
    return taught.get().add(all, encoder.sizes().columns().get(0).names().orElseThrow());
  }

  /**
   * Returns the labels of each sequence of a weight above 0; those of raw sentences too if the loss
   * counts no labels.
   */
  private List<List<String>> trainedLabels(Optional<Distillation.Taught> taught) {
    boolean counts = request.distillation.map(Distillation::countsLabels).orElse(true);
    List<List<String>> labels = new ArrayList<>();
    for (SequenceExample<Label> example :
        counts || taught.isEmpty() ? request.examples : taught.get().all()) {
      if (example.getWeight() != 0) {
        List<String> names = new ArrayList<>();
        example.forEach(step -> names.add(step.getOutput().getLabel()));
        labels.add(names);
      }
    }
    return labels;
  }

  private static Optional<SequenceDataset<Label>> configuredDev(LstmTaggerTrainer trainer) {
    return Optional.ofNullable(trainer.devSource).map(MutableSequenceDataset::new);
  }
}
