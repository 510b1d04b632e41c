package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tributary.feature.Inputs;
import org.tributary.feature.WordFormInputs;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.param.TensorType;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.tribuo.config.AdamOptimizer;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerOptimizer;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;
import org.tributary.tribuo.internal.model.AuxiliaryTasks;
import org.tributary.tribuo.internal.model.TrainingLog;

/**
 * An immutable builder of {@link LstmTaggerTrainer}s. Each method returns a changed copy and throws
 * {@link IllegalArgumentException} if a value is out of range. The order of calls does not matter;
 * {@link #build} checks that the options fit together.
 *
 * <p>Default values are those of {@code TaggerDefaults}, unless a method names another.
 *
 * <pre>{@code
 * LstmTaggerTrainer.builder().embeddingSize(64).hiddenSize(128).layers(2).epochs(30).build()
 * }</pre>
 */
public final class LstmTaggerTrainerBuilder {
  private final LstmTaggerTrainer options;

  LstmTaggerTrainerBuilder(LstmTaggerTrainer options) {
    this.options = options;
  }

  /** Sets the embedding size of words and of features that no input reads; by default 64. */
  public LstmTaggerTrainerBuilder embeddingSize(int size) {
    return with(o -> o.embeddingSize = size);
  }

  /** Sets the inputs; empty, the default, for word forms and characters, if present in the data. */
  public LstmTaggerTrainerBuilder inputs(List<TaggerInput> inputs) {
    List<TaggerInput> copy = List.copyOf(inputs);
    return with(o -> o.inputs = copy);
  }

  /** Sets the feature group of the words that the default inputs read; by default {@code word}. */
  public LstmTaggerTrainerBuilder wordGroup(String group) {
    return with(o -> o.wordGroup = group);
  }

  /** Sets the standard deviation of initial word and feature embeddings; 0, the default: 0.05. */
  public LstmTaggerTrainerBuilder embeddingStandardDeviation(double standardDeviation) {
    return with(o -> o.embeddingStandardDeviation = standardDeviation);
  }

  /** Sets the cell of the encoder's layers; by default an LSTM. */
  public LstmTaggerTrainerBuilder cell(TaggerCell cell) {
    return with(o -> o.cell = cell);
  }

  /** Sets the hidden size in each direction; 0, the default: by the number of labels. */
  public LstmTaggerTrainerBuilder hiddenSize(int size) {
    return with(o -> o.hiddenSize = size);
  }

  /** Sets the number of stacked layers. */
  public LstmTaggerTrainerBuilder layers(int layers) {
    return with(o -> o.layers = layers);
  }

  /** Sets the skip connection around each layer after the first; by default RESIDUAL. */
  public LstmTaggerTrainerBuilder connection(TaggerSkipConnection connection) {
    return with(o -> o.connection = connection);
  }

  /** Makes the encoder bidirectional, the default. */
  public LstmTaggerTrainerBuilder bidirectional() {
    return with(o -> o.bidirectional = true);
  }

  /** Makes the encoder forward only: a step's output does not depend on later steps. */
  public LstmTaggerTrainerBuilder forwardOnly() {
    return with(o -> o.bidirectional = false);
  }

  /**
   * Rounds the trained embedding tables to 16 bits ({@link TensorType#F16}), for a model file of
   * about half the size, or keeps 32 bits (F32). Development scores are those of unrounded tables.
   */
  public LstmTaggerTrainerBuilder tablePrecision(TensorType type) {
    return with(o -> o.tablePrecision = type);
  }

  /**
   * Predicts the labels of a sequence independently by a softmax, the default unless all labels are
   * span labels.
   */
  public LstmTaggerTrainerBuilder softmax() {
    return head(TaggerHead.SOFTMAX, Optional.empty());
  }

  /** Predicts the best label sequence by an unconstrained linear-chain CRF. */
  public LstmTaggerTrainerBuilder crf() {
    return head(TaggerHead.CRF, Optional.empty());
  }

  /**
   * Predicts the best label sequence by a CRF constrained to the scheme of the training labels; the
   * default if all labels are span labels.
   */
  public LstmTaggerTrainerBuilder crf(TagScheme scheme) {
    return head(TaggerHead.CRF, Optional.of(NullChecks.require("scheme", "a value", scheme)));
  }

  /** Constrains the CRF by its scheme in training too: labels that violate it have a large loss. */
  public LstmTaggerTrainerBuilder constrainTraining() {
    return with(o -> o.constrainTraining = true);
  }

  /** Constrains the CRF by its scheme, if any, in prediction only, the default. */
  public LstmTaggerTrainerBuilder constrainPredictionOnly() {
    return with(o -> o.constrainTraining = false);
  }

  /** Sets the output head; a scheme needs a CRF. */
  LstmTaggerTrainerBuilder head(TaggerHead head, Optional<TagScheme> scheme) {
    return with(
        o -> {
          o.head = head;
          o.scheme = scheme.orElse(null);
        });
  }

  /** Sets the number of epochs. By default, or for 0, it follows the number of sequences. */
  public LstmTaggerTrainerBuilder epochs(int epochs) {
    return with(o -> o.epochs = epochs);
  }

