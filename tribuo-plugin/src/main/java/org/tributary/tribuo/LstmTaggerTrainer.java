package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tribuo.Trainer;
import org.tribuo.WeightedExamples;
import org.tribuo.classification.Label;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceTrainer;
import org.tributary.feature.Inputs;
import org.tributary.feature.WordFormInputs;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
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
import org.tributary.tribuo.internal.ProvenanceParts;
import org.tributary.tribuo.internal.Setting;
import org.tributary.tribuo.internal.model.MetadataTasks;
import org.tributary.tribuo.internal.model.TrainingLog;
import org.tributary.tribuo.internal.storage.StorableData;

/**
 * A Tribuo trainer of recurrent sequence taggers: embeddings of a step's features, an encoder of
 * LSTM (the default), GRU or RNN layers, and a softmax or CRF head.
 *
 * <p>One or more inputs read a step, and their vectors are concatenated; see {@link TaggerInput}.
 * By default each feature group of a {@code WordFormFeatureExtractor} has its own embedding table,
 * a character encoder reads the words, and all other features share one table. In a table a step's
 * feature embeddings are summed, each scaled by its feature value, so single words, many features
 * per step and real values all work. Unseen features map to the unknown embedding, which training
 * learns by replacing rare features. An example's weight multiplies the loss of its steps.
 *
 * <p>Thread-safe. The first call of {@code train} uses the seed itself, as core and the command
 * line do; the n-th call depends on the seed and n alone, and {@link #setInvocationCount} repeats
 * it.
 *
 * <p>Each annotated field is a setting: OLCUT reads it from a configuration, and {@link
 * TaggerSetting} describes it to other programs.
 */
public final class LstmTaggerTrainer implements SequenceTrainer<Label>, WeightedExamples {
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

  @Config(
      description =
          "Size of the tagger: FAST (one layer of 2 x 100 on word forms, tables of 16 bits),"
              + " DEFAULT, ACCURATE (the default with two layers of 2 x 256) or CONTEXTUAL (two"
              + " layers of 2 x 96 on word forms and token vectors); other settings change single"
              + " values.")
  @Setting(heading = TAGGER, network = true)
  Preset preset = Preset.DEFAULT;

  @Config(
      description = "Embedding size of words and of the features that no input reads, at least 1.")
  @Setting(heading = INPUTS, network = true, min = 1)
  int embeddingSize = WordFormInputs.WORD_SIZE;

  @Config(
      description =
          "Inputs of a step; empty for the default: word forms and characters, if present in the"
              + " data.")
  @Setting(heading = INPUTS, network = true)
  List<TaggerInput> inputs = new ArrayList<>();

  @Config(
      description =
          "Feature group of the words that the default inputs read: the part of feature names before"
              + " the = or @.")
  @Setting(heading = INPUTS, network = true, group = true)
  String wordGroup = TrainerInputs.DEFAULT_WORD_GROUP;

  @Config(
      description =
          "Standard deviation of the normal distribution of initial word and feature embeddings, or"
              + " 0 for 0.05; character embeddings keep 1/sqrt(size).")
  @Setting(heading = INPUTS, network = true, min = 0)
  double embeddingStandardDeviation = 0;

  @Config(description = "Recurrent cell: LSTM, GRU or RNN (tanh).")
  @Setting(heading = ENCODER, network = true)
  TaggerCell cell = TaggerCell.LSTM;

  @Config(
      description =
          "Hidden size in each direction; 0 for that of the preset, by default "
              + TaggerDefaults.HIDDEN_SIZE
              + ", or "
              + TaggerDefaults.SPAN_HIDDEN_SIZE
              + " for span labels, or "
              + TaggerDefaults.FINE_HIDDEN_SIZE
              + " with more than "
              + TaggerDefaults.MAX_COARSE_LABELS
              + " labels.")
  @Setting(heading = ENCODER, network = true, min = 0)
  int hiddenSize = 0;

  @Config(
      description =
          "Number of stacked layers; 0 for that of the preset, by default "
              + TaggerDefaults.LAYERS
              + ".")
  @Setting(
      heading = ENCODER,
      network = true,
      min = 1,
      max = Recurrent.MAX_LAYERS,
      special = 0,
      meaning = "for that of the preset")
  int layers = 0;

