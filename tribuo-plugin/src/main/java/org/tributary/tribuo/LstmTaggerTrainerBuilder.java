package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.List;
import java.util.function.Consumer;
import org.tributary.tagger.BatchOrder;
import org.tributary.tagger.EncoderCell;
import org.tributary.tribuo.input.TaggerInput;

/**
 * Options of an {@link LstmTaggerTrainer}: an immutable value of which each method gives a changed
 * copy, and throws {@link IllegalArgumentException} where a number is out of its range.
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

  /** Makes {@code epochs} passes over the training data; by default 30. */
  public LstmTaggerTrainerBuilder epochs(int epochs) {
    return with(o -> o.epochs = epochs);
  }

  /** Puts {@code sequences} into a training step; by default 32. */
  public LstmTaggerTrainerBuilder batchSize(int sequences) {
    return with(o -> o.batchSize = sequences);
  }

  /**
   * Puts at most {@code words} steps of sequences into a training step, a longer sequence being one
   * by itself; 0, the default, for {@link #batchSize}.
   */
  public LstmTaggerTrainerBuilder batchWords(int words) {
    return with(o -> o.batchWords = words);
  }

  /**
   * Stops after {@code epochs} in a row without a better score on the development data; 0, the
   * default, for never.
   */
  public LstmTaggerTrainerBuilder patience(int epochs) {
    return with(o -> o.patience = epochs);
  }

  /** Chooses the best epoch by {@code measure}; by default AUTO. */
  public LstmTaggerTrainerBuilder devMeasure(DevMeasure measure) {
    return with(o -> o.devMeasure = measure);
  }

  /** Gives words, and features that no input reads, vectors of {@code size}; by default 64. */
  public LstmTaggerTrainerBuilder embeddingSize(int size) {
    return with(o -> o.embeddingSize = size);
  }

  /**
   * Reads exactly these inputs, and all features that none of them reads in one table more; none
   * for the default, the forms of words and their characters, as far as the data have them.
   */
  public LstmTaggerTrainerBuilder inputs(List<TaggerInput> inputs) {
    List<TaggerInput> copy = List.copyOf(inputs);
    return with(o -> o.inputs = copy);
  }

  /**
   * Draws the first vectors of the tables of words and features from N(0, {@code deviation}²); 0,
   * the default, for 0.05. A table of characters keeps 1/√size.
   */
  public LstmTaggerTrainerBuilder embeddingDeviation(double deviation) {
    return with(o -> o.embeddingDeviation = deviation);
  }

  /** Makes the encoder's layers of {@code cell}; by default an LSTM. */
  public LstmTaggerTrainerBuilder cell(EncoderCell cell) {
    return with(o -> o.cell = cell);
  }

  /** Leads what a layer reads past it, from the second layer on; by default RESIDUAL. */
  public LstmTaggerTrainerBuilder connection(TaggerSkipConnection connection) {
    return with(o -> o.connection = connection);
  }

  /**
   * Gives the encoder {@code size} units in each direction; by default, or for 0, 128, and 256
   * where there are more than 32 labels.
   */
  public LstmTaggerTrainerBuilder hiddenSize(int size) {
    return with(o -> o.hiddenSize = size);
  }

  /**
   * Drops elements before, between and after the layers, the same in every step of a sequence; by
   * default 0.5.
   */
  public LstmTaggerTrainerBuilder lockedDropout(double probability) {
    return with(o -> o.lockedDropout = probability);
  }

  /**
   * Drops elements of h on its way to the next step, the same in every step of a sequence; by
   * default 0.
   */
  public LstmTaggerTrainerBuilder recurrentDropout(double probability) {
    return with(o -> o.recurrentDropout = probability);
  }

  /** Reads all features of a step as unknown with {@code probability} in training; by default 0. */
  public LstmTaggerTrainerBuilder wordDropout(double probability) {
    return with(o -> o.wordDropout = probability);
  }

  /**
   * Predicts in training also what stands in the examples' metadata under {@code keys}, for what it
   * teaches the encoder. Tributary's CoNLL-U source keeps {@code upos}, {@code xpos}, {@code
   * feats}, {@code deprel} and {@code head} there, which are the default; what the data lack, and
   * the labels themselves, are left out.
   *
   * @param weight of each of their losses beside the labels'; by default 0.2
   */
  public LstmTaggerTrainerBuilder auxiliaryTask(List<String> keys, double weight) {
    List<String> copy = List.copyOf(keys);
    return with(
        o -> {
          o.auxiliaryTask = copy;
          o.alsoWeight = weight;
        });
  }

  /** Lets the learning rate go along {@code curve}; by default COSINE. */
  public LstmTaggerTrainerBuilder learningRateCurve(LearningRateSchedule curve) {
    return with(o -> o.learningRateCurve = curve);
  }

  /**
   * Lets the curve PLATEAU multiply the learning rate by {@code factor}, by default 0.1, after more
   * than {@code patience} epochs, by default 10, whose score is not above the best one by a share
   * of {@code threshold}, by default 0.0001.
   */
  public LstmTaggerTrainerBuilder plateau(double factor, int patience, double threshold) {
    return with(
        o -> {
          o.plateauFactor = factor;
          o.plateauPatience = patience;
          o.plateauThreshold = threshold;
        });
  }

  /** Lets parameters follow their gradients by {@code optimizer}; by default Adam. */
  public LstmTaggerTrainerBuilder optimizer(TaggerOptimizer optimizer) {
    return with(o -> o.optimizer = optimizer);
  }

  /** Lets the learning rate rise over the first {@code share} of all steps; by default 0. */
  public LstmTaggerTrainerBuilder warmUp(double share) {
    return with(o -> o.warmUp = share);
  }

  /**
   * Scores and keeps an exponential average of the weights, over at most a quarter of the run's
   * steps; by default 0.999, 0 for the weights.
   */
  public LstmTaggerTrainerBuilder averageDecay(double decay) {
    return with(o -> o.averageDecay = decay);
  }

  /**
   * Scores and keeps the mean of the weights at the ends of the last {@code share} of all epochs;
   * by default 0, for that of {@link #averageDecay}.
   */
  public LstmTaggerTrainerBuilder averageLastEpochs(double share) {
    return with(o -> o.averageLastEpochs = share);
  }

  /** Stacks {@code layers} layers; by default 2. */
  public LstmTaggerTrainerBuilder layers(int layers) {
    return with(o -> o.layers = layers);
  }

  /** Reads each sequence from both ends, which is the default. */
  public LstmTaggerTrainerBuilder bidirectional() {
    return with(o -> o.bidirectional = true);
  }

  /** Reads each sequence from its beginning only: a step sees nothing that comes after it. */
  public LstmTaggerTrainerBuilder forwardOnly() {
    return with(o -> o.bidirectional = false);
  }

  /** Drops an element with {@code probability}, from 0 to below 1, in training; by default 0. */
  public LstmTaggerTrainerBuilder dropout(double probability) {
    return with(o -> o.dropout = probability);
  }

  /** Chooses each step's label for itself, which is the default. */
  public LstmTaggerTrainerBuilder softmax() {
    return head(TaggerHead.SOFTMAX, TaggerScheme.NONE, false);
  }

  /** Chooses a sequence's labels together, by a linear-chain CRF that allows every sequence. */
  public LstmTaggerTrainerBuilder crf() {
    return crf(TaggerScheme.NONE);
  }

  /**
   * Chooses a sequence's labels together, by a CRF whose predictions keep a scheme's rules, as most
   * of the training data must.
   */
  public LstmTaggerTrainerBuilder crf(TaggerScheme scheme) {
    return head(TaggerHead.CRF, scheme, false);
  }

  /**
   * Keeps the rules of the CRF's scheme, which has to be set before, in training too: labels that
   * break them then cost much.
   */
  public LstmTaggerTrainerBuilder constrainTraining() {
    return with(o -> o.constrainTraining = true);
  }

  /** Chooses labels by {@code head}; only a CRF keeps the rules of a scheme. */
  LstmTaggerTrainerBuilder head(TaggerHead head, TaggerScheme scheme, boolean constrainTraining) {
    return with(
        o -> {
          o.head = head;
          o.scheme = scheme;
          o.constrainTraining = constrainTraining;
        });
  }

  /** Begins with the learning rate {@code rate}; by default 0.002. */
  public LstmTaggerTrainerBuilder learningRate(double rate) {
    return with(o -> o.learningRate = rate);
  }

  /** Ends with the learning rate {@code rate}; by default 0.0001. */
  public LstmTaggerTrainerBuilder finalLearningRate(double rate) {
    return with(o -> o.finalLearningRate = rate);
  }

  /** Limits the gradients' global norm to {@code norm}, 0 for no limit; by default 5. */
  public LstmTaggerTrainerBuilder gradientClip(double norm) {
    return with(o -> o.gradientClip = norm);
  }

  /**
   * In training a feature seen n times is read as unknown with probability {@code rate}/({@code
   * rate}+n); 0 for never, by default 0.25; 5 suits a corpus of tens of thousands of steps or more.
   */
  public LstmTaggerTrainerBuilder unknownRate(double rate) {
    return with(o -> o.unknownRate = rate);
  }

  /** Puts sequences into batches in this order; by default by length. */
  public LstmTaggerTrainerBuilder batchOrder(BatchOrder order) {
    return with(o -> o.batchOrder = order);
  }

  /** Draws everything from {@code seed}; by default Tribuo's own default seed. */
  public LstmTaggerTrainerBuilder seed(long seed) {
    return with(o -> o.seed = seed);
  }

  /** A trainer of these options that has not trained yet. */
  public LstmTaggerTrainer build() {
    return with(o -> {}).options;
  }

  private LstmTaggerTrainerBuilder with(Consumer<LstmTaggerTrainer> change) {
    LstmTaggerTrainer changed = new LstmTaggerTrainer(options);
    change.accept(changed);
    try {
      changed.postConfig();
    } catch (PropertyException e) {
      throw new IllegalArgumentException(e.getProperty() + ": " + e.getMsg(), e);
    }
    return new LstmTaggerTrainerBuilder(changed);
  }
}
