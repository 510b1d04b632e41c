package org.tributary.examples.command;

import java.util.List;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How to train. */
final class TrainerOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
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
      defaultValue = "1",
      description = "LSTM layers on one another. Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      defaultValue = "0.5",
      description =
          "Probability, from 0 to below 1, that training drops an element. Default:"
              + " ${DEFAULT-VALUE}.")
  private double dropout;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      defaultValue = "0.002",
      description =
          "Adam's learning rate at the beginning; it falls to a twentieth in a line. Default:"
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

  /** A trainer that reads {@code inputs}; a number out of its range is wrong usage. */
  LstmTaggerTrainer trainer(List<TaggerInput> inputs) {
    try {
      return LstmTaggerTrainer.builder()
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
    return "epochs %d, batch size %d, hidden %d, embedding %d, layers %d, dropout %s, learning rate %s, seed %d"
        .formatted(epochs, batchSize, hidden, embedding, layers, dropout, learningRate, seed);
  }
}
