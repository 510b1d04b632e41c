package org.tributary.examples.command;

import org.tributary.tagger.EncoderCell;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TaggerSkipConnection;
import picocli.CommandLine.Option;

/** What reads a sentence. */
final class EncoderOptions {
  @Option(
      names = "--cell",
      paramLabel = "CELL",
      defaultValue = "lstm",
      description = "lstm, gru or rnn. Default: ${DEFAULT-VALUE}.")
  private EncoderCell cell;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Units in each direction, or 0 for 128, and for 256 where there are more than 32 labels."
              + " Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Layers on one another. Default: ${DEFAULT-VALUE}.")
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
      defaultValue = "0.5",
      description =
          "Probability that training drops an element in all steps of a sentence at once, before,"
              + " between and after the layers. Default: ${DEFAULT-VALUE}.")
  private double lockedDropout;

  @Option(
      names = "--recurrent-dropout",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Probability that training drops an element of h on its way to the next step. Default:"
              + " ${DEFAULT-VALUE}.")
  private double recurrentDropout;

  @Option(
      names = "--connection",
      paramLabel = "CONNECTION",
      defaultValue = "residual",
      description =
          "How what a layer reads goes past it, from the second on: none, residual or highway."
              + " Default: ${DEFAULT-VALUE}.")
  private TaggerSkipConnection connection;

  /** {@code builder} with these options. */
  LstmTaggerTrainerBuilder of(LstmTaggerTrainerBuilder builder) {
    return builder
        .cell(cell)
        .hiddenSize(hidden)
        .layers(layers)
        .dropout(dropout)
        .lockedDropout(lockedDropout)
        .recurrentDropout(recurrentDropout)
        .connection(connection);
  }

  @Override
  public String toString() {
    return "%s %d × %s, dropout %s, locked %s, recurrent %s, connection %s"
        .formatted(
            Names.lower(cell),
            layers,
            hidden > 0 ? hidden : "128 or 256",
            dropout,
            lockedDropout,
            recurrentDropout,
            Names.lower(connection));
  }
}