  @Config(
      description = "Skip connection around each layer after the first: NONE, RESIDUAL or HIGHWAY.")
  @Setting(heading = ENCODER, network = true)
  TaggerSkipConnection connection = TaggerSkipConnection.RESIDUAL;

  @Config(
      description =
          "Bidirectional encoder; false for forward only, whose output at a step does not depend on"
              + " later steps.")
  @Setting(heading = ENCODER, network = true)
  boolean bidirectional = true;

  @Config(
      description =
          "Output head: SOFTMAX, independent labels, CRF, the best label sequence, or AUTO for a CRF"
              + " of the labels' scheme if all are span labels, else SOFTMAX.")
  @Setting(heading = OUTPUT, network = true)
  TaggerHead head = TaggerHead.AUTO;

  @Config(
      description =
          "Tag scheme that constrains the CRF's predictions: BIO, IOB1 or BIOES. Default: that of"
              + " the labels; with the head CRF none, which allows every label sequence.")
  @Setting(heading = OUTPUT, network = true)
  TagScheme scheme;

  @Config(
      description =
          "Constrain the CRF by the scheme in training too; labels that violate it then have a large"
              + " loss.")
  @Setting(heading = OUTPUT)
  boolean constrainTraining = false;

  @Config(
      description =
          "Shift the bias of the label O after a training that is scored by SPAN_F1, for the best"
              + " score on the development data.")
  @Setting(heading = OUTPUT)
  boolean tuneOutsideBias = true;

  @Config(
      description =
          "Auxiliary tasks (multi-task learning): metadata keys whose values are predicted in"
              + " training only; an empty argument for none. Keys absent from the data, and copies"
              + " of the labels, are skipped.")
  @Setting(heading = TASKS)
  List<String> auxiliaryTasks = new ArrayList<>(MetadataTasks.DEFAULT_KEYS);

  @Config(
      description =
          "Maximum number of distinct values of an auxiliary task, at least 2; a default task with"
              + " more is skipped, a named one is an error.")
  @Setting(heading = TASKS, min = 2)
  int maxAuxiliaryLabels = TaggerDefaults.MAX_AUXILIARY_LABELS;

  @Config(description = "Loss weight of each auxiliary task relative to the labels' loss, above 0.")
  @Setting(heading = TASKS, above = 0)
  double auxiliaryWeight = TaggerDefaults.AUXILIARY_WEIGHT;

  @Config(
      description =
          "Locked (variational) dropout probability, from 0 to below 1: one mask for all steps of a"
              + " sequence, applied before, between and after the layers.")
  @Setting(heading = REGULARIZATION, min = 0, below = 1)
  double lockedDropout = TaggerDefaults.LOCKED_DROPOUT;

  @Config(
      description =
          "Dropout probability of single elements, from 0 to below 1, in addition to locked dropout,"
              + " which alone applies between layers if it is above 0.")
  @Setting(heading = REGULARIZATION, min = 0, below = 1)
  double dropout = TaggerDefaults.DROPOUT;

  @Config(
      description =
          "Recurrent dropout probability, from 0 to below 1: drops elements of the hidden state"
              + " between steps, with one mask for all steps of a sequence.")
  @Setting(heading = REGULARIZATION, min = 0, below = 1)
  double recurrentDropout = TaggerDefaults.RECURRENT_DROPOUT;

  @Config(
      description =
          "Word dropout probability, from 0 to below 1: training reads all features of a word as"
              + " unknown. -1 for "
              + TaggerDefaults.WORD_DROPOUT
              + ", or "
              + TaggerDefaults.SPAN_WORD_DROPOUT
              + " for span labels.")
  @Setting(
      heading = REGULARIZATION,
      min = 0,
      below = 1,
      special = -1,
      meaning = "for the default of the labels")
  double wordDropout = TaggerDefaults.BY_LABELS;

