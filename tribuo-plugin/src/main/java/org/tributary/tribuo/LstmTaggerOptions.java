package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.Options;
import java.util.ArrayList;
import java.util.List;
import org.tribuo.Trainer;
import org.tributary.tagger.BatchOrder;
import org.tributary.tagger.EncoderCell;
import org.tributary.tribuo.data.TokenMetadata;

/**
 * An {@link LstmTaggerTrainer}'s options on the command line of a program that takes OLCUT's, as
 * Tribuo's {@code CRFOptions} are a CRF's. All begin with {@code --lstm-}, so that they go beside
 * those of other trainers. Inputs other than the forms of words are given in a configuration file.
 */
public final class LstmTaggerOptions implements Options {
  @Option(longName = "lstm-epochs", usage = "Passes over the training data.")
  private int epochs = 30;

  @Option(longName = "lstm-batch-size", usage = "Sequences in a training step.")
  private int batchSize = 32;

  @Option(
      longName = "lstm-batch-words",
      usage = "Steps of sequences in a training step at most; 0 for batches of sequences.")
  private int batchWords;

  @Option(
      longName = "lstm-patience",
      usage = "Epochs without a better score after which training stops; 0 to make all epochs.")
  private int patience;

  @Option(longName = "lstm-embedding-size", usage = "Size of the vectors of words.")
  private int embeddingSize = 64;

  @Option(
      longName = "lstm-embedding-deviation",
      usage = "Deviation of the first vectors of words and features; 0 for 0.05.")
  private double embeddingDeviation;

  @Option(
      longName = "lstm-cell",
      usage = "What the encoder's layers are made of: LSTM, GRU or RNN.")
  private EncoderCell cell = EncoderCell.LSTM;

  @Option(
      longName = "lstm-hidden-size",
      usage =
          "Size of the encoder's output in one direction; 0 for 128, and for 256 where there are"
              + " more than 32 labels.")
  private int hiddenSize;

  @Option(longName = "lstm-layers", usage = "Layers on one another.")
  private int layers = 2;

  @Option(
      longName = "lstm-connection",
      usage = "How what a layer reads goes past it: NONE, RESIDUAL or HIGHWAY.")
  private TaggerSkipConnection connection = TaggerSkipConnection.RESIDUAL;

  @Option(
      longName = "lstm-bidirectional",
      usage = "Read each sequence from both ends; false for from its beginning only.")
  private boolean bidirectional = true;

  @Option(
      longName = "lstm-dropout",
      usage = "Probability, from 0 to below 1, that training drops an element.")
  private double dropout;

  @Option(
      longName = "lstm-locked-dropout",
      usage = "Probability that training drops an element in every step of a sequence at once.")
  private double lockedDropout = 0.5;

  @Option(
      longName = "lstm-recurrent-dropout",
      usage = "Probability that training drops an element of h on its way to the next step.")
  private double recurrentDropout;

  @Option(
      longName = "lstm-word-dropout",
      usage = "Probability that training reads all features of a step as unknown.")
  private double wordDropout;

  @Option(
      longName = "lstm-head",
      usage = "How labels are chosen: SOFTMAX, each for itself, or CRF, all together.")
  private TaggerHead head = TaggerHead.SOFTMAX;

  @Option(
      longName = "lstm-scheme",
      usage = "Rules that a CRF's predictions keep: NONE, BIO, IOB1 or BIOES.")
  private TaggerScheme scheme = TaggerScheme.NONE;

  @Option(
      longName = "lstm-constrain-training",
      usage = "Whether a CRF keeps the scheme's rules in training too.")
  private boolean constrainTraining;

  @Option(
      longName = "lstm-also-predict",
      usage =
          "Keys of the examples' metadata whose values training predicts too; an empty argument for"
              + " none.")
  private List<String> auxiliaryTask =
      new ArrayList<>(
          List.of(
              TokenMetadata.UPOS,
              TokenMetadata.XPOS,
              TokenMetadata.FEATS,
              TokenMetadata.DEPREL,
              TokenMetadata.HEAD));

  @Option(longName = "lstm-also-weight", usage = "Weight of each of their losses.")
  private double alsoWeight = 0.2;

