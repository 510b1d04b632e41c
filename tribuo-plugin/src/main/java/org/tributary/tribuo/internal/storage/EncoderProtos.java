package org.tributary.tribuo.internal.storage;

import java.util.Locale;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.StoredEncoder;
import org.tributary.tribuo.protos.EncoderCellProto;
import org.tributary.tribuo.protos.LstmTaggerDefinitionProto;
import org.tributary.tribuo.protos.SkipConnectionProto;

/** The protobuf format of a tagger's encoder, without the options that affect training only. */
public final class EncoderProtos {
  private static final String CELL = "CELL_";
  private static final String CONNECTION = "CONNECTION_";

  private EncoderProtos() {}

  /**
   * Writes the encoder into {@code proto}.
   *
   * @throws IllegalArgumentException if the encoder has no stored form
   */
  public static void write(Recurrent encoder, LstmTaggerDefinitionProto.Builder proto) {
    StoredEncoder stored = StoredEncoder.of(encoder);
    proto
        .setHiddenSize(stored.hiddenSize())
        .setLayers(stored.layers())
        .setBidirectional(stored.bidirectional())
        .setCell(EncoderCellProto.valueOf(CELL + stored.cell().toUpperCase(Locale.ROOT)))
        .setConnection(
            SkipConnectionProto.valueOf(CONNECTION + stored.connection().toUpperCase(Locale.ROOT)));
  }

  /**
   * Reads an encoder.
   *
   * @throws IllegalArgumentException if a size is out of range, or cell or connection are unknown
   */
  public static StoredEncoder read(LstmTaggerDefinitionProto proto) {
    if (proto.getCell() == EncoderCellProto.UNRECOGNIZED) {
      throw unknown("a cell of 0 (LSTM), 1 (GRU) or 2 (RNN)", proto.getCellValue());
    }
    if (proto.getConnection() == SkipConnectionProto.UNRECOGNIZED) {
      throw unknown(
          "a connection of 0 (none), 1 (residual) or 2 (highway)", proto.getConnectionValue());
    }
    return new StoredEncoder(
        name(CELL, proto.getCell()),
        proto.getHiddenSize(),
        proto.getLayers(),
        proto.getBidirectional(),
        name(CONNECTION, proto.getConnection()));
  }

  private static String name(String prefix, Enum<?> constant) {
    return constant.name().substring(prefix.length()).toLowerCase(Locale.ROOT);
  }

  private static IllegalArgumentException unknown(String expected, int got) {
    return new IllegalArgumentException(
        "stored tagger: expected %s, got %d; was it written by a newer release?"
            .formatted(expected, got));
  }
}