  /**
   * Sets the batch size in sequences. By default, or for 0, it follows the number of sequences. If
   * one of epochs and batch size is set, the other does not follow the data.
   */
  public LstmTaggerTrainerBuilder batchSize(int sequences) {
    return with(o -> o.batchSize = sequences);
  }

  /**
   * Sets the maximum number of tokens of a batch instead of {@link #batchSize}, which is then
   * ignored; by default 0.
   */
  public LstmTaggerTrainerBuilder batchWords(int words) {
    return with(o -> o.batchWords = words);
  }

  /** Stops after {@code epochs} epochs without a better dev score; 0, the default: never. */
  public LstmTaggerTrainerBuilder patience(int epochs) {
    return with(o -> o.patience = epochs);
  }

  /** Selects the best epoch by {@code measure}; by default AUTO. */
  public LstmTaggerTrainerBuilder devMeasure(DevMeasure measure) {
    return with(o -> o.devMeasure = measure);
  }

  /**
   * Shifts the bias of the label O after a training that is scored by span F1, for the best score
   * on the development data, the default.
   */
  public LstmTaggerTrainerBuilder withOutsideBiasTuning() {
    return with(o -> o.tuneOutsideBias = true);
  }

  /** Keeps the trained bias of the label O. */
  public LstmTaggerTrainerBuilder withoutOutsideBiasTuning() {
    return with(o -> o.tuneOutsideBias = false);
  }

  /** Sets the source of development data of requests without their own; by default none. */
  public LstmTaggerTrainerBuilder devSource(LabelledSequenceSource source) {
    return with(o -> o.devSource = NullChecks.require("devSource", "a value", source));
  }

  /** Sets the number of steps between progress messages; by default 100, 0 or -1 for none. */
  public LstmTaggerTrainerBuilder loggingInterval(int steps) {
    return with(o -> o.loggingInterval = steps);
  }

  /** Sets locked (variational) dropout before, between and after the layers; by default 0.5. */
  public LstmTaggerTrainerBuilder lockedDropout(double probability) {
    return with(o -> o.lockedDropout = probability);
  }

  /** Sets the probability of recurrent dropout of the hidden state between steps. */
  public LstmTaggerTrainerBuilder recurrentDropout(double probability) {
    return with(o -> o.recurrentDropout = probability);
  }

  /**
   * Sets the probability of word dropout: a step is read as unknown; -1 for the labels' default.
   */
  public LstmTaggerTrainerBuilder wordDropout(double probability) {
    return with(o -> o.wordDropout = probability);
  }

  /**
   * Sets label smoothing (Szegedy et al. 2016), PyTorch's {@code label_smoothing}: the share of the
   * uniform distribution in each target of a softmax; 0, the default, for none. Needs {@link
   * #softmax} for span labels, since the default head is then a CRF, which training refuses.
   */
  public LstmTaggerTrainerBuilder labelSmoothing(double share) {
    return with(o -> o.labelSmoothing = share);
  }

  /**
   * Sets the auxiliary tasks (multi-task learning): in training the tagger also predicts the values
   * of the examples' metadata under {@code keys}; by default the {@code conllu.} keys of {@code
   * TokenMetadata.COLUMNS}. Keys absent from the data, and copies of the labels, are skipped.
   *
   * @param weight the loss weight of each task relative to the labels' loss
   */
  public LstmTaggerTrainerBuilder auxiliaryTasks(List<String> keys, double weight) {
    List<String> copy = List.copyOf(keys);
    return with(
        o -> {
          o.auxiliaryTasks = copy;
          o.auxiliaryWeight = weight;
        });
  }

  /** Sets the maximum number of distinct values of an auxiliary task; by default 2,000. */
  public LstmTaggerTrainerBuilder maxAuxiliaryLabels(int labels) {
    return with(o -> o.maxAuxiliaryLabels = labels);
  }

  /** Sets the learning-rate schedule; by default COSINE. */
  public LstmTaggerTrainerBuilder learningRateSchedule(LearningRateSchedule schedule) {
    return with(o -> o.learningRateSchedule = schedule);
  }

  /**
   * Configures the PLATEAU schedule, which {@link #learningRateSchedule} selects: it multiplies the
   * learning rate by {@code factor}, by default 0.1, after more than {@code patience} epochs, by
   * default 10, without a relative improvement of the best score above {@code threshold}, by
   * default 0.0001.
   */
  public LstmTaggerTrainerBuilder plateau(double factor, int patience, double threshold) {
    return with(
        o -> {
          o.plateauFactor = factor;
          o.plateauPatience = patience;
          o.plateauThreshold = threshold;
        });
  }

  /** Sets the optimizer; by default Adam. */
  public LstmTaggerTrainerBuilder optimizer(TaggerOptimizer optimizer) {
    return with(o -> o.optimizer = optimizer);
  }

  /** Sets the fraction of all steps with linear learning-rate warm-up. */
  public LstmTaggerTrainerBuilder warmUp(double share) {
    return with(o -> o.warmUp = share);
  }

