package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.Options;
import java.util.ArrayList;
import java.util.List;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerOptimizerOptions;

/**
 * OLCUT command-line options of an {@link LstmTaggerTrainer}, the counterpart of Tribuo's {@code
 * CRFOptions}. All option names begin with {@code --lstm-}, so they combine with the options of
 * other trainers. Inputs other than word forms and characters need a configuration file.
 */
public final class LstmTaggerOptions extends NetworkOptions implements Options {
  @Option(
      longName = "lstm-epochs",
      usage =
          "Passes over the training data; 0 for "
              + TaggerDefaults.EPOCHS
              + ", or "
              + TaggerDefaults.SPAN_EPOCHS
              + " for span labels, or more with few data.")
  private int epochs = DEFAULTS.epochs;

  @Option(
      longName = "lstm-batch-size",
      usage =
          "Sequences per training step; 0 for "
              + TaggerDefaults.BATCH_SIZE
              + ", or "
              + TaggerDefaults.SPAN_BATCH_SIZE
              + " for span labels, or fewer with few data.")
  private int batchSize = DEFAULTS.batchSize;

  @Option(
      longName = "lstm-batch-words",
      usage = "Maximum tokens per training step; 0 limits the sequences instead.")
  private int batchWords = DEFAULTS.batchWords;

  @Option(
      longName = "lstm-patience",
      usage = "Epochs without improvement before early stopping; 0 turns it off.")
  private int patience = DEFAULTS.patience;

  @Option(
      longName = "lstm-preset",
      usage =
          "Size of the tagger: FAST, DEFAULT or ACCURATE; other options change single settings.")
  private Preset preset = DEFAULTS.preset;

  @Option(
      longName = "lstm-dropout",
      usage = "Dropout probability, in [0, 1), in addition to locked dropout.")
  private double dropout = DEFAULTS.dropout;

  @Option(
      longName = "lstm-locked-dropout",
      usage = "Locked (variational) dropout probability: one mask for all steps of a sequence.")
  private double lockedDropout = DEFAULTS.lockedDropout;

  @Option(
      longName = "lstm-recurrent-dropout",
      usage = "Recurrent dropout probability: drops elements of the hidden state between steps.")
  private double recurrentDropout = DEFAULTS.recurrentDropout;

  @Option(
      longName = "lstm-word-dropout",
      usage =
          "Word dropout probability: replaces all features of a step by the unknown one; -1 for "
              + TaggerDefaults.WORD_DROPOUT
              + ", or "
              + TaggerDefaults.SPAN_WORD_DROPOUT
              + " for span labels.")
  private double wordDropout = DEFAULTS.wordDropout;

  @Option(
      longName = "lstm-auxiliary-tasks",
      usage =
          "Auxiliary tasks: metadata keys whose values are predicted in training; an empty argument"
              + " for none.")
  private List<String> auxiliaryTasks = new ArrayList<>(DEFAULTS.auxiliaryTasks);

  @Option(
      longName = "lstm-max-auxiliary-labels",
      usage = "Maximum number of distinct values of an auxiliary task.")
  private int maxAuxiliaryLabels = DEFAULTS.maxAuxiliaryLabels;

  @Option(longName = "lstm-auxiliary-weight", usage = "Loss weight of each auxiliary task.")
  private double auxiliaryWeight = DEFAULTS.auxiliaryWeight;

  @Option(
      longName = "lstm-learning-rate-schedule",
      usage = "Learning-rate schedule: CONSTANT, LINEAR, COSINE or PLATEAU.")
  private LearningRateSchedule learningRateSchedule = DEFAULTS.learningRateSchedule;

  @Option(
      longName = "lstm-plateau-factor",
      usage = "Factor by which PLATEAU multiplies the learning rate.")
  private double plateauFactor = DEFAULTS.plateauFactor;

  @Option(
      longName = "lstm-plateau-patience",
      usage = "Epochs without improvement that PLATEAU tolerates.")
  private int plateauPatience = DEFAULTS.plateauPatience;

  @Option(
      longName = "lstm-plateau-threshold",
      usage = "Relative improvement of the best score that resets PLATEAU's patience.")
  private double plateauThreshold = DEFAULTS.plateauThreshold;

  @Option(
      longName = "lstm-warm-up",
      usage = "Fraction of all steps with linear learning-rate warm-up.")
  private double warmUp = DEFAULTS.warmUp;

