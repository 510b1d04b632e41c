package org.tributary.tribuo;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tributary.internal.NullChecks;
import org.tributary.param.TensorType;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.Preset;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerOptimizer;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.internal.ConfigCheck;

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
   * Frozen vectors keep their numbers ({@link
   * org.tributary.tribuo.input.PretrainedVectors#fullPrecision}), and a table with a number beyond
   * 65,504 its 32 bits, with a warning.
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
    TaggerSetting setting = TaggerSetting.named(name);
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
}