  /**
   * Sets the decay of the exponential moving average of the weights, which is scored and kept; 0
   * turns it off.
   */
  public LstmTaggerTrainerBuilder averageDecay(double decay) {
    return with(o -> o.averageDecay = decay);
  }

  /**
   * Averages the weights of the last {@code share} of the epochs, instead of {@link #averageDecay};
   * 0, the default, for none.
   */
  public LstmTaggerTrainerBuilder averageLastEpochs(double share) {
    return with(o -> o.averageLastEpochs = share);
  }

  /**
   * Sets the size of the tagger: the inputs, layers, hidden size, epochs and precision of tables
   * that are not set.
   */
  public LstmTaggerTrainerBuilder preset(Preset preset) {
    return with(o -> o.preset = preset);
  }

  /**
   * Sets dropout of single elements, in [0, 1). It acts in addition to locked dropout, which alone
   * applies between layers if it is above 0.
   */
  public LstmTaggerTrainerBuilder dropout(double probability) {
    return with(o -> o.dropout = probability);
  }

  /** Sets the initial learning rate. */
  public LstmTaggerTrainerBuilder learningRate(double rate) {
    return with(o -> o.learningRate = rate);
  }

  /** Sets the final learning rate. By default, or for 0, it follows the initial one. */
  public LstmTaggerTrainerBuilder finalLearningRate(double rate) {
    return with(o -> o.finalLearningRate = rate);
  }

  /** Clips gradients to the global norm {@code norm}; 0 for no clipping. */
  public LstmTaggerTrainerBuilder gradientClip(double norm) {
    return with(o -> o.gradientClip = norm);
  }

  /**
   * Sets the UNK replacement rate: in training a feature seen n times is replaced by the unknown
   * one with probability {@code rate}/({@code rate}+n). 0 for never, -1 for the labels' default.
   */
  public LstmTaggerTrainerBuilder unknownRate(double rate) {
    return with(o -> o.unknownRate = rate);
  }

  /** Sets the batching order of sequences; by default by length. */
  public LstmTaggerTrainerBuilder batchOrder(BatchOrder order) {
    return with(o -> o.batchOrder = order);
  }

  /**
   * Sets the random seed. The first invocation uses the seed itself, so that a model of this
   * trainer equals that of core and of the command line.
   */
  public LstmTaggerTrainerBuilder seed(long seed) {
    return with(o -> o.seed = seed);
  }

