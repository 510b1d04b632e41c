package org.tributary.tribuo.internal.storage;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.tributary.internal.param.HalfPrecision;
import org.tributary.param.TensorType;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * The CRC-32 checksum of a stored tagger, computed over the message without the checksum field. It
 * detects corrupted weights, which are valid floats and pass every other check.
 */
public final class StoredChecksum {
  private StoredChecksum() {}

  /** Returns {@code proto} with its checksum. */
  public static LstmTaggerProto addTo(LstmTaggerProto proto) {
    return proto.toBuilder().setChecksum(of(proto)).build();
  }

  /**
   * Checks a message against its checksum.
   *
   * @param message the message without its parameters
   * @throws IllegalArgumentException if the checksum is missing or does not match
   */
  static void require(LstmTaggerProto message, List<StoredParameter> parameters) {
    if (!message.hasChecksum()) {
      throw new IllegalArgumentException(
          "stored tagger: expected a checksum, got none; it was changed since it was written: copy it again or train again");
    }
    int actual = of(message, parameters);
    if (actual != message.getChecksum()) {
      throw new IllegalArgumentException(
          "stored tagger: expected data of the checksum %08x, got %08x; it was damaged, or changed since it was written: copy it again or train again"
              .formatted(message.getChecksum(), actual));
    }
  }

  private static int of(LstmTaggerProto proto) {
    CRC32 crc = new CRC32();
    update(crc, to -> proto.writeTo(to));
    return (int) crc.getValue();
  }

  private static int of(LstmTaggerProto message, List<StoredParameter> parameters) {
    CRC32 crc = new CRC32();
    LstmTaggerProto.Builder before = message.toBuilder();
    LstmTaggerProto after =
        LstmTaggerProto.newBuilder()
            .addAllHistory(message.getHistoryList())
            .setTributaryVersion(message.getTributaryVersion())
            .setGzipMetadata(message.getGzipMetadata())
            .build();
    LstmTaggerProto first =
        before.clearHistory().clearTributaryVersion().clearGzipMetadata().clearChecksum().build();
    update(crc, to -> first.writeTo(to));
    for (StoredParameter parameter : parameters) {
      update(crc, to -> write(parameter, to));
    }
    update(crc, to -> after.writeTo(to));
    return (int) crc.getValue();
  }

  /** Writes a parameter as protobuf does, in chunks. */
  private static void write(StoredParameter parameter, CodedOutputStream to) throws IOException {
    ParameterProto beforeValues =
        ParameterProto.newBuilder()
            .setName(parameter.name())
            .addAllShape(parameter.shape())
            .setFileSha256(parameter.fileSha256())
            .build();
    int valuesTag = parameter.field();
    int bytes = Math.toIntExact(parameter.bytes());
    int valuesSize =
        bytes == 0
            ? 0
            : CodedOutputStream.computeTagSize(valuesTag)
                + CodedOutputStream.computeUInt32SizeNoTag(bytes)
                + bytes;
    to.writeTag(LstmTaggerProto.PARAMETERS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    to.writeUInt32NoTag(beforeValues.getSerializedSize() + valuesSize);
    beforeValues.writeTo(to);
    if (bytes > 0) {
      to.writeTag(valuesTag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      to.writeUInt32NoTag(bytes);
      parameter
          .values()
          .encode(
              parameter.width() == HalfPrecision.BYTES ? TensorType.F16 : TensorType.F32,
              ByteOrder.LITTLE_ENDIAN,
              (chunk, count) -> to.write(chunk, 0, count));
      to.write(parameter.remainder().toByteArray(), 0, parameter.remainder().size());
    }
  }

  /** A writer of a part of the message. */
  @FunctionalInterface
  private interface Part {
    void writeTo(CodedOutputStream to) throws IOException;
  }

  private static void update(CRC32 crc, Part part) {
    try {
      CodedOutputStream to =
          CodedOutputStream.newInstance(
              new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
      to.useDeterministicSerialization(); // sorts the settings
      part.writeTo(to);
      to.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the stream discards all bytes
    }
  }
}
