package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.ArrayList;
import java.util.List;
import org.tribuo.Trainer;
import org.tributary.input.Inputs;
import org.tributary.tagger.BatchOrder;
import org.tributary.tagger.EncoderCell;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerDefinition;
import org.tributary.tagger.TrainingOptions;
import org.tributary.train.Schedule;
import org.tributary.train.WeightAverage;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.input.InputConfiguration;
import org.tributary.tribuo.input.TaggerInput;

/** The fields of an {@link LstmTaggerTrainer}, their ranges, and what they mean to the core. */
abstract sealed class LstmTaggerSettings permits LstmTaggerTrainer {
  private static final double AVERAGE_REACH = 0.25;

  /** A fine tag set, such as the Penn Treebank's, gains from more units than a coarse one. */
  private static final int MANY_LABELS = 32;

  @ConfigurableName private String componentName;

  @Config(description = "Passes over the training data, at least 1.")
  int epochs = 30;

  @Config(description = "Sequences in a training step, at least 1; batchWords goes before it.")
  int batchSize = 32;

  @Config(
      description =
          "Steps of sequences in a training step at most, a longer sequence being one by itself; 0"
              + " for batches by the number of sequences.")
  int batchWords = 0;

  @Config(
      description =
          "Size of the vectors of words and of the features that no input reads, at least 1.")
  int embeddingSize = 64;

  @Config(
      description =
          "What a step is read as; none for the forms of words and their characters, as far as the"
              + " data have them.")
  List<TaggerInput> inputs = new ArrayList<>();

  @Config(
      description =
          "Deviation of the normal distribution that the first vectors of words and features are"
              + " drawn from, or 0 for 0.05; those of characters keep 1/sqrt(size).")
  double embeddingDeviation = 0;

  @Config(description = "What the encoder's layers are made of: LSTM, GRU or RNN, with tanh.")
  EncoderCell cell = EncoderCell.LSTM;

  @Config(
      description =
          "Size of the encoder's output in one direction, or 0 for 128, and for 256 where there are"
              + " more than 32 labels.")
  int hiddenSize;

  @Config(description = "Layers on one another, at least 1.")
  int layers = 2;

  @Config(
      description =
          "How what a layer reads goes past it, from the second on: NONE, RESIDUAL or HIGHWAY.")
  TaggerSkipConnection connection = TaggerSkipConnection.RESIDUAL;

  @Config(description = "Read each sequence from both ends.")
  boolean bidirectional = true;

  @Config(description = "Probability that training drops an element, from 0 to below 1.")
  double dropout = 0;

  @Config(
      description =
          "Probability that training drops an element of what the encoder reads, of a layer's output"
              + " or of what the encoder gives, the same in every step of a sequence.")
  double lockedDropout = 0.5;

  @Config(
      description =
          "Probability that training drops an element of h on its way to the next step, the same in"
              + " every step of a sequence.")
  double recurrentDropout = 0;

  @Config(description = "Probability that training reads all features of a step as unknown.")
  double wordDropout = 0;

  @Config(
      description =
          "Keys of the examples' metadata whose values training predicts too, for what they teach"
              + " the encoder; those that the data lack, and the labels themselves, are left out.")
  List<String> auxiliaryTask =
      new ArrayList<>(
          List.of(
              TokenMetadata.UPOS,
              TokenMetadata.XPOS,
              TokenMetadata.FEATS,
              TokenMetadata.DEPREL,
              TokenMetadata.HEAD));

  @Config(description = "Weight of each of their losses beside the labels', above 0.")
  double alsoWeight = 0.2;

  @Config(description = "How labels are chosen: SOFTMAX, each for itself, or CRF, all together.")
  TaggerHead head = TaggerHead.SOFTMAX;

  @Config(description = "Rules that a CRF's predictions keep: NONE, BIO, IOB1 or BIOES.")
  TaggerScheme scheme = TaggerScheme.NONE;

  @Config(
      description =
          "Whether a CRF keeps the scheme's rules in training too; labels that break them then cost"
              + " much.")
  boolean constrainTraining = false;

  @Config(description = "How parameters follow their gradients: Adam, AdamW or SGD.")
  TaggerOptimizer optimizer = new AdamOptimizer();

  @Config(description = "The learning rate at the beginning, above 0.")
  double learningRate = 0.002;

  @Config(
      description =
          "The learning rate at the end, above 0; the least one of PLATEAU, unread by CONSTANT.")
  double finalLearningRate = 0.0001;

  @Config(description = "How the learning rate gets there: CONSTANT, LINEAR, COSINE or PLATEAU.")
  LearningRateSchedule learningRateCurve = LearningRateSchedule.COSINE;

  @Config(description = "What PLATEAU multiplies the learning rate by, between 0 and 1.")
  double plateauFactor = 0.1;

  @Config(description = "Epochs without a gain that PLATEAU lets pass, at least 0.")
  int plateauPatience = 10;

  @Config(description = "Share of the best score that an epoch adds to it to be a gain to PLATEAU.")
  double plateauThreshold = 1e-4;

  @Config(description = "Share of all steps in which the learning rate rises first, below 1.")
  double warmUp = 0;

  @Config(
      description =
          "Decay of the exponential average of the weights that is scored and kept, over at most a"
              + " quarter of the run's steps, or 0 for the weights themselves.")
  double averageDecay = 0.999;