  @Config(
      description =
          "Rate R of UNK replacement: training reads a word seen n times as unknown with probability"
              + " R/(R+n), with its lower case, affixes and other features that are no more frequent;"
              + " 0 for never. -1 for "
              + TaggerDefaults.UNKNOWN_RATE
              + ", or "
              + TaggerDefaults.SPAN_UNKNOWN_RATE
              + " for span labels.")
  @Setting(
      heading = REGULARIZATION,
      min = 0,
      special = -1,
      meaning = "for the default of the labels")
  double unknownRate = TaggerDefaults.BY_LABELS;

  @Config(
      description =
          "Label smoothing, from 0 to below 1: the share of the uniform distribution over the labels"
              + " in each target of a softmax; a CRF has none.")
  @Setting(heading = REGULARIZATION, min = 0, below = 1)
  double labelSmoothing = 0;

  @Config(
      description =
          "Passes over the training data; 0 for "
              + TaggerDefaults.EPOCHS
              + ", or "
              + TaggerDefaults.SPAN_EPOCHS
              + " for span labels, or more with few data, for at least "
              + TaggerDefaults.MIN_STEPS
              + " training steps.")
  @Setting(heading = OPTIMIZATION, min = 0)
  int epochs = 0;

  @Config(
      description =
          "Sentences (sequences) per training step, unless the batch is measured in words; 0 for "
              + TaggerDefaults.BATCH_SIZE
              + ", or "
              + TaggerDefaults.SPAN_BATCH_SIZE
              + " for span labels, or fewer with few data, for at least "
              + TaggerDefaults.MIN_STEPS
              + " training steps.")
  @Setting(heading = OPTIMIZATION, min = 0)
  int batchSize = 0;

  @Config(
      description =
          "Maximum words per training step, instead of a number of sentences; a longer sentence is a"
              + " batch of its own. 0 turns it off.")
  @Setting(heading = OPTIMIZATION, min = 0)
  int batchWords = 0;

  @Config(description = "Batching order of sequences: BY_LENGTH or AS_GIVEN.")
  @Setting(heading = OPTIMIZATION)
  BatchOrder batchOrder = BatchOrder.BY_LENGTH;

  @Config(
      description =
          "Optimizer: AdamOptimizer, AdamWOptimizer, SgdOptimizer or another TaggerOptimizer.")
  @Setting(heading = OPTIMIZATION)
  TaggerOptimizer optimizer = new AdamOptimizer();

  @Config(description = "Initial learning rate, above 0.")
  @Setting(heading = OPTIMIZATION, above = 0)
  double learningRate = TaggerDefaults.LEARNING_RATE;

  @Config(
      description =
          "Final learning rate; the minimum of PLATEAU, ignored by CONSTANT. 0 for a "
              + TaggerDefaults.LEARNING_RATE_DECAY
              + "th of the initial rate.")
  @Setting(heading = OPTIMIZATION, min = 0)
  double finalLearningRate = 0;

  @Config(
      description =
          "Learning-rate schedule: CONSTANT, LINEAR or COSINE, down to the final rate, or PLATEAU,"
              + " which reduces the rate when the development score stops improving.")
  @Setting(heading = OPTIMIZATION)
  LearningRateSchedule learningRateSchedule = LearningRateSchedule.COSINE;

  @Config(description = "Factor by which PLATEAU multiplies the learning rate, between 0 and 1.")
  @Setting(heading = OPTIMIZATION, above = 0, below = 1)
  double plateauFactor = 0.1;

  @Config(description = "Epochs without improvement that PLATEAU tolerates, at least 0.")
  @Setting(heading = OPTIMIZATION, min = 0)
  int plateauPatience = 10;

  @Config(description = "Relative improvement of the best score that resets PLATEAU's patience.")
  @Setting(heading = OPTIMIZATION, min = 0)
  double plateauThreshold = 1e-4;

  @Config(
      description =
          "Warm-up: fraction of all steps, below 1, in which the learning rate rises linearly.")
  @Setting(heading = OPTIMIZATION, min = 0, below = 1)
  double warmUp = TaggerDefaults.WARM_UP;

  @Config(description = "Maximum global gradient norm; 0 for no clipping.")
  @Setting(heading = OPTIMIZATION, min = 0)
  double gradientClip = TaggerDefaults.CLIP_NORM;

