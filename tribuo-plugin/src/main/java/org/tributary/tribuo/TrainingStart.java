package org.tributary.tribuo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.param.FloatTensor;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.ResolvedInputs;
import org.tributary.tribuo.internal.model.TaggerWeights;

/**
 * The start of a training run: domains, network, and the initial weights that are not drawn.
 *
 * @param definition the network with the trainer's dropout, without auxiliary tasks
 * @param values initial values by parameter name: pretrained tables, or all weights of a base model
 * @param base the base model, if there is one
 */
record TrainingStart(
    ImmutableFeatureMap features,
    ImmutableOutputInfo<Label> labels,
    ResolvedInputs inputs,
    TaggerDefinition definition,
    Map<String, FloatTensor> values,
    Optional<LstmTaggerModel> base) {

  /**
   * Returns the start of a new model, with the domains of the training data.
   *
   * @param sequences the labels of each sequence
   */
  static TrainingStart random(
      LstmTaggerTrainer trainer, SequenceDataset<Label> examples, List<List<String>> sequences) {
    ImmutableFeatureMap features = examples.getFeatureIDMap();
    ImmutableOutputInfo<Label> labels = examples.getOutputIDInfo();
    TrainerInputs inputs = TrainerInputs.of(trainer, features);
    return new TrainingStart(
        features,
        labels,
        inputs.resolved(),
        trainer
            .definition(inputs.resolved().inputs(), ExampleEncoder.labelSet(labels), sequences)
            .tablePrecision(trainer.tablePrecision(Optional.empty())),
        inputs.tables(),
        Optional.empty());
  }

  /**
   * Returns the start from a base model, with its domains, inputs and network.
   *
   * @throws IllegalArgumentException if the trainer has options of another network
   */
  static TrainingStart from(LstmTaggerModel base, LstmTaggerTrainer trainer) {
    new BaseNetwork(base).requireMatch(trainer);
    TaggerWeights weights = base.weights();
    return new TrainingStart(
        base.getFeatureIDMap(),
        base.getOutputIDInfo(),
        weights.inputs(),
        withTrainingOptions(weights, trainer),
        weights.parameters().tensors(),
        Optional.of(base));
  }

  /** Returns the network with the trainer's options that apply in training only. */
  private static TaggerDefinition withTrainingOptions(
      TaggerWeights weights, LstmTaggerTrainer trainer) {
    TaggerDefinition network = weights.definition();
    Head head = network.columns().get(0).head();
    return network
        .dropout(trainer.dropout)
        .lockedDropout(trainer.lockedDropout)
        .tablePrecision(trainer.tablePrecision(Optional.of(weights.tablePrecision())))
        .encoder(network.encoder().recurrentDropout(trainer.recurrentDropout))
        .head(
            head instanceof CrfHead crf
                ? new CrfHead(crf.scheme(), trainer.constrainTraining)
                : head);
  }
}