  @Option(
      longName = "lstm-average-decay",
      usage = "Decay of the exponential moving average of the weights; 0 turns it off.")
  private double averageDecay = DEFAULTS.averageDecay;

  @Option(
      longName = "lstm-average-last-epochs",
      usage = "Fraction of epochs, the last ones, in the stochastic weight average; 0 for none.")
  private double averageLastEpochs = DEFAULTS.averageLastEpochs;

  @Option(
      longName = "lstm-logging-interval",
      usage = "Training steps between progress messages; 0 or -1 for no messages.")
  private int loggingInterval = 100;

  @Option(longName = "lstm-learning-rate", usage = "Initial learning rate.")
  private double learningRate = DEFAULTS.learningRate;

  @Option(
      longName = "lstm-final-learning-rate",
      usage =
          "Final learning rate; 0 for the initial one / "
              + TaggerDefaults.LEARNING_RATE_DECAY
              + ".")
  private double finalLearningRate = DEFAULTS.finalLearningRate;

  @Option(
      longName = "lstm-dev-measure",
      usage = "Development score that selects the best epoch: ACCURACY, SPAN_F1 or AUTO.")
  private DevMeasure devMeasure = DEFAULTS.devMeasure;

  @Option(
      longName = "lstm-tune-outside-bias",
      usage =
          "Shift the bias of the label O after a training that is scored by SPAN_F1, for the best score"
              + " on the development data.")
  private boolean tuneOutsideBias = DEFAULTS.tuneOutsideBias;

  @Option(
      longName = "lstm-gradient-clip",
      usage = "Maximum global gradient norm; 0 for no clipping.")
  private double gradientClip = DEFAULTS.gradientClip;

  @Option(
      longName = "lstm-unknown-rate",
      usage =
          "UNK replacement rate r: a feature seen n times is replaced with probability r/(r+n); 0"
              + " for never, -1 for "
              + TaggerDefaults.UNKNOWN_RATE
              + ", or "
              + TaggerDefaults.SPAN_UNKNOWN_RATE
              + " for span labels.")
  private double unknownRate = DEFAULTS.unknownRate;

  @Option(
      longName = "lstm-batch-order",
      usage = "Batching order of sequences: BY_LENGTH or AS_GIVEN.")
  private BatchOrder batchOrder = DEFAULTS.batchOrder;

  @Option(
      longName = "lstm-seed",
      usage = "Random seed of initial weights, batch order, dropout and UNK replacement.")
  private long seed = DEFAULTS.seed;

  /** Options of the optimizer. */
  public TaggerOptimizerOptions optimizer = new TaggerOptimizerOptions();

  /** Creates options with their default values; OLCUT sets the fields. */
  public LstmTaggerOptions() {}

  /**
   * Returns a trainer with these options.
   *
   * @throws IllegalArgumentException if an option is out of range; the message names it
   */
  public LstmTaggerTrainer getSequenceTrainer() {
    LstmTaggerTrainerBuilder network = network(LstmTaggerTrainer.builder());
    return (tuneOutsideBias ? network : network.withoutOutsideBiasTuning())
        .preset(preset)
        .epochs(epochs)
        .batchSize(batchSize)
        .batchWords(batchWords)
        .patience(patience)
        .dropout(dropout)
        .lockedDropout(lockedDropout)
        .recurrentDropout(recurrentDropout)
        .wordDropout(wordDropout)
        .auxiliaryTasks(auxiliaryKeys(), auxiliaryWeight)
        .maxAuxiliaryLabels(maxAuxiliaryLabels)
        .loggingInterval(loggingInterval)
        .optimizer(optimizer.optimizer())
        .learningRateSchedule(learningRateSchedule)
        .plateau(plateauFactor, plateauPatience, plateauThreshold)
        .warmUp(warmUp)
        .averageDecay(averageDecay)
        .averageLastEpochs(averageLastEpochs)
        .learningRate(learningRate)
        .finalLearningRate(finalLearningRate)
        .devMeasure(devMeasure)
        .gradientClip(gradientClip)
        .unknownRate(unknownRate)
        .batchOrder(batchOrder)
        .seed(seed)
        .build();
  }

  /** Returns the non-blank keys; OLCUT parses an empty argument as one blank key. */
  private List<String> auxiliaryKeys() {
    return auxiliaryTasks.stream().filter(key -> !key.isBlank()).toList();
  }

  @Override
  public String getOptionsDescription() {
    return "Options of the LSTM tagger trainer.";
  }
}