  @Config(
      description =
          "Decay of the exponential moving average (EMA) of the weights, over at most a quarter of"
              + " the run's steps; the average is scored and kept. 0 turns it off.")
  @Setting(heading = OPTIMIZATION, min = 0, below = 1)
  double averageDecay = TaggerDefaults.AVERAGE_DECAY;

  @Config(
      description =
          "Fraction of epochs, the last ones, in the stochastic weight average that replaces the"
              + " exponential one, at most 1; 0 turns it off.")
  @Setting(heading = OPTIMIZATION, min = 0, max = 1)
  double averageLastEpochs = 0;

  @Config(
      description =
          "Early stopping after this number of consecutive epochs without a better development"
              + " score; 0 turns it off.")
  @Setting(heading = OPTIMIZATION, min = 0)
  int patience = 0;

  @Config(
      description =
          "Development score that selects the best epoch: ACCURACY of labels, SPAN_F1, or AUTO for"
              + " SPAN_F1 if all labels are span labels.")
  @Setting(heading = OPTIMIZATION)
  DevMeasure devMeasure = DevMeasure.AUTO;

  @Config(
      description =
          "Source of development data, which select the best epoch; none keeps the last epoch.")
  @Setting(heading = RUNS)
  LabelledSequenceSource devSource;

  @Config(
      description =
          "Training steps between progress messages at INFO, beside one per epoch; 0 or -1 for no"
              + " messages.")
  @Setting(heading = RUNS, min = -1)
  int loggingInterval = 100;

  @Config(
      description =
          "Random seed of initial weights, batch order, dropout and UNK replacement; the same seed"
              + " and number of threads reproduce the model.")
  @Setting(heading = RUNS)
  long seed = TaggerDefaults.SEED;

  @Config(
      description =
          "Type of the numbers of all embedding tables that training changes, tuned vectors"
              + " included: F32, or F16, to which they are rounded after training, for a file of"
              + " about half the size. Default: that of the preset, or of a base model.")
  @Setting(heading = FILE)
  TensorType tablePrecision;

  private static final List<TaggerSetting> SETTINGS =
      Stream.of(LstmTaggerTrainer.class.getDeclaredFields())
          .filter(field -> field.isAnnotationPresent(Config.class))
          .map(TaggerSetting::new)
          .toList();

  private SplittableRandom generator;
  private int invocationCount;

  /** Creates a trainer with the default settings, for the builder and OLCUT. */
  LstmTaggerTrainer() {}

  /** Creates a trainer with the same settings. */
  LstmTaggerTrainer(LstmTaggerTrainer other) {
    ConfigCheck.copy(other, this);
    inputs = List.copyOf(inputs);
    auxiliaryTasks = List.copyOf(auxiliaryTasks);
  }

  /** Returns the settings that a trainer has, in the order of their headings. */
  public static List<TaggerSetting> settings() {
    return SETTINGS;
  }

  /**
   * Returns the value of a setting; empty if it has none.
   *
   * @throws IllegalArgumentException if there is no such setting
   */
  public Optional<Object> get(String setting) {
    return Optional.ofNullable(TaggerSetting.named(setting).get(this));
  }

  /** Returns a builder with the default options. */
  public static LstmTaggerTrainerBuilder builder() {
    return new LstmTaggerTrainerBuilder(new LstmTaggerTrainer());
  }

  /** Returns a builder with this trainer's options; its trainers begin at invocation 0. */
  public LstmTaggerTrainerBuilder toBuilder() {
    return new LstmTaggerTrainerBuilder(this);
  }

  /**
   * Checks the fields after OLCUT has set them.
   *
   * @throws PropertyException if a field is out of range, or conflicts with another one; it names
   *     the field
   */
  @Override
  public synchronized void postConfig() {
    checkRanges();
    checkConflicts();
    setInvocationCount(0);
  }

