package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceTrainer;
import org.tributary.tagger.BatchOrder;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerDefinition;
import org.tributary.tagger.TrainingOptions;
import org.tributary.train.Optimizer;
import org.tributary.train.Schedule;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.input.InputChoice;
import org.tributary.tribuo.input.TaggerInput;

/**
 * Trains LSTM taggers on Tribuo's sequences: embeddings of a step's features, a recurrent encoder
 * and a softmax over the labels or a CRF, fitted with Adam.
 *
 * <p>A step is read by one or more inputs, whose vectors stand side by side; see {@link
 * TaggerInput}. By default the groups of features that a {@code WordFormFeatureExtractor} makes
 * have a table each, and all other features have one together. In a table a step's features are
 * summed, each by its value, so words, many features a step and real values all work. Features
 * never seen read as unknown, which learns in training from hidden rare ones. A sequence's weight
 * multiplies its steps' loss.
 *
 * <p>Threads may share a trainer. Its n-th call of {@code train} draws from the seed and n alone:
 * {@link #setInvocationCount} repeats it.
 */
public final class LstmTaggerTrainer implements SequenceTrainer<Label> {
  @ConfigurableName private String componentName;

  @Config(description = "Passes over the training data, at least 1.")
  int epochs = 10;

  @Config(description = "Sequences in a training step, at least 1.")
  int batchSize = 32;

  @Config(
      description =
          "Size of the vectors of words and of the features that no input reads, at least 1.")
  int embeddingSize = 100;

  @Config(
      description =
          "What a step is read as; none for the forms of words, as far as the data have them.")
  List<TaggerInput> inputs = new ArrayList<>();

  @Config(description = "Size of the LSTM's output in one direction, at least 1.")
  int hiddenSize = 200;

  @Config(description = "LSTM layers on one another, at least 1.")
  int layers = 1;

  @Config(description = "Read each sequence from both ends.")
  boolean bidirectional = true;

  @Config(description = "Probability that training drops an element, from 0 to below 1.")
  double dropout = 0.5;

  @Config(description = "How labels are chosen: SOFTMAX, each for itself, or CRF, all together.")
  TaggerHead head = TaggerHead.SOFTMAX;

  @Config(description = "Rules that a CRF's predictions keep: NONE, BIO, IOB1 or BIOES.")
  TaggerScheme scheme = TaggerScheme.NONE;

  @Config(description = "Adam's learning rate at the beginning, above 0.")
  double learningRate = 0.002;

  @Config(description = "Adam's learning rate at the end, reached in a line, above 0.")
  double finalLearningRate = 0.0001;

  @Config(description = "Largest global norm of the gradients, or 0 for no limit.")
  double gradientClip = 5;

  @Config(
      description =
          "r: training reads a feature seen n times as unknown with probability r/(r+n); 0 for"
              + " never.")
  double unknownRate = 0.25;

  @Config(description = "How sequences are put into batches: BY_LENGTH or AS_GIVEN.")
  BatchOrder batchOrder = BatchOrder.BY_LENGTH;

  @Config(description = "Seed of everything drawn: first weights, order, dropout, hiding.")
  long seed = Trainer.DEFAULT_SEED;

  private SplittableRandom generator;
  private int invocationCount;

  /** For OLCUT. */
  private LstmTaggerTrainer() {}

  /** The same options, not yet used; the builder changes the copy. */
  LstmTaggerTrainer(LstmTaggerTrainer options) {
    this.epochs = options.epochs;
    this.batchSize = options.batchSize;
    this.embeddingSize = options.embeddingSize;
    this.inputs = List.copyOf(options.inputs);
    this.hiddenSize = options.hiddenSize;
    this.layers = options.layers;
    this.bidirectional = options.bidirectional;
    this.dropout = options.dropout;
    this.head = options.head;
    this.scheme = options.scheme;
    this.learningRate = options.learningRate;
    this.finalLearningRate = options.finalLearningRate;
    this.gradientClip = options.gradientClip;
    this.unknownRate = options.unknownRate;
    this.batchOrder = options.batchOrder;
    this.seed = options.seed;
  }

  /** Starts with the defaults. */
  public static LstmTaggerTrainerBuilder builder() {
    return new LstmTaggerTrainerBuilder(new LstmTaggerTrainer());
  }

  /**
   * For OLCUT, after it has set the fields.
   *
   * @throws PropertyException naming the field if one is out of its range
   */
  @Override
  public synchronized void postConfig() {
    requireAtLeastOne("epochs", epochs);
    requireAtLeastOne("batchSize", batchSize);
    requireAtLeastOne("embeddingSize", embeddingSize);
    requireAtLeastOne("hiddenSize", hiddenSize);
    requireAtLeastOne("layers", layers);
    require("dropout", dropout >= 0 && dropout < 1, "a number from 0 to below 1", dropout);
    require("head", head != null, "SOFTMAX or CRF", head);
    boolean schemeFits = scheme != null && (head == TaggerHead.CRF || scheme == TaggerScheme.NONE);
    require("scheme", schemeFits, "NONE, or with head CRF one of BIO, IOB1 and BIOES", scheme);
    requirePositive("learningRate", learningRate);
    requirePositive("finalLearningRate", finalLearningRate);
    requireNotNegative("gradientClip", gradientClip);
    requireNotNegative("unknownRate", unknownRate);
    require("batchOrder", batchOrder != null, "BY_LENGTH or AS_GIVEN", batchOrder);
    setInvocationCount(0);
  }

