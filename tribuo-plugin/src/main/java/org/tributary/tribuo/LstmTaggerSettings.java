package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.ArrayList;
import java.util.List;
import org.tribuo.Trainer;
import org.tributary.tagger.BatchOrder;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerDefinition;
import org.tributary.tagger.TrainingOptions;
import org.tributary.train.Optimizer;
import org.tributary.train.WeightAverage;
import org.tributary.tribuo.input.TaggerInput;

/** The fields of an {@link LstmTaggerTrainer}, their ranges, and what they mean to the core. */
abstract sealed class LstmTaggerSettings permits LstmTaggerTrainer {
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

  @Config(
      description =
          "Probability that training drops an element of what the encoder reads, of a layer's output"
              + " or of what the encoder gives, the same in every step of a sequence.")
  double lockedDropout = 0;

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
  List<String> alsoPredict = new ArrayList<>();

  @Config(description = "Weight of each of their losses beside the labels', above 0.")
  double alsoWeight = 0.5;

  @Config(description = "How labels are chosen: SOFTMAX, each for itself, or CRF, all together.")
  TaggerHead head = TaggerHead.SOFTMAX;

  @Config(description = "Rules that a CRF's predictions keep: NONE, BIO, IOB1 or BIOES.")
  TaggerScheme scheme = TaggerScheme.NONE;

  @Config(description = "Adam's learning rate at the beginning, above 0.")
  double learningRate = 0.002;

  @Config(description = "The learning rate at the end, above 0.")
  double finalLearningRate = 0.0001;

  @Config(description = "How the learning rate gets there: LINEAR or COSINE.")
  LearningRateCurve learningRateCurve = LearningRateCurve.LINEAR;

  @Config(description = "Share of all steps in which the learning rate rises first, below 1.")
  double warmUp = 0;

  @Config(
      description =
          "Decay of the exponential average of the weights that is scored and kept, or 0 for the"
              + " weights themselves.")
  double averageDecay = 0;

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

  /** The defaults. */
  LstmTaggerSettings() {}

  /** The same settings. */
  LstmTaggerSettings(LstmTaggerSettings options) {
    this.epochs = options.epochs;
    this.batchSize = options.batchSize;
    this.embeddingSize = options.embeddingSize;
    this.inputs = List.copyOf(options.inputs);
    this.hiddenSize = options.hiddenSize;
    this.layers = options.layers;
    this.bidirectional = options.bidirectional;
    this.dropout = options.dropout;
    this.lockedDropout = options.lockedDropout;
    this.recurrentDropout = options.recurrentDropout;
    this.wordDropout = options.wordDropout;
    this.alsoPredict = List.copyOf(options.alsoPredict);
    this.alsoWeight = options.alsoWeight;
    this.head = options.head;
    this.scheme = options.scheme;
    this.learningRate = options.learningRate;
    this.finalLearningRate = options.finalLearningRate;
    this.learningRateCurve = options.learningRateCurve;
    this.warmUp = options.warmUp;
    this.averageDecay = options.averageDecay;
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
    requireAtLeastOne("epochs", epochs);
    requireAtLeastOne("batchSize", batchSize);
    requireAtLeastOne("embeddingSize", embeddingSize);
    requireAtLeastOne("hiddenSize", hiddenSize);
    requireAtLeastOne("layers", layers);
    requireShare("dropout", dropout);
    require("head", head != null, "SOFTMAX or CRF", head);
    boolean schemeFits = scheme != null && (head == TaggerHead.CRF || scheme == TaggerScheme.NONE);
    require("scheme", schemeFits, "NONE, or with head CRF one of BIO, IOB1 and BIOES", scheme);
    requirePositive("learningRate", learningRate);
    requirePositive("finalLearningRate", finalLearningRate);
    requireNotNegative("gradientClip", gradientClip);
    requireNotNegative("unknownRate", unknownRate);
    require("batchOrder", batchOrder != null, "BY_LENGTH or AS_GIVEN", batchOrder);
    requireShare("lockedDropout", lockedDropout);
    requireShare("recurrentDropout", recurrentDropout);
    requireShare("wordDropout", wordDropout);
    requireShare("warmUp", warmUp);
    requireShare("averageDecay", averageDecay);
    requirePositive("alsoWeight", alsoWeight);
    boolean curved = learningRateCurve != null;
    require("learningRateCurve", curved, "LINEAR or COSINE", learningRateCurve);
  }

  private void requireShare(String field, double value) {
    require(field, value >= 0 && value < 1, "a number from 0 to below 1", value);
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

  /** What training predicts beside the labels. */
  final OtherColumns otherColumns() {
    return new OtherColumns(alsoPredict, alsoWeight);
  }

  /** The tagger without its inputs. */
  final TaggerDefinition definition() {
    return Tagger.define()
        .encode(e -> bidirectional ? e.bidirectional() : e.forwardOnly())
        .encode(e -> e.lstm(hiddenSize).layers(layers))
        .encode(e -> e.lockedDropout(lockedDropout).recurrentDropout(recurrentDropout))
        .dropout(dropout)
        .head(head.definition(scheme));
  }

  /** How it is trained. */
  final TrainingOptions options() {
    TrainingOptions options =
        TrainingOptions.defaults()
            .epochs(epochs)
            .batchSize(batchSize)
            .optimizer(Optimizer.adam())
            .schedule(learningRateCurve.schedule(learningRate, finalLearningRate, warmUp))
            .average(
                averageDecay > 0 ? WeightAverage.exponential(averageDecay) : WeightAverage.none())
            .wordDropout(wordDropout)
            .order(batchOrder)
            .unknownRate(unknownRate)
            .seed(seed);
    return gradientClip > 0 ? options.clipNorm(gradientClip) : options.withoutClipping();
  }
}
