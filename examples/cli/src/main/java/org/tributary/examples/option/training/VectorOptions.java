package org.tributary.examples.option.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.param.TensorType;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.input.PretrainedVectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options for pretrained word vectors. */
final class VectorOptions {
  /** The options that need a file of vectors. */
  private static final List<String> DEPENDENT =
      List.of(
          "--vector-words",
          "--vector-training",
          "--vector-projection",
          "--vector-dropout",
          "--vector-precision");

  /** Words of which the model keeps vectors. */
  enum Words {
    ALL(Keep.ALL),
    TRAINING(Keep.TRAINING_WORDS);

    private final Keep keep;

    Words(Keep keep) {
      this.keep = keep;
    }
  }

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--vectors",
      paramLabel = "FILE",
      description =
          "Pretrained word vectors (word2vec, GloVe or fastText text), plain or gzip. Default: none.")
  private Path file;

  @Option(
      names = "--vector-words",
      paramLabel = "WORDS",
      defaultValue = "all",
      description =
          "Words whose vectors the model keeps: all, which covers words absent from the training"
              + " file, or training, for a smaller model. Default: ${DEFAULT-VALUE}.")
  private Words words;

  @Option(
      names = "--vector-training",
      paramLabel = "MODE",
      defaultValue = "frozen",
      description =
          "Pretrained vectors in training: frozen or trainable. Default: ${DEFAULT-VALUE}.")
  private Trainability training;

  @Option(
      names = "--vector-projection",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Output size of a linear layer after the vectors, trained even if they are frozen; 0 for"
              + " none. Default: ${DEFAULT-VALUE}.")
  private int projection;

  @Option(
      names = "--vector-dropout",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Probability of dropping the whole vector of a word in training, from 0 to below 1; other"
              + " inputs keep the word. Default: ${DEFAULT-VALUE}.")
  private double dropout;

  @Option(
      names = "--vector-precision",
      paramLabel = "TYPE",
      defaultValue = "F16",
      description =
          "Type of the numbers of frozen vectors: F16, which halves the model file, or F32. Default:"
              + " ${DEFAULT-VALUE}.")
  private TensorType precision;

  /** Returns the file, if present. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Returns the input, if there is a file.
   *
   * @throws ParameterException if an option needs a file, and there is none, or the dropout is out
   *     of range
   */
  Optional<PretrainedVectors> input() {
    if (file == null) {
      requireNone();
      return Optional.empty();
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new ParameterException(
          command.commandLine(),
          "--vector-dropout: expected a number from 0 to below 1, got " + dropout);
    }
    if (projection < 0) {
      throw new ParameterException(
          command.commandLine(), "--vector-projection: expected at least 0, got " + projection);
    }
    if (precision == TensorType.BF16) {
      throw new ParameterException(
          command.commandLine(), "--vector-precision: expected F16 or F32, got BF16");
    }
    PretrainedVectors vectors =
        new PretrainedVectors(new WordVectorFile(file), words.keep, training)
            .dropout(dropout)
            .projectedTo(projection);
    return Optional.of(precision == TensorType.F16 ? vectors : vectors.fullPrecision());
  }

  private void requireNone() {
    for (String option : DEPENDENT) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            command.commandLine(), option + ": expected a vector file; add --vectors FILE");
      }
    }
  }

  @Override
  public String toString() {
    return file == null ? "none" : file.toString();
  }
}