  @Config(
      description =
          "Share of all epochs, the last ones, whose weights' mean is scored and kept instead, at"
              + " most 1, or 0 for none (stochastic weight averaging).")
  double averageLastEpochs = 0;

  @Config(
      description =
          "Epochs in a row without a better score on the development data after which training"
              + " stops, or 0 to make all epochs.")
  int patience = 0;

  @Config(
      description =
          "What the best epoch on the development data is chosen by: ACCURACY of labels, SPAN_F1, or"
              + " AUTO for SPAN_F1 where all labels are of spans.")
  DevMeasure devMeasure = DevMeasure.AUTO;

  @Config(description = "Largest global norm of the gradients, or 0 for no limit.")
  double gradientClip = 5;

  @Config(
      description =
          "r: training reads a feature seen n times as unknown with probability r/(r+n); 0 for"
              + " never, 5 for a corpus of tens of thousands of steps or more.")
  double unknownRate = 0.25;

  @Config(description = "How sequences are put into batches: BY_LENGTH or AS_GIVEN.")
  BatchOrder batchOrder = BatchOrder.BY_LENGTH;

  @Config(description = "Seed of everything drawn: first weights, order, dropout, hiding.")
  long seed = Trainer.DEFAULT_SEED;

  /** The defaults. */
  LstmTaggerSettings() {}

  /** The same settings. */
  LstmTaggerSettings(LstmTaggerSettings options) {
    this.epochs = options.epochs;
    this.batchSize = options.batchSize;
    this.batchWords = options.batchWords;
    this.embeddingSize = options.embeddingSize;
    this.inputs = List.copyOf(options.inputs);
    this.embeddingDeviation = options.embeddingDeviation;
    this.cell = options.cell;
    this.hiddenSize = options.hiddenSize;
    this.layers = options.layers;
    this.connection = options.connection;
    this.bidirectional = options.bidirectional;
    this.dropout = options.dropout;
    this.lockedDropout = options.lockedDropout;
    this.recurrentDropout = options.recurrentDropout;
    this.wordDropout = options.wordDropout;
    this.auxiliaryTask = List.copyOf(options.auxiliaryTask);
    this.alsoWeight = options.alsoWeight;
    this.head = options.head;
    this.scheme = options.scheme;
    this.constrainTraining = options.constrainTraining;
    this.optimizer = options.optimizer;
    this.learningRate = options.learningRate;
    this.finalLearningRate = options.finalLearningRate;
    this.learningRateCurve = options.learningRateCurve;
    this.plateauFactor = options.plateauFactor;
    this.plateauPatience = options.plateauPatience;
    this.plateauThreshold = options.plateauThreshold;
    this.warmUp = options.warmUp;
    this.averageDecay = options.averageDecay;
    this.averageLastEpochs = options.averageLastEpochs;
    this.patience = options.patience;
    this.devMeasure = options.devMeasure;
    this.gradientClip = options.gradientClip;
    this.unknownRate = options.unknownRate;
    this.batchOrder = options.batchOrder;
    this.seed = options.seed;
  }

  /**
   * Checks every field.
   *
   * @throws PropertyException naming the field if one is out of its range
   */
  final void check() {
    new SettingsCheck(this, new FieldCheck(componentName)).run();
  }

  /** What a step is read as. */
  final InputConfiguration inputChoice() {
    return new InputConfiguration(inputs, embeddingSize);
  }

  /** What training predicts beside the labels. */
  final AuxiliaryTasks otherColumns() {
    return new AuxiliaryTasks(auxiliaryTask, alsoWeight);
  }

  /** The tagger on {@code read}, for so many labels. */
  final TaggerDefinition definition(Inputs read, int labels) {
    int units = hiddenSize > 0 ? hiddenSize : labels > MANY_LABELS ? 256 : 128;
    return Tagger.define()
        .inputs(embeddingDeviation > 0 ? read.deviation(embeddingDeviation) : read)
        .encode(e -> e.cell(cell).hidden(units).layers(layers))
        .encode(e -> bidirectional ? e.bidirectional() : e.forwardOnly())
        .encode(e -> e.connection(connection.connection()))
        .encode(e -> e.lockedDropout(lockedDropout).recurrentDropout(recurrentDropout))
        .dropout(dropout)
        .head(head.definition(scheme, constrainTraining));
  }

  /** How it is trained. */
  final TrainingOptions options() {
    TrainingOptions options =
        TrainingOptions.defaults()
            .epochs(epochs)
            .optimizer(optimizer.optimizer())
            .schedule(schedule())
            .average(average())
            .wordDropout(wordDropout)
            .order(batchOrder)
            .unknownRate(unknownRate)
            .seed(seed);
    options = batchWords > 0 ? options.batchWords(batchWords) : options.batchSize(batchSize);
    options = patience > 0 ? options.patience(patience) : options;
    return gradientClip > 0 ? options.clipNorm(gradientClip) : options.withoutClipping();
  }

  private Schedule schedule() {
    Schedule curve =
        learningRateCurve.schedule(
            learningRate,
            finalLearningRate,
            p -> p.factor(plateauFactor).patience(plateauPatience).threshold(plateauThreshold));
    return warmUp > 0 ? curve.warmUpShare(warmUp) : curve;
  }

  private WeightAverage average() {
    if (averageLastEpochs > 0) {
      return WeightAverage.ofLastEpochs(averageLastEpochs);
    }
    return averageDecay > 0
        ? WeightAverage.exponential(averageDecay, AVERAGE_REACH)
        : WeightAverage.none();
  }
}
