package org.tributary.examples.command;

import java.util.List;
import org.tributary.tribuo.LearningRateCurve;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TaggerScheme;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How to train. */
final class TrainerOptions {

  private static final List<String> COLUMNS =
      List.of(TokenMetadata.UPOS, TokenMetadata.XPOS, TokenMetadata.FEATS);

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "14",
      description = "Passes over the training file. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "Sentences in a training step. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      defaultValue = "200",
      description = "Units of the LSTM in each direction. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--embedding",
      paramLabel = "N",
      defaultValue = "100",
      description = "Size of a word's vector. Default: ${DEFAULT-VALUE}.")
  private int embedding;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "2",
      description = "LSTM layers on one another. Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Probability, from 0 to below 1, that training drops an element. Default:"
              + " ${DEFAULT-VALUE}.")
  private double dropout;

  @Option(
      names = "--locked-dropout",
      paramLabel = "P",
      defaultValue = "0.4",
      description =
          "Probability that training drops an element in all steps of a sentence at once, before,"
              + " between and after the layers. Default: ${DEFAULT-VALUE}.")
  private double lockedDropout;

  @Option(
      names = "--word-dropout",
      paramLabel = "P",
      defaultValue = "0",
      description = "Probability that training reads a word as unknown. Default: ${DEFAULT-VALUE}.")
  private double wordDropout;

  @Option(
      names = "--unknown-rate",
      paramLabel = "R",
      defaultValue = "0.25",
      description =
          "Training reads a word seen n times, and what it is seen by that is no more frequent, as"
              + " unknown with probability R/(R+n). Default: ${DEFAULT-VALUE}.")
  private double unknownRate;

  @Option(
      names = "--also",
      paramLabel = "COLUMN",
      split = ",",
      defaultValue = "upos,xpos,feats",
      description =
          "Columns of a CoNLL-U file that training predicts too, of upos, xpos and feats, for what"
              + " they teach the encoder; '' for none. Default: ${DEFAULT-VALUE}, of which what"
              + " the file lacks and the labels themselves are left out.")
  private List<String> also;

  @Option(
      names = "--also-weight",
      paramLabel = "W",
      defaultValue = "0.5",
      description = "Weight of their losses. Default: ${DEFAULT-VALUE}.")
  private double alsoWeight;

  @Option(
      names = "--crf",
      description = "Choose a sentence's labels together, by a linear-chain CRF.")
  private boolean crf;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = "NONE",
      description =
          "Rules that the CRF's labels keep: NONE, BIO, IOB1 or BIOES. Default: ${DEFAULT-VALUE}.")
  private TaggerScheme scheme;

  @Option(
      names = "--curve",
      paramLabel = "CURVE",
      defaultValue = "cosine",
      description =
          "How the learning rate falls to a twentieth: linear or cosine. Default:"
              + " ${DEFAULT-VALUE}.")
  private LearningRateCurve curve;

  @Option(
      names = "--average",
      paramLabel = "D",
      defaultValue = "0.998",
      description =
          "Decay of an exponential average of the weights, which is scored and kept; 0 for none."
              + " Default: ${DEFAULT-VALUE}.")
  private double average;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      defaultValue = "0.002",
      description =
          "Adam's learning rate at the beginning; it falls to a twentieth. Default:"
              + " ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of everything drawn: the same seed and number of threads give the same model."
              + " Default: ${DEFAULT-VALUE}.")
  private long seed;

  /** The size of words' vectors. */
  int embedding() {
    return embedding;
  }

  /** The seed. */
  long seed() {
    return seed;
  }

  private List<String> otherColumns() {
    List<String> given = also.stream().filter(column -> !column.isBlank()).toList();
    for (String column : given) {
      if (!COLUMNS.contains(column)) {
        throw new ParameterException(
            command.commandLine(),
            "--also: expected columns of %s, got '%s'".formatted(COLUMNS, column));
      }
    }
    return given;
  }

  /**
   * A trainer that reads {@code inputs} and draws from {@code seed}; a number out of its range is
   * wrong usage.
   */
  LstmTaggerTrainer trainer(List<TaggerInput> inputs, long seed) {
    if (!crf && scheme != TaggerScheme.NONE) {
      throw new ParameterException(
          command.commandLine(),
          "--scheme: expected it with --crf, whose labels keep its rules; add --crf");
    }
    try {
      LstmTaggerTrainerBuilder builder = LstmTaggerTrainer.builder();
      return (crf ? builder.crf(scheme) : builder)
          .lockedDropout(lockedDropout)
          .wordDropout(wordDropout)
          .unknownRate(unknownRate)
          .alsoPredict(otherColumns(), alsoWeight)
          .learningRateCurve(curve)
          .averageDecay(average)
          .epochs(epochs)
          .batchSize(batchSize)
          .hiddenSize(hidden)
          .embeddingSize(embedding)
          .inputs(inputs)
          .layers(layers)
          .dropout(dropout)
          .learningRate(learningRate)
          .finalLearningRate(learningRate / 20)
          .seed(seed)
          .build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "epochs %d, batch size %d, hidden %d, embedding %d, layers %d, dropout %s, locked %s, word %s, unknown rate %s, also %s, learning rate %s (%s), average %s, seed %d"
        .formatted(
            epochs,
            batchSize,
            hidden,
            embedding,
            layers,
            dropout,
            lockedDropout,
            wordDropout,
            unknownRate,
            also,
            learningRate,
            curve,
            average,
            seed);
  }
}
