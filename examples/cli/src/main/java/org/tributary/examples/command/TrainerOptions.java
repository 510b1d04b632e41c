package org.tributary.examples.command;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.List;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TaggerScheme;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How to train. */
public final class TrainerOptions {

  private static final List<String> COLUMNS = TokenMetadata.COLUMNS;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Mixin private EncoderOptions encoder;
  @Mixin private OptimizerOptions optimizer;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Passes over the training file. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "Sentences in a training step. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--batch-words",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Words in a training step at most, instead of --batch-size; 0 for that. Default:"
              + " ${DEFAULT-VALUE}.")
  private int batchWords;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Stop after N epochs in a row without a better score on the dev file; 0 for never."
              + " Default: ${DEFAULT-VALUE}.")
  private int patience;

  @Option(
      names = "--embedding",
      paramLabel = "N",
      defaultValue = "64",
      description = "Size of a word's vector. Default: ${DEFAULT-VALUE}.")
  private int embedding;

  @Option(
      names = "--word-dropout",
      paramLabel = "P",
      defaultValue = "0",
      description = "Probability that training reads a word as unknown. Default: ${DEFAULT-VALUE}.")
  private double wordDropout;

  @Option(
      names = "--unknown-rate",
      paramLabel = "R",
      defaultValue = "5",
      description =
          "Training hides a word seen n times, that is reads it as unknown, with probability"
              + " R/(R+n), and with it its lower case, affixes and so on, as far as they are no more"
              + " frequent. Default: ${DEFAULT-VALUE}.")
  private double unknownRate;

  @Option(
      names = "--also",
      paramLabel = "COLUMN",
      split = ",",
      defaultValue = "upos,xpos,feats,deprel,head",
      description =
          "Columns of a CoNLL-U file that training predicts too, for what they teach the encoder:"
              + " upos, xpos, feats, deprel, and head, the head's tag and side; '' for none. Default: ${DEFAULT-VALUE}, of which what"
              + " the file lacks and the labels themselves are left out.")
  private List<String> also;

  @Option(
      names = "--also-weight",
      paramLabel = "W",
      defaultValue = "0.2",
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
  public long seed() {
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
  public LstmTaggerTrainer trainer(List<TaggerInput> inputs, long seed) {
    if (!crf && scheme != TaggerScheme.NONE) {
      throw new ParameterException(
          command.commandLine(),
          "--scheme: expected it with --crf, whose labels keep its rules; add --crf");
    }
    try {
      LstmTaggerTrainerBuilder builder = optimizer.of(encoder.of(LstmTaggerTrainer.builder()));
      return (crf ? builder.crf(scheme) : builder)
          .wordDropout(wordDropout)
          .unknownRate(unknownRate)
          .auxiliaryTask(otherColumns(), alsoWeight)
          .epochs(epochs)
          .batchSize(batchSize)
          .batchWords(batchWords)
          .patience(patience)
          .embeddingSize(embedding)
          .inputs(inputs)
          .seed(seed)
          .build();
    } catch (PropertyException e) { // of the optimiser, which is a component of its own
      throw new ParameterException(command.commandLine(), e.getProperty() + ": " + e.getMsg(), e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "%s; %s; %s, epochs %d, batches of %s, embedding %d, word dropout %s, unknown rate %s, also %s, seed %d"
        .formatted(
            encoder,
            optimizer,
            crf ? "CRF" + (scheme == TaggerScheme.NONE ? "" : " of " + scheme) : "softmax",
            epochs,
            batchWords > 0 ? batchWords + " words" : batchSize,
            embedding,
            wordDropout,
            unknownRate,
            also,
            seed);
  }
}