  private void requireAtLeastOne(String field, int value) {
    require(field, value >= 1, "a number of at least 1", value);
  }

  private void requirePositive(String field, double value) {
    require(field, value > 0 && Double.isFinite(value), "a finite number above 0", value);
  }

  private void requireNotNegative(String field, double value) {
    require(field, value >= 0 && Double.isFinite(value), "a finite number of at least 0", value);
  }

  private void require(String field, boolean holds, String expected, Object value) {
    if (!holds) {
      throw new PropertyException(
          componentName, field, "expected %s, got %s".formatted(expected, value));
    }
  }

  /** Trains as {@link #train(SequenceDataset, Map)} does, without run provenance. */
  @Override
  public LstmTaggerModel train(SequenceDataset<Label> examples) {
    return train(TrainingRun.on(examples));
  }

  /**
   * Trains a model; of the last epoch, since there is nothing to choose another by.
   *
   * @throws IllegalArgumentException if an example has no step, a step without label, a weight that
   *     is negative or not finite, or a feature value that is not a finite 32-bit number, or if a
   *     label is not of the scheme
   * @throws org.tributary.train.TrainingException if the loss stops being a finite number
   */
  @Override
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, Map<String, Provenance> runProvenance) {
    return train(TrainingRun.on(examples).with(runProvenance));
  }

  /**
   * Trains as the invocation of the given number does, whatever came before.
   *
   * @param number from 0, or {@link Trainer#INCREMENT_INVOCATION_COUNT} for the next one
   */
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, Map<String, Provenance> runProvenance, int number) {
    TrainingRun run = TrainingRun.on(examples).with(runProvenance);
    Invocation invocation;
    synchronized (this) {
      if (number != Trainer.INCREMENT_INVOCATION_COUNT) {
        setInvocationCount(number);
      }
      invocation = nextInvocation();
    }
    return train(run, invocation);
  }

  /** Trains as {@link #train(SequenceDataset)} does and tells {@code listener} how it goes. */
  public LstmTaggerModel train(SequenceDataset<Label> examples, TrainingListener listener) {
    return train(TrainingRun.on(examples).heardBy(listener));
  }

  /**
   * Trains a model and keeps the epoch of the highest accuracy on {@code dev}, the first of equals.
   * The provenance of {@code dev} goes into the model's, as an instance value.
   *
   * @param dev scored after each epoch; a label in it that {@code examples} lack counts as a
   *     mistake, a step without label does not count
   * @throws IllegalArgumentException as {@link #train(SequenceDataset, Map)}, or if {@code dev} has
   *     no labelled step
   * @throws org.tributary.train.TrainingException if the loss stops being a finite number
   */
  public LstmTaggerModel train(
      SequenceDataset<Label> examples, SequenceDataset<Label> dev, TrainingListener listener) {
    return train(TrainingRun.on(examples).scoredOn(dev).heardBy(listener));
  }

  private LstmTaggerModel train(TrainingRun run) {
    return train(run, nextInvocation());
  }

  private LstmTaggerModel train(TrainingRun run, Invocation invocation) {
    return run.train(
        new InputChoice(inputs, embeddingSize),
        definition(),
        options().seed(invocation.seed()),
        invocation.provenance());
  }

  /** What one call of train may take from the trainer's state. */
  private record Invocation(long seed, TrainerProvenance provenance) {}

  private synchronized Invocation nextInvocation() {
    Invocation invocation = new Invocation(generator.split().nextLong(), getProvenance());
    invocationCount++;
    return invocation;
  }

  private TaggerDefinition definition() {
    return Tagger.define()
        .encode(e -> bidirectional ? e.bidirectional() : e.forwardOnly())
        .encode(e -> e.lstm(hiddenSize).layers(layers))
        .dropout(dropout)
        .head(head.definition(scheme));
  }

  private TrainingOptions options() {
    TrainingOptions options =
        TrainingOptions.defaults()
            .epochs(epochs)
            .batchSize(batchSize)
            .optimizer(Optimizer.adam())
            .schedule(Schedule.linear(learningRate, finalLearningRate))
            .order(batchOrder)
            .unknownRate(unknownRate)
            .seed(seed);
    return gradientClip > 0 ? options.clipNorm(gradientClip) : options.withoutClipping();
  }

  @Override
  public synchronized int getInvocationCount() {
    return invocationCount;
  }

  /**
   * Makes the next call of {@code train} the one after {@code count} others.
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
    return new TrainerProvenanceImpl(this);
  }

  @Override
  public String toString() {
    return new TreeMap<>(getProvenance().getConfiguredParameters())
        .entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(", ", "LstmTaggerTrainer(", ")"));
  }
}