  /**
   * Checks the range of each field.
   *
   * @throws PropertyException if a field is out of range; it names the field
   */
  void checkRanges() {
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
  void checkConflicts() {
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
  TrainingLog log() {
    return new TrainingLog(loggingInterval);
  }

  /** Returns the configured auxiliary tasks. */
  MetadataTasks auxiliaryTasks() {
    return new MetadataTasks(auxiliaryTasks, auxiliaryWeight, maxAuxiliaryLabels);
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
   * Returns the type of the numbers of trained embedding tables: unless it is set, that of the base
   * model or, without one, that of the preset.
   */
  TensorType tablePrecision(Optional<TensorType> base) {
    return tablePrecision != null ? tablePrecision : base.orElse(preset.tablePrecision());
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

  /** Trains like {@link #train(TrainingRequest)} on {@code examples} only. */
  @Override
  public LstmTaggerModel train(SequenceDataset<Label> examples) {
    return train(TrainingRequest.on(examples));
  }

  /** Trains like {@link #train(TrainingRequest)} on {@code examples}, with run provenance. */
  @Override
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, Map<String, Provenance> runProvenance) {
    return train(TrainingRequest.on(examples).provenance(runProvenance));
  }

  /**
   * Trains with the given invocation number, regardless of earlier calls.
   *
   * @param number the invocation, from 0, or {@link Trainer#INCREMENT_INVOCATION_COUNT} for the
   *     next
   */
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, Map<String, Provenance> runProvenance, int number) {
    TrainingRequest request = TrainingRequest.on(examples).provenance(runProvenance);
    return train(
        number == Trainer.INCREMENT_INVOCATION_COUNT ? request : request.invocation(number));
  }

  /**
   * Trains a model. With development data, of the request or of {@code devSource}, the model keeps
   * the best epoch on them, without them the last. Progress goes to the request's listener; without
   * one, to the {@code java.util.logging} logger of this class.
   *
   * @throws IllegalArgumentException if the options need development data ({@code patience} or the
   *     schedule PLATEAU) and there are none; if labels are to be smoothed and the head is a CRF,
   *     the default one of span labels; if an example has no step, a step without a label, a weight
   *     that is negative or not finite, or a feature value that is not a finite 32-bit number; if a
   *     label does not belong to the scheme, or more than half of the examples with spans violate
   *     it; if the development data have no labelled step, or know fewer than a tenth of the
   *     labels; with SPAN_F1, also if they have a step without a label, or a label that is not a
   *     span label
   * @throws IllegalStateException if the parameters exceed the capacity of a model file
   * @throws org.tributary.train.TrainingException if the loss is not finite or diverges, the thread
   *     is interrupted, or the checkpoint belongs to another run
   */
  public LstmTaggerModel train(TrainingRequest request) {
    TrainingRun run = new TrainingRun(request);
    Invocation invocation;
    synchronized (this) {
      request.invocation.ifPresent(this::setInvocationCount);
      invocation = nextInvocation();
    }
    StorableData.warnOfLocale();
    return run.train(invocation.trainer(), invocation.seed());
  }

  /**
   * The trainer state of one {@code train} call.
   *
   * @param seed the seed of this invocation
   * @param trainer a copy of the trainer, fixed at this invocation
   */
  private record Invocation(long seed, LstmTaggerTrainer trainer) {}

  private synchronized Invocation nextInvocation() {
    LstmTaggerTrainer copy = new LstmTaggerTrainer(this);
    copy.setInvocationCount(invocationCount);
    long split = generator.split().nextLong();
    Invocation invocation = new Invocation(invocationCount == 0 ? seed : split, copy);
    invocationCount++;
    return invocation;
  }

  @Override
  public synchronized int getInvocationCount() {
    return invocationCount;
  }

  /**
   * Sets the number of completed invocations; the next call of {@code train} is number {@code
   * count}, from 0.
   *
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public synchronized void setInvocationCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "invocation count: expected at least 0, got %d".formatted(count));
    }
    generator = new SplittableRandom(seed);
    for (invocationCount = 0; invocationCount < count; invocationCount++) {
      generator.split();
    }
  }

  @Override
  public TrainerProvenance getProvenance() {
    return new TrainerProvenanceImpl(ProvenanceParts.present(new TrainerProvenanceImpl(this)));
  }

  @Override
  public String toString() {
    return new TreeMap<>(getProvenance().getConfiguredParameters())
        .entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(", ", "LstmTaggerTrainer(", ")"));
  }
}