  /**
   * Sets a setting by its name.
   *
   * @param name the name of one of {@link LstmTaggerTrainer#settings}
   * @param value a value of its type; null for none, where that is the default
   * @throws IllegalArgumentException if there is no such setting, or the value is null where there
   *     is a default, of another type, a list with such an element, or out of range
   */
  public LstmTaggerTrainerBuilder set(String name, Object value) {
    TaggerSetting setting =
        Settings.ALL.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "setting: expected one of %s, got '%s'".formatted(Settings.ALL, name)));
    return with(o -> setting.set(o, value));
  }

  /**
   * Returns a new trainer with these options.
   *
   * @throws IllegalArgumentException if options conflict: {@link #constrainTraining} without a
   *     scheme, {@link #labelSmoothing} beside a CRF, or {@link #wordGroup} beside {@link #inputs}
   */
  public LstmTaggerTrainer build() {
    LstmTaggerTrainer built = new LstmTaggerTrainer(options);
    ConfigCheck.asArguments(built::postConfig);
    return built;
  }

  private LstmTaggerTrainerBuilder with(Consumer<LstmTaggerTrainer> change) {
    LstmTaggerTrainer changed = new LstmTaggerTrainer(options);
    change.accept(changed);
    ConfigCheck.asArguments(changed::checkRanges);
    return new LstmTaggerTrainerBuilder(changed);
  }

  /**
   * The settings of a trainer, each one annotated field. OLCUT reads the fields of a configuration
   * ({@code @Config}) and of a command line ({@code @Option}); {@link TaggerSetting} describes them
   * to other programs.
   */
  abstract static sealed class Settings permits LstmTaggerTrainer, LstmTaggerOptions {
    private static final String TAGGER = "Tagger";
    private static final String INPUTS = "Inputs";
    private static final String ENCODER = "Encoder";
    private static final String OUTPUT = "Output layer";
    private static final String TASKS = "Auxiliary tasks";
    private static final String REGULARIZATION = "Regularization";
    private static final String OPTIMIZATION = "Optimization";
    private static final String RUNS = "Runs";
    private static final String FILE = "Model file";

    @ConfigurableName private String componentName;

    private static final String PRESET_TEXT =
        "Size of the tagger: FAST (one layer of 2 x 100 on word forms, tables of 16 bits),"
            + " DEFAULT, ACCURATE (the default with two layers of 2 x 256) or CONTEXTUAL (two"
            + " layers of 2 x 96 on word forms and token vectors); other settings change single"
            + " values.";

    @Config(description = PRESET_TEXT)
    @Option(longName = "lstm-preset", usage = PRESET_TEXT)
    @Setting(heading = TAGGER, network = true)
    Preset preset = Preset.DEFAULT;

    private static final String EMBEDDING_SIZE_TEXT =
        "Embedding size of words and of the features that no input reads, at least 1.";

    @Config(description = EMBEDDING_SIZE_TEXT)
    @Option(longName = "lstm-embedding-size", usage = EMBEDDING_SIZE_TEXT)
    @Setting(heading = INPUTS, network = true, min = 1)
    int embeddingSize = WordFormInputs.WORD_SIZE;

    @Config(
        description =
            "Inputs of a step; empty for the default: word forms and characters, if present in the"
                + " data.")
    @Setting(heading = INPUTS, network = true)
    List<TaggerInput> inputs = new ArrayList<>();

    private static final String WORD_GROUP_TEXT =
        "Feature group of the words that the default inputs read: the part of feature names before"
            + " the = or @.";

    @Config(description = WORD_GROUP_TEXT)
    @Option(longName = "lstm-word-group", usage = WORD_GROUP_TEXT)
    @Setting(heading = INPUTS, network = true, group = true)
    String wordGroup = TrainerInputs.DEFAULT_WORD_GROUP;

    private static final String EMBEDDING_STANDARD_DEVIATION_TEXT =
        "Standard deviation of the normal distribution of initial word and feature embeddings, or"
            + " 0 for 0.05; character embeddings keep 1/sqrt(size).";

    @Config(description = EMBEDDING_STANDARD_DEVIATION_TEXT)
    @Option(
        longName = "lstm-embedding-standard-deviation",
        usage = EMBEDDING_STANDARD_DEVIATION_TEXT)
    @Setting(heading = INPUTS, network = true, min = 0)
    double embeddingStandardDeviation = 0;

    private static final String CELL_TEXT = "Recurrent cell: LSTM, GRU or RNN (tanh).";

    @Config(description = CELL_TEXT)
    @Option(longName = "lstm-cell", usage = CELL_TEXT)
    @Setting(heading = ENCODER, network = true)
    TaggerCell cell = TaggerCell.LSTM;

    private static final String HIDDEN_SIZE_TEXT =
        "Hidden size in each direction; 0 for that of the preset, by default "
            + TaggerDefaults.HIDDEN_SIZE
            + ", or "
            + TaggerDefaults.SPAN_HIDDEN_SIZE
            + " for span labels, or "
            + TaggerDefaults.FINE_HIDDEN_SIZE
            + " with more than "
            + TaggerDefaults.MAX_COARSE_LABELS
            + " labels.";

    @Config(description = HIDDEN_SIZE_TEXT)
    @Option(longName = "lstm-hidden-size", usage = HIDDEN_SIZE_TEXT)
    @Setting(heading = ENCODER, network = true, min = 0)
    int hiddenSize = 0;

    private static final String LAYERS_TEXT =
        "Number of stacked layers; 0 for that of the preset, by default "
            + TaggerDefaults.LAYERS
            + ".";

    @Config(description = LAYERS_TEXT)
    @Option(longName = "lstm-layers", usage = LAYERS_TEXT)
    @Setting(
        heading = ENCODER,
        network = true,
        min = 1,
        max = Recurrent.MAX_LAYERS,
        special = 0,
        meaning = "for that of the preset")
    int layers = 0;

    private static final String CONNECTION_TEXT =
        "Skip connection around each layer after the first: NONE, RESIDUAL or HIGHWAY.";

    @Config(description = CONNECTION_TEXT)
    @Option(longName = "lstm-connection", usage = CONNECTION_TEXT)
    @Setting(heading = ENCODER, network = true)
    TaggerSkipConnection connection = TaggerSkipConnection.RESIDUAL;

    private static final String BIDIRECTIONAL_TEXT =
        "Bidirectional encoder; false for forward only, whose output at a step does not depend on"
            + " later steps.";

    @Config(description = BIDIRECTIONAL_TEXT)
    @Option(longName = "lstm-bidirectional", usage = BIDIRECTIONAL_TEXT)
    @Setting(heading = ENCODER, network = true)
    boolean bidirectional = true;

    private static final String HEAD_TEXT =
        "Output head: SOFTMAX, independent labels, CRF, the best label sequence, or AUTO for a CRF"
            + " of the labels' scheme if all are span labels, else SOFTMAX.";

    @Config(description = HEAD_TEXT)
    @Option(longName = "lstm-head", usage = HEAD_TEXT)
    @Setting(heading = OUTPUT, network = true)
    TaggerHead head = TaggerHead.AUTO;

    private static final String SCHEME_TEXT =
        "Tag scheme that constrains the CRF's predictions: BIO, IOB1 or BIOES. Default: that of"
            + " the labels; with the head CRF none, which allows every label sequence.";

    @Config(description = SCHEME_TEXT)
    @Option(longName = "lstm-scheme", usage = SCHEME_TEXT)
    @Setting(heading = OUTPUT, network = true)
    TagScheme scheme;

    private static final String CONSTRAIN_TRAINING_TEXT =
        "Constrain the CRF by the scheme in training too; labels that violate it then have a large"
            + " loss.";

    @Config(description = CONSTRAIN_TRAINING_TEXT)
    @Option(longName = "lstm-constrain-training", usage = CONSTRAIN_TRAINING_TEXT)
    @Setting(heading = OUTPUT)
    boolean constrainTraining = false;

    private static final String TUNE_OUTSIDE_BIAS_TEXT =
        "Shift the bias of the label O after a training that is scored by SPAN_F1, for the best"
            + " score on the development data.";

    @Config(description = TUNE_OUTSIDE_BIAS_TEXT)
    @Option(longName = "lstm-tune-outside-bias", usage = TUNE_OUTSIDE_BIAS_TEXT)
    @Setting(heading = OUTPUT)
    boolean tuneOutsideBias = true;

    private static final String AUXILIARY_TASKS_TEXT =
        "Auxiliary tasks (multi-task learning): metadata keys whose values are predicted in"
            + " training only; an empty argument for none. Keys absent from the data, and copies"
            + " of the labels, are skipped.";

    @Config(description = AUXILIARY_TASKS_TEXT)
    @Option(longName = "lstm-auxiliary-tasks", usage = AUXILIARY_TASKS_TEXT)
    @Setting(heading = TASKS)
    List<String> auxiliaryTasks = new ArrayList<>(AuxiliaryTasks.DEFAULT_KEYS);

    private static final String MAX_AUXILIARY_LABELS_TEXT =
        "Maximum number of distinct values of an auxiliary task, at least 2; a default task with"
            + " more is skipped, a named one is an error.";

    @Config(description = MAX_AUXILIARY_LABELS_TEXT)
    @Option(longName = "lstm-max-auxiliary-labels", usage = MAX_AUXILIARY_LABELS_TEXT)
    @Setting(heading = TASKS, min = 2)
    int maxAuxiliaryLabels = TaggerDefaults.MAX_AUXILIARY_LABELS;

    private static final String AUXILIARY_WEIGHT_TEXT =
        "Loss weight of each auxiliary task relative to the labels' loss, above 0.";

    @Config(description = AUXILIARY_WEIGHT_TEXT)
    @Option(longName = "lstm-auxiliary-weight", usage = AUXILIARY_WEIGHT_TEXT)
    @Setting(heading = TASKS, above = 0)
    double auxiliaryWeight = TaggerDefaults.AUXILIARY_WEIGHT;

    private static final String LOCKED_DROPOUT_TEXT =
        "Locked (variational) dropout probability, from 0 to below 1: one mask for all steps of a"
            + " sequence, applied before, between and after the layers.";

    @Config(description = LOCKED_DROPOUT_TEXT)
    @Option(longName = "lstm-locked-dropout", usage = LOCKED_DROPOUT_TEXT)
    @Setting(heading = REGULARIZATION, min = 0, below = 1)
    double lockedDropout = TaggerDefaults.LOCKED_DROPOUT;

    private static final String DROPOUT_TEXT =
        "Dropout probability of single elements, from 0 to below 1, in addition to locked dropout,"
            + " which alone applies between layers if it is above 0.";

    @Config(description = DROPOUT_TEXT)
    @Option(longName = "lstm-dropout", usage = DROPOUT_TEXT)
    @Setting(heading = REGULARIZATION, min = 0, below = 1)
    double dropout = TaggerDefaults.DROPOUT;

    private static final String RECURRENT_DROPOUT_TEXT =
        "Recurrent dropout probability, from 0 to below 1: drops elements of the hidden state"
            + " between steps, with one mask for all steps of a sequence.";

    @Config(description = RECURRENT_DROPOUT_TEXT)
    @Option(longName = "lstm-recurrent-dropout", usage = RECURRENT_DROPOUT_TEXT)
    @Setting(heading = REGULARIZATION, min = 0, below = 1)
    double recurrentDropout = TaggerDefaults.RECURRENT_DROPOUT;

    private static final String WORD_DROPOUT_TEXT =
        "Word dropout probability, from 0 to below 1: training reads all features of a word as"
            + " unknown. -1 for "
            + TaggerDefaults.WORD_DROPOUT
            + ", or "
            + TaggerDefaults.SPAN_WORD_DROPOUT
            + " for span labels.";

    @Config(description = WORD_DROPOUT_TEXT)
    @Option(longName = "lstm-word-dropout", usage = WORD_DROPOUT_TEXT)
    @Setting(
        heading = REGULARIZATION,
        min = 0,
        below = 1,
        special = -1,
        meaning = "for the default of the labels")
    double wordDropout = TaggerDefaults.BY_LABELS;

    private static final String UNKNOWN_RATE_TEXT =
        "Rate R of UNK replacement: training reads a word seen n times as unknown with probability"
            + " R/(R+n), with its lower case, affixes and other features that are no more frequent;"
            + " 0 for never. -1 for "
            + TaggerDefaults.UNKNOWN_RATE
            + ", or "
            + TaggerDefaults.SPAN_UNKNOWN_RATE
            + " for span labels.";

    @Config(description = UNKNOWN_RATE_TEXT)
    @Option(longName = "lstm-unknown-rate", usage = UNKNOWN_RATE_TEXT)
    @Setting(
        heading = REGULARIZATION,
        min = 0,
        special = -1,
        meaning = "for the default of the labels")
    double unknownRate = TaggerDefaults.BY_LABELS;

    private static final String LABEL_SMOOTHING_TEXT =
        "Label smoothing, from 0 to below 1: the share of the uniform distribution over the labels"
            + " in each target of a softmax; a CRF has none.";

    @Config(description = LABEL_SMOOTHING_TEXT)
    @Option(longName = "lstm-label-smoothing", usage = LABEL_SMOOTHING_TEXT)
    @Setting(heading = REGULARIZATION, min = 0, below = 1)
    double labelSmoothing = 0;

    private static final String EPOCHS_TEXT =
        "Passes over the training data; 0 for "
            + TaggerDefaults.EPOCHS
            + ", or "
            + TaggerDefaults.SPAN_EPOCHS
            + " for span labels, or more with few data, for at least "
            + TaggerDefaults.MIN_STEPS
            + " training steps.";

    @Config(description = EPOCHS_TEXT)
    @Option(longName = "lstm-epochs", usage = EPOCHS_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0)
    int epochs = 0;

    private static final String BATCH_SIZE_TEXT =
        "Sentences (sequences) per training step, unless the batch is measured in words; 0 for "
            + TaggerDefaults.BATCH_SIZE
            + ", or "
            + TaggerDefaults.SPAN_BATCH_SIZE
            + " for span labels, or fewer with few data, for at least "
            + TaggerDefaults.MIN_STEPS
            + " training steps.";

    @Config(description = BATCH_SIZE_TEXT)
    @Option(longName = "lstm-batch-size", usage = BATCH_SIZE_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0)
    int batchSize = 0;

    private static final String BATCH_WORDS_TEXT =
        "Maximum words per training step, instead of a number of sentences; a longer sentence is a"
            + " batch of its own. 0 turns it off.";

    @Config(description = BATCH_WORDS_TEXT)
    @Option(longName = "lstm-batch-words", usage = BATCH_WORDS_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0)
    int batchWords = 0;

    private static final String BATCH_ORDER_TEXT =
        "Batching order of sequences: BY_LENGTH or AS_GIVEN.";

    @Config(description = BATCH_ORDER_TEXT)
    @Option(longName = "lstm-batch-order", usage = BATCH_ORDER_TEXT)
    @Setting(heading = OPTIMIZATION)
    BatchOrder batchOrder = BatchOrder.BY_LENGTH;

    @Config(
        description =
            "Optimizer: AdamOptimizer, AdamWOptimizer, SgdOptimizer or another TaggerOptimizer.")
    @Setting(heading = OPTIMIZATION)
    TaggerOptimizer optimizer = new AdamOptimizer();

    private static final String LEARNING_RATE_TEXT = "Initial learning rate, above 0.";

    @Config(description = LEARNING_RATE_TEXT)
    @Option(longName = "lstm-learning-rate", usage = LEARNING_RATE_TEXT)
    @Setting(heading = OPTIMIZATION, above = 0)
    double learningRate = TaggerDefaults.LEARNING_RATE;

    private static final String FINAL_LEARNING_RATE_TEXT =
        "Final learning rate; the minimum of PLATEAU, ignored by CONSTANT. 0 for a "
            + TaggerDefaults.LEARNING_RATE_DECAY
            + "th of the initial rate.";

    @Config(description = FINAL_LEARNING_RATE_TEXT)
    @Option(longName = "lstm-final-learning-rate", usage = FINAL_LEARNING_RATE_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0)
    double finalLearningRate = 0;

    private static final String LEARNING_RATE_SCHEDULE_TEXT =
        "Learning-rate schedule: CONSTANT, LINEAR or COSINE, down to the final rate, or PLATEAU,"
            + " which reduces the rate when the development score stops improving.";

    @Config(description = LEARNING_RATE_SCHEDULE_TEXT)
    @Option(longName = "lstm-learning-rate-schedule", usage = LEARNING_RATE_SCHEDULE_TEXT)
    @Setting(heading = OPTIMIZATION)
    LearningRateSchedule learningRateSchedule = LearningRateSchedule.COSINE;

    private static final String PLATEAU_FACTOR_TEXT =
        "Factor by which PLATEAU multiplies the learning rate, between 0 and 1.";

    @Config(description = PLATEAU_FACTOR_TEXT)
    @Option(longName = "lstm-plateau-factor", usage = PLATEAU_FACTOR_TEXT)
    @Setting(heading = OPTIMIZATION, above = 0, below = 1)
    double plateauFactor = 0.1;

    private static final String PLATEAU_PATIENCE_TEXT =
        "Epochs without improvement that PLATEAU tolerates, at least 0.";

    @Config(description = PLATEAU_PATIENCE_TEXT)
    @Option(longName = "lstm-plateau-patience", usage = PLATEAU_PATIENCE_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0)
    int plateauPatience = 10;

    private static final String PLATEAU_THRESHOLD_TEXT =
        "Relative improvement of the best score that resets PLATEAU's patience.";

    @Config(description = PLATEAU_THRESHOLD_TEXT)
    @Option(longName = "lstm-plateau-threshold", usage = PLATEAU_THRESHOLD_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0)
    double plateauThreshold = 1e-4;

    private static final String WARM_UP_TEXT =
        "Warm-up: fraction of all steps, below 1, in which the learning rate rises linearly.";

    @Config(description = WARM_UP_TEXT)
    @Option(longName = "lstm-warm-up", usage = WARM_UP_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0, below = 1)
    double warmUp = TaggerDefaults.WARM_UP;

    private static final String GRADIENT_CLIP_TEXT =
        "Maximum global gradient norm; 0 for no clipping.";

    @Config(description = GRADIENT_CLIP_TEXT)
    @Option(longName = "lstm-gradient-clip", usage = GRADIENT_CLIP_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0)
    double gradientClip = TaggerDefaults.CLIP_NORM;

    private static final String AVERAGE_DECAY_TEXT =
        "Decay of the exponential moving average (EMA) of the weights, over at most a quarter of"
            + " the run's steps; the average is scored and kept. 0 turns it off.";

    @Config(description = AVERAGE_DECAY_TEXT)
    @Option(longName = "lstm-average-decay", usage = AVERAGE_DECAY_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0, below = 1)
    double averageDecay = TaggerDefaults.AVERAGE_DECAY;

    private static final String AVERAGE_LAST_EPOCHS_TEXT =
        "Fraction of epochs, the last ones, in the stochastic weight average that replaces the"
            + " exponential one, at most 1; 0 turns it off.";

    @Config(description = AVERAGE_LAST_EPOCHS_TEXT)
    @Option(longName = "lstm-average-last-epochs", usage = AVERAGE_LAST_EPOCHS_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0, max = 1)
    double averageLastEpochs = 0;

    private static final String PATIENCE_TEXT =
        "Early stopping after this number of consecutive epochs without a better development"
            + " score; 0 turns it off.";

    @Config(description = PATIENCE_TEXT)
    @Option(longName = "lstm-patience", usage = PATIENCE_TEXT)
    @Setting(heading = OPTIMIZATION, min = 0)
    int patience = 0;

    private static final String DEV_MEASURE_TEXT =
        "Development score that selects the best epoch: ACCURACY of labels, SPAN_F1, or AUTO for"
            + " SPAN_F1 if all labels are span labels.";

    @Config(description = DEV_MEASURE_TEXT)
    @Option(longName = "lstm-dev-measure", usage = DEV_MEASURE_TEXT)
    @Setting(heading = OPTIMIZATION)
    DevMeasure devMeasure = DevMeasure.AUTO;

    @Config(
        description =
            "Source of development data, which select the best epoch; none keeps the last epoch.")
    @Setting(heading = RUNS)
    LabelledSequenceSource devSource;

    private static final String LOGGING_INTERVAL_TEXT =
        "Training steps between progress messages at INFO, beside one per epoch; 0 or -1 for no"
            + " messages.";

    @Config(description = LOGGING_INTERVAL_TEXT)
    @Option(longName = "lstm-logging-interval", usage = LOGGING_INTERVAL_TEXT)
    @Setting(heading = RUNS, min = -1)
    int loggingInterval = 100;

    private static final String SEED_TEXT =
        "Random seed of initial weights, batch order, dropout and UNK replacement; the same seed"
            + " and number of threads reproduce the model.";

    @Config(description = SEED_TEXT)
    @Option(longName = "lstm-seed", usage = SEED_TEXT)
    @Setting(heading = RUNS)
    long seed = TaggerDefaults.SEED;

    private static final String TABLE_PRECISION_TEXT =
        "Type of the numbers of all embedding tables in a model, tuned vectors included: F32, or"
            + " F16, to which they are rounded after training, for a file of about half the size."
            + " Default: that of the preset, or of a base model.";

    @Config(description = TABLE_PRECISION_TEXT)
    @Option(longName = "lstm-table-precision", usage = TABLE_PRECISION_TEXT)
    @Setting(heading = FILE)
    TensorType tablePrecision;

    /** All settings, in the order of their fields. */
    static final List<TaggerSetting> ALL =
        Stream.of(Settings.class.getDeclaredFields())
            .filter(field -> field.isAnnotationPresent(Config.class))
            .map(TaggerSetting::new)
            .toList();

    /** Creates settings with their default values. */
    Settings() {}

    /** Copies {@code other}. */
    Settings(Settings other) {
      ConfigCheck.copy(other, this);
      inputs = List.copyOf(inputs);
      auxiliaryTasks = List.copyOf(auxiliaryTasks);
    }

    /**
     * Checks the range of each field.
     *
     * @throws PropertyException if a field is out of range; it names the field
     */
    final void checkRanges() {
      ConfigCheck check = new ConfigCheck(componentName);
      check.fields(this, "scheme", "tablePrecision");
      check.require(
          "tablePrecision",
          tablePrecision != TensorType.BF16,
          "F32, F16 or none for that of the preset",
          tablePrecision);
      check.require(
          "optimizer", optimizer != null, "an AdamOptimizer, AdamWOptimizer or SgdOptimizer", null);
      check.require(
          "auxiliaryTasks",
          auxiliaryTasks.stream().noneMatch(String::isBlank),
          "metadata keys such as conllu.xpos",
          "a blank one");
    }

    /**
     * Checks that fields that need each other are set together.
     *
     * @throws PropertyException if one is missing; it names the field
     */
    final void checkConflicts() {
      ConfigCheck check = new ConfigCheck(componentName);
      check.require(
          "scheme",
          scheme == null || head.supportsScheme(),
          "none, or with head %s one of %s"
              .formatted(
                  Stream.of(TaggerHead.values())
                      .filter(TaggerHead::supportsScheme)
                      .map(TaggerHead::name)
                      .collect(Collectors.joining(" or ")),
                  Arrays.toString(TagScheme.values())),
          scheme);
      check.require(
          "constrainTraining",
          !constrainTraining || scheme != null,
          "false, or true with the head CRF and a scheme to constrain it to",
          true);
      check.require(
          "labelSmoothing",
          labelSmoothing == 0 || (head != TaggerHead.CRF && scheme == null),
          "0 beside a CRF, or a softmax head, whose targets it smooths",
          labelSmoothing);
      check.require(
          "wordGroup",
          inputs.isEmpty() || wordGroup.equals(TrainerInputs.DEFAULT_WORD_GROUP),
          "none beside inputs, which name their own groups",
          wordGroup);
    }

    /** Returns the log of a training run. */
    final TrainingLog log() {
      return new TrainingLog(loggingInterval);
    }

    /** Returns the configured auxiliary tasks. */
    AuxiliaryTasks auxiliaryTasks() {
      return new AuxiliaryTasks(auxiliaryTasks, auxiliaryWeight, maxAuxiliaryLabels);
    }

    /**
     * Returns the definition of a tagger with these resolved inputs.
     *
     * @param labels the label set
     * @param sequences the labels of each training sequence that the loss counts
     */
    TaggerDefinition definition(Inputs resolved, LabelSet labels, List<List<String>> sequences) {
      TaggerDefinition network = Tagger.define().inputs(resolved);
      return (embeddingStandardDeviation > 0
              ? network.embeddingStandardDeviation(embeddingStandardDeviation)
              : network)
          .encoder(
              input ->
                  cell.layer(input, hiddenSize(labels))
                      .layers(layers())
                      .bidirectional(bidirectional ? Directions.BOTH : Directions.FORWARD)
                      .skipConnection(connection.connection())
                      .recurrentDropout(recurrentDropout))
          .withoutAuxiliaryTasks()
          .dropout(dropout)
          .lockedDropout(lockedDropout)
          .head(head(labels, sequences));
    }

    private Head head(LabelSet labels, List<List<String>> sequences) {
      Head chosen =
          head.definition(labels.names().orElse(List.of()), sequences, Optional.ofNullable(scheme));
      return constrainTraining && chosen instanceof CrfHead crf ? crf.constrainTraining() : chosen;
    }

    private int hiddenSize(LabelSet labels) {
      if (hiddenSize > 0) {
        return hiddenSize;
      }
      int size = preset.hiddenSize();
      return size > 0 ? size : TaggerDefaults.hiddenSize(labels);
    }

    private int layers() {
      return layers > 0 ? layers : preset.layers();
    }

    /**
     * Returns the type of the numbers of trained embedding tables: unless it is set, that of the
     * base model or, without one, that of the preset.
     */
    TensorType tablePrecision(Optional<LstmTaggerModel> base) {
      if (tablePrecision != null) {
        return tablePrecision;
      }
      return base.map(model -> model.weights().tablePrecision()).orElse(preset.tablePrecision());
    }

    /** Returns the training options. */
    TrainingOptions training() {
      TrainingOptions options =
          TrainingOptions.defaults()
              .optimizer(optimizer.optimizer())
              .schedule(schedule())
              .average(average())
              .labelSmoothing(labelSmoothing)
              .order(batchOrder)
              .seed(seed);
      if (!tuneOutsideBias) {
        options = options.withoutOutsideBiasTuning();
      }
      if (wordDropout != TaggerDefaults.BY_LABELS) {
        options = options.wordDropout(wordDropout);
      }
      if (unknownRate != TaggerDefaults.BY_LABELS) {
        options = options.unknownRate(unknownRate);
      }
      options = epochs > 0 ? options.epochs(epochs) : options;
      if (batchWords > 0) {
        options = options.batchWords(batchWords);
      } else if (batchSize > 0) {
        options = options.batchSize(batchSize);
      }
      options = patience > 0 ? options.patience(patience) : options;
      return gradientClip > 0 ? options.clipNorm(gradientClip) : options.withoutClipping();
    }

    private Schedule schedule() {
      Schedule schedule =
          learningRateSchedule.schedule(
              learningRate,
              finalLearningRate > 0
                  ? finalLearningRate
                  : TaggerDefaults.finalLearningRate(learningRate),
              p -> p.factor(plateauFactor).patience(plateauPatience).threshold(plateauThreshold));
      return warmUp > 0 ? schedule.warmUpFraction(warmUp) : schedule;
    }

    private WeightAverage average() {
      if (averageLastEpochs > 0) {
        return WeightAverage.ofLastEpochs(averageLastEpochs);
      }
      return averageDecay > 0
          ? WeightAverage.exponential(averageDecay, TaggerDefaults.AVERAGE_REACH)
          : WeightAverage.none();
    }
  }
}