  @Option(
      longName = "lstm-learning-rate-curve",
      usage = "How the learning rate goes to its last value: CONSTANT, LINEAR, COSINE or PLATEAU.")
  private LearningRateSchedule learningRateCurve = LearningRateSchedule.COSINE;

  @Option(longName = "lstm-plateau-factor", usage = "What PLATEAU multiplies the learning rate by.")
  private double plateauFactor = 0.1;

  @Option(
      longName = "lstm-plateau-patience",
      usage = "Epochs without a gain that PLATEAU lets pass.")
  private int plateauPatience = 10;

  @Option(
      longName = "lstm-plateau-threshold",
      usage = "Share of the best score that an epoch adds to it to be a gain to PLATEAU.")
  private double plateauThreshold = 1e-4;

  @Option(
      longName = "lstm-warm-up",
      usage = "Share of all steps in which the learning rate rises first.")
  private double warmUp;

  @Option(
      longName = "lstm-average-decay",
      usage = "Decay of the average of the weights that is kept, or 0 for the weights themselves.")
  private double averageDecay = 0.999;

  @Option(
      longName = "lstm-average-last-epochs",
      usage = "Share of all epochs, the last ones, whose weights' mean is kept; 0 for none.")
  private double averageLastEpochs;

  @Option(longName = "lstm-learning-rate", usage = "The learning rate at the beginning.")
  private double learningRate = 0.002;

  @Option(longName = "lstm-final-learning-rate", usage = "The learning rate at the end.")
  private double finalLearningRate = 0.0001;

  @Option(
      longName = "lstm-dev-measure",
      usage = "What the best epoch is chosen by: ACCURACY, SPAN_F1, or AUTO by the labels.")
  private DevMeasure devMeasure = DevMeasure.AUTO;

  @Option(
      longName = "lstm-gradient-clip",
      usage = "Largest global norm of the gradients, or 0 for no limit.")
  private double gradientClip = 5;

  @Option(
      longName = "lstm-unknown-rate",
      usage =
          "r: training reads a feature seen n times as unknown with probability r/(r+n); 0 for"
              + " never.")
  private double unknownRate = 0.25;

  @Option(
      longName = "lstm-batch-order",
      usage = "How sequences are put into batches: BY_LENGTH or AS_GIVEN.")
  private BatchOrder batchOrder = BatchOrder.BY_LENGTH;

  @Option(
      longName = "lstm-seed",
      usage = "Seed of everything drawn: first weights, order, dropout, hiding.")
  private long seed = Trainer.DEFAULT_SEED;

  /** The optimiser's, which stand beside these. */
  public TaggerOptimizerOptions optimizer = new TaggerOptimizerOptions();

  /** Options at their defaults, for OLCUT to set. */
  public LstmTaggerOptions() {}

  /**
   * A trainer of these options.
   *
   * @throws IllegalArgumentException naming the option that is out of its range
   */
  public LstmTaggerTrainer getSequenceTrainer() {
    LstmTaggerTrainerBuilder builder =
        LstmTaggerTrainer.builder()
            .epochs(epochs)
            .batchSize(batchSize)
            .batchWords(batchWords)
            .patience(patience)
            .embeddingSize(embeddingSize)
            .embeddingDeviation(embeddingDeviation)
            .cell(cell)
            .hiddenSize(hiddenSize)
            .layers(layers)
            .connection(connection)
            .dropout(dropout)
            .lockedDropout(lockedDropout)
            .recurrentDropout(recurrentDropout)
            .wordDropout(wordDropout)
            .auxiliaryTask(keys(), alsoWeight)
            .optimizer(optimizer.optimizer())
            .learningRateCurve(learningRateCurve)
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
            .seed(seed);
    LstmTaggerTrainerBuilder directed =
        bidirectional ? builder.bidirectional() : builder.forwardOnly();
    return directed.head(head, scheme, constrainTraining).build();
  }

  /** Without what OLCUT makes of an empty argument: one key of no letters. */
  private List<String> keys() {
    return auxiliaryTask.stream().filter(key -> !key.isBlank()).toList();
  }

  @Override
  public String getOptionsDescription() {
    return "Options of an LSTM tagger's trainer.";
  }
}
