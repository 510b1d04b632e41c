package org.tributary.tribuo;

import org.tributary.layer.SkipConnection;
import org.tributary.tagger.EncoderCell;
import org.tributary.tagger.EncoderDefinition;
import org.tributary.tribuo.protos.EncoderCellProto;
import org.tributary.tribuo.protos.LstmTaggerDefinitionProto;
import org.tributary.tribuo.protos.SkipConnectionProto;

/** The protobuf format of a tagger's encoder, without the options that affect training only. */
final class EncoderProtos {
  private EncoderProtos() {}

  /** Writes the encoder into {@code proto}. */
  static void write(EncoderDefinition encoder, LstmTaggerDefinitionProto.Builder proto) {
    proto
        .setHiddenSize(encoder.hiddenSize())
        .setLayers(encoder.layers())
        .setBidirectional(encoder.bothDirections())
        .setCell(
            switch (encoder.cell()) {
              case LSTM -> EncoderCellProto.CELL_LSTM;
              case GRU -> EncoderCellProto.CELL_GRU;
              case RNN -> EncoderCellProto.CELL_RNN;
            })
        .setConnection(
            switch (encoder.connection()) {
              case NONE -> SkipConnectionProto.CONNECTION_NONE;
              case RESIDUAL -> SkipConnectionProto.CONNECTION_RESIDUAL;
              case HIGHWAY -> SkipConnectionProto.CONNECTION_HIGHWAY;
            });
  }

  /**
   * Reads an encoder.
   *
   * @param start an encoder whose remaining options are kept
   * @throws IllegalArgumentException if a size is out of range, or cell or connection are unknown
   */
  static EncoderDefinition read(LstmTaggerDefinitionProto proto, EncoderDefinition start) {
    EncoderDefinition encoder =
        start
            .cell(cell(proto))
            .hidden(proto.getHiddenSize())
            .layers(proto.getLayers())
            .connection(connection(proto));
    return proto.getBidirectional() ? encoder.bidirectional() : encoder.forwardOnly();
  }

  private static EncoderCell cell(LstmTaggerDefinitionProto proto) {
    return switch (proto.getCell()) {
      case CELL_LSTM -> EncoderCell.LSTM;
      case CELL_GRU -> EncoderCell.GRU;
      case CELL_RNN -> EncoderCell.RNN;
      case UNRECOGNIZED ->
          throw unknown("a cell of 0 (LSTM), 1 (GRU) or 2 (RNN)", proto.getCellValue());
    };
  }

  private static SkipConnection connection(LstmTaggerDefinitionProto proto) {
    return switch (proto.getConnection()) {
      case CONNECTION_NONE -> SkipConnection.NONE;
      case CONNECTION_RESIDUAL -> SkipConnection.RESIDUAL;
      case CONNECTION_HIGHWAY -> SkipConnection.HIGHWAY;
      case UNRECOGNIZED ->
          throw unknown(
              "a connection of 0 (none), 1 (residual) or 2 (highway)", proto.getConnectionValue());
    };
  }

  private static IllegalArgumentException unknown(String expected, int got) {
    return new IllegalArgumentException(
        "stored tagger: expected %s, got %d; was it written by a newer release?"
            .formatted(expected, got));
  }
}
