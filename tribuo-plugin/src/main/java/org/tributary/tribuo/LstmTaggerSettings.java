package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.ArrayList;
import java.util.List;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tribuo.config.AdamOptimizer;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerOptimizer;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.model.AuxiliaryTasks;
import org.tributary.tribuo.internal.model.TrainingLog;

/**
 * Configuration fields of an {@link LstmTaggerTrainer}: those of the network and of the training,
 * their defaults and checks.
 */
abstract sealed class LstmTaggerSettings extends NetworkSettings permits LstmTaggerTrainer {
  @ConfigurableName private String componentName;

  @Config(
      description =
          "Size of the tagger, FAST, DEFAULT or ACCURATE: the values of inputs, layers, hiddenSize"
              + " and tablePrecision that are not set.")
  Preset preset = Preset.DEFAULT;

  @Config(
      description =
          "Passes over the training data; 0 for "
              + TaggerDefaults.EPOCHS
              + ", or "
              + TaggerDefaults.SPAN_EPOCHS
              + " for span labels, or more with few data, for at least "
              + TaggerDefaults.MIN_STEPS
              + " training steps.")
  int epochs = 0;

  @Config(
      description =
          "Sequences per training step; ignored if batchWords is set. 0 for the default: "
              + TaggerDefaults.BATCH_SIZE
              + ", or "
              + TaggerDefaults.SPAN_BATCH_SIZE
              + " for span labels, or fewer with few data, for at least "
              + TaggerDefaults.MIN_STEPS
              + " training steps.")
  int batchSize = 0;

  @Config(
      description =
          "Maximum tokens per training step; a longer sequence is a batch of its own. 0 limits the"
              + " sequences by batchSize instead.")
  int batchWords = 0;

  @Config(
      description =
          "Dropout probability before, between and after the layers, in [0, 1). Acts in addition to"
              + " lockedDropout, which alone applies between layers if it is above 0.")
  double dropout = TaggerDefaults.DROPOUT;

  @Config(
      description =
          "Locked (variational) dropout probability, in [0, 1): one mask for all steps of a sequence,"
              + " applied to the encoder's input, between layers and to its output.")
  double lockedDropout = TaggerDefaults.LOCKED_DROPOUT;

  @Config(
      description =
          "Recurrent dropout probability, in [0, 1): drops elements of the hidden state between"
              + " steps, with one mask for all steps of a sequence.")
  double recurrentDropout = TaggerDefaults.RECURRENT_DROPOUT;

  @Config(
      description =
          "Word dropout probability, in [0, 1): replaces all features of a step by UNK. -1 for "
              + TaggerDefaults.WORD_DROPOUT
              + ", or "
              + TaggerDefaults.SPAN_WORD_DROPOUT
              + " for span labels.")
  double wordDropout = TaggerDefaults.BY_LABELS;

  @Config(
      description =
          "Auxiliary tasks (multi-task learning): metadata keys whose values are predicted in"
              + " training only. Keys absent from the data, and copies of the labels, are skipped.")
  List<String> auxiliaryTasks = new ArrayList<>(AuxiliaryTasks.DEFAULT_KEYS);

  @Config(
      description =
          "Maximum number of distinct values of an auxiliary task, at least 2; a default task with"
              + " more is skipped, a named one is an error.")
  int maxAuxiliaryLabels = TaggerDefaults.MAX_AUXILIARY_LABELS;

  @Config(description = "Loss weight of each auxiliary task relative to the labels' loss, above 0.")
  double auxiliaryWeight = TaggerDefaults.AUXILIARY_WEIGHT;

  @Config(
      description =
          "Optimizer: AdamOptimizer, AdamWOptimizer, SgdOptimizer or another TaggerOptimizer.")
  TaggerOptimizer optimizer = new AdamOptimizer();

  @Config(description = "Initial learning rate, above 0.")
  double learningRate = TaggerDefaults.LEARNING_RATE;

  @Config(
      description =
          "Final learning rate; the minimum of PLATEAU, ignored by CONSTANT. 0 for learningRate / "
              + TaggerDefaults.LEARNING_RATE_DECAY
              + ".")
  double finalLearningRate = 0;

  @Config(description = "Learning-rate schedule: CONSTANT, LINEAR, COSINE or PLATEAU.")
  LearningRateSchedule learningRateSchedule = LearningRateSchedule.COSINE;

  @Config(description = "Factor by which PLATEAU multiplies the learning rate, between 0 and 1.")
  double plateauFactor = 0.1;

  @Config(description = "Epochs without improvement that PLATEAU tolerates, at least 0.")
  int plateauPatience = 10;

  @Config(description = "Relative improvement of the best score that resets PLATEAU's patience.")
  double plateauThreshold = 1e-4;

