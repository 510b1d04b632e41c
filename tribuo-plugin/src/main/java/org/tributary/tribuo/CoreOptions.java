package org.tributary.tribuo;

import java.util.List;
import java.util.Optional;
import org.tributary.feature.Inputs;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Directions;
import org.tributary.param.TensorType;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.tribuo.internal.model.AuxiliaryTasks;
import org.tributary.tribuo.internal.model.InputConfiguration;

/**
 * Core's definition and training options of a tagger with a trainer's settings.
 *
 * @param settings the settings, checked
 */
record CoreOptions(LstmTaggerSettings settings) {
  /** Returns the configured inputs. */
  InputConfiguration inputs() {
    return new InputConfiguration(
        settings.inputs,
        settings.embeddingSize,
        settings.wordGroup,
        settings.preset.readsCharacters());
  }

  /** Returns the configured auxiliary tasks. */
  AuxiliaryTasks auxiliaryTasks() {
    return new AuxiliaryTasks(
        settings.auxiliaryTasks, settings.auxiliaryWeight, settings.maxAuxiliaryLabels);
  }

  /**
   * Returns the definition of a tagger with these resolved inputs.
   *
   * @param labels the label set
   * @param sequences the labels of each training sequence that the loss counts
   */
  TaggerDefinition definition(Inputs resolved, LabelSet labels, List<List<String>> sequences) {
    TaggerDefinition network = Tagger.define().inputs(resolved);
    return (settings.embeddingStandardDeviation > 0
            ? network.embeddingStandardDeviation(settings.embeddingStandardDeviation)
            : network)
        .encoder(
            input ->
                settings
                    .cell
                    .layer(input, hiddenSize(labels))
                    .layers(layers())
                    .bidirectional(settings.bidirectional ? Directions.BOTH : Directions.FORWARD)
                    .skipConnection(settings.connection.connection())
                    .recurrentDropout(settings.recurrentDropout))
        .withoutAuxiliaryTasks()
        .dropout(settings.dropout)
        .lockedDropout(settings.lockedDropout)
        .head(head(labels, sequences));
  }

  private Head head(LabelSet labels, List<List<String>> sequences) {
    Head head =
        settings.head.definition(
            labels.names().orElse(List.of()), sequences, Optional.ofNullable(settings.scheme));
    return settings.constrainTraining && head instanceof CrfHead crf
        ? crf.constrainTraining()
        : head;
  }

  private int hiddenSize(LabelSet labels) {
    if (settings.hiddenSize > 0) {
      return settings.hiddenSize;
    }
    int size = settings.preset.hiddenSize();
    return size > 0 ? size : TaggerDefaults.hiddenSize(labels);
  }

  private int layers() {
    return settings.layers > 0 ? settings.layers : settings.preset.layers();
  }

  /**
   * Returns the type of the numbers of trained embedding tables: unless it is set, that of the base
   * model or, without one, that of the preset.
   */
  TensorType tablePrecision(Optional<LstmTaggerModel> base) {
    if (settings.tablePrecision != null) {
      return settings.tablePrecision;
    }
    return base.map(model -> model.weights().tablePrecision())
        .orElse(settings.preset.tablePrecision());
  }

  /** Returns the training options. */
  TrainingOptions training() {
    TrainingOptions options =
        TrainingOptions.defaults()
            .optimizer(settings.optimizer.optimizer())
            .schedule(schedule())
            .average(average())
            .order(settings.batchOrder)
            .seed(settings.seed);
    if (!settings.tuneOutsideBias) {
      options = options.withoutOutsideBiasTuning();
    }
    if (settings.wordDropout != TaggerDefaults.BY_LABELS) {
      options = options.wordDropout(settings.wordDropout);
    }
    if (settings.unknownRate != TaggerDefaults.BY_LABELS) {
      options = options.unknownRate(settings.unknownRate);
    }
    options = settings.epochs > 0 ? options.epochs(settings.epochs) : options;
    if (settings.batchWords > 0) {
      options = options.batchWords(settings.batchWords);
    } else if (settings.batchSize > 0) {
      options = options.batchSize(settings.batchSize);
    }
    options = settings.patience > 0 ? options.patience(settings.patience) : options;
    return settings.gradientClip > 0
        ? options.clipNorm(settings.gradientClip)
        : options.withoutClipping();
  }

  private Schedule schedule() {
    Schedule schedule =
        settings.learningRateSchedule.schedule(
            settings.learningRate,
            settings.finalLearningRate > 0
                ? settings.finalLearningRate
                : TaggerDefaults.finalLearningRate(settings.learningRate),
            p ->
                p.factor(settings.plateauFactor)
                    .patience(settings.plateauPatience)
                    .threshold(settings.plateauThreshold));
    return settings.warmUp > 0 ? schedule.warmUpFraction(settings.warmUp) : schedule;
  }

  private WeightAverage average() {
    if (settings.averageLastEpochs > 0) {
      return WeightAverage.ofLastEpochs(settings.averageLastEpochs);
    }
    return settings.averageDecay > 0
        ? WeightAverage.exponential(settings.averageDecay, TaggerDefaults.AVERAGE_REACH)
        : WeightAverage.none();
  }
}
