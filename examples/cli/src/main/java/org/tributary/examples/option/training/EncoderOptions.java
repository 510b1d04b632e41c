package org.tributary.examples.option.training;

import org.tributary.tagger.definition.Preset;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;
import picocli.CommandLine.Option;

/** Options for the recurrent encoder. */
final class EncoderOptions {
  @Option(
      names = "--cell",
      paramLabel = "CELL",
      defaultValue = "lstm",
      description = "Recurrent cell: lstm, gru or rnn. Default: ${DEFAULT-VALUE}.")
  private TaggerCell cell;

  @Option(
      names = "--hidden-size",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Hidden size per direction; 0 selects that of the preset, by default "
              + TaggerDefaults.HIDDEN_SIZE
              + ", or "
              + TaggerDefaults.SPAN_HIDDEN_SIZE
              + " for span labels, or "
              + TaggerDefaults.FINE_HIDDEN_SIZE
              + " for more than "
              + TaggerDefaults.MAX_COARSE_LABELS
              + " labels. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Number of stacked layers; 0 selects that of the preset, by default "
              + TaggerDefaults.LAYERS
              + ". Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      defaultValue = "" + TaggerDefaults.DROPOUT,
      description =
          "Dropout probability of single elements, from 0 to below 1, in addition to locked"
              + " dropout, which alone applies between layers if it is above 0. Default:"
              + " ${DEFAULT-VALUE}.")
  private double dropout;

  @Option(
      names = "--locked-dropout",
      paramLabel = "P",
      defaultValue = "" + TaggerDefaults.LOCKED_DROPOUT,
      description =
          "Locked dropout: drops an element at all steps of a sentence, before, between and after"
              + " the layers. Default: ${DEFAULT-VALUE}.")
  private double lockedDropout;

  @Option(
      names = "--recurrent-dropout",
      paramLabel = "P",
      defaultValue = "" + TaggerDefaults.RECURRENT_DROPOUT,
      description =
          "Recurrent dropout: drops elements of the hidden state between steps. Default:"
              + " ${DEFAULT-VALUE}.")
  private double recurrentDropout;

  @Option(
      names = "--skip-connection",
      paramLabel = "CONNECTION",
      defaultValue = "residual",
      description =
          "Skip connection around each layer after the first: none, residual or highway."
              + " Default: ${DEFAULT-VALUE}.")
  private TaggerSkipConnection connection;

  /** Applies these options to {@code builder}. */
  LstmTaggerTrainerBuilder configure(LstmTaggerTrainerBuilder builder) {
    return builder
        .cell(cell)
        .hiddenSize(hidden)
        .layers(layers)
        .dropout(dropout)
        .lockedDropout(lockedDropout)
        .recurrentDropout(recurrentDropout)
        .connection(connection);
  }

  /** Returns whether the hidden size follows from the labels. */
  boolean hasAutomaticHiddenSize(Preset preset) {
    return hidden == 0 && preset.hiddenSize() == 0;
  }

  /** Returns these options as text. */
  String text(Preset preset) {
    int size = hidden > 0 ? hidden : preset.hiddenSize();
    return "%s %d × %s, dropout %s, locked %s, recurrent %s, skip connection %s"
        .formatted(
            Names.lower(cell),
            layers > 0 ? layers : preset.layers(),
            size > 0 ? size : "(by labels)",
            dropout,
            lockedDropout,
            recurrentDropout,
            Names.lower(connection));
  }
}