  @Config(description = "Fraction of all steps with linear learning-rate warm-up, below 1.")
  double warmUp = TaggerDefaults.WARM_UP;

  @Config(
      description =
          "Decay of the exponential moving average of the weights, over at most a quarter of the"
              + " run's steps; the average is scored and kept. 0 turns it off.")
  double averageDecay = TaggerDefaults.AVERAGE_DECAY;

  @Config(
      description =
          "Fraction of epochs, the last ones, in the stochastic weight average that replaces the"
              + " exponential one, at most 1; 0 turns it off.")
  double averageLastEpochs = 0;

  @Config(
      description =
          "Consecutive epochs without a better development score before early stopping; 0 turns it"
              + " off.")
  int patience = 0;

  @Config(
      description =
          "Development score that selects the best epoch: ACCURACY of labels, SPAN_F1, or AUTO for"
              + " SPAN_F1 if all labels are span labels.")
  DevMeasure devMeasure = DevMeasure.AUTO;

  @Config(
      description =
          "Shift the bias of the label O after a training that is scored by SPAN_F1, for the best score"
              + " on the development data.")
  boolean tuneOutsideBias = true;

  @Config(
      description =
          "Source of development data, which select the best epoch; none keeps the last epoch.")
  LabelledSequenceSource devSource;

  @Config(
      description =
          "Training steps between progress messages at INFO, beside one per epoch; 0 or -1 for no"
              + " messages.")
  int loggingInterval = 100;

  @Config(description = "Maximum global gradient norm; 0 for no clipping.")
  double gradientClip = TaggerDefaults.CLIP_NORM;

  @Config(
      description =
          "UNK replacement rate r: a feature seen n times is replaced by the unknown one with"
              + " probability r/(r+n); 0 for never. -1 for "
              + TaggerDefaults.UNKNOWN_RATE
              + ", or "
              + TaggerDefaults.SPAN_UNKNOWN_RATE
              + " for span labels.")
  double unknownRate = TaggerDefaults.BY_LABELS;

  @Config(description = "Batching order of sequences: BY_LENGTH or AS_GIVEN.")
  BatchOrder batchOrder = BatchOrder.BY_LENGTH;

  @Config(description = "Random seed of initial weights, batch order, dropout and UNK replacement.")
  long seed = TaggerDefaults.SEED;

  /** Creates settings with their default values. */
  LstmTaggerSettings() {}

  /** Copies {@code options}. */
  LstmTaggerSettings(LstmTaggerSettings options) {
    super(options);
    this.epochs = options.epochs;
    this.batchSize = options.batchSize;
    this.batchWords = options.batchWords;
    this.dropout = options.dropout;
    this.lockedDropout = options.lockedDropout;
    this.recurrentDropout = options.recurrentDropout;
    this.wordDropout = options.wordDropout;
    this.auxiliaryTasks = List.copyOf(options.auxiliaryTasks);
    this.auxiliaryWeight = options.auxiliaryWeight;
    this.maxAuxiliaryLabels = options.maxAuxiliaryLabels;
    this.optimizer = options.optimizer;
    this.learningRate = options.learningRate;
    this.finalLearningRate = options.finalLearningRate;
    this.learningRateSchedule = options.learningRateSchedule;
    this.plateauFactor = options.plateauFactor;
    this.plateauPatience = options.plateauPatience;
    this.plateauThreshold = options.plateauThreshold;
    this.warmUp = options.warmUp;
    this.averageDecay = options.averageDecay;
    this.averageLastEpochs = options.averageLastEpochs;
    this.patience = options.patience;
    this.devMeasure = options.devMeasure;
    this.tuneOutsideBias = options.tuneOutsideBias;
    this.devSource = options.devSource;
    this.loggingInterval = options.loggingInterval;
    this.gradientClip = options.gradientClip;
    this.unknownRate = options.unknownRate;
    this.batchOrder = options.batchOrder;
    this.preset = options.preset;
    this.seed = options.seed;
  }

  /**
   * Checks the range of each field.
   *
   * @throws PropertyException if a field is out of range; it names the field
   */
  final void checkRanges() {
    new SettingsCheck(this, new ConfigCheck(componentName)).ranges();
  }

  /**
   * Checks that the fields do not conflict.
   *
   * @throws PropertyException if a field needs another one; it names the field
   */
  final void checkConflicts() {
    new SettingsCheck(this, new ConfigCheck(componentName)).conflicts();
  }

  /** Returns these settings in core's terms. */
  final CoreOptions core() {
    return new CoreOptions(this);
  }

  /** Returns the log of a training run. */
  final TrainingLog log() {
    return new TrainingLog(loggingInterval);
  }
}
