package org.tributary.tribuo.internal.storage;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.tributary.tribuo.protos.LstmTaggerProto;

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
   * Checks the message against its checksum.
   *
   * @throws IllegalArgumentException if the checksum is missing or does not match
   */
  public static void require(LstmTaggerProto proto) {
    if (!proto.hasChecksum()) {
      throw new IllegalArgumentException(
          "stored tagger: expected a checksum, got none; it was changed since it was written: copy it again or train again");
    }
    int actual = of(proto.toBuilder().clearChecksum().build());
    if (actual != proto.getChecksum()) {
      throw new IllegalArgumentException(
          "stored tagger: expected data of the checksum %08x, got %08x; it was damaged, or changed since it was written: copy it again or train again"
              .formatted(proto.getChecksum(), actual));
    }
  }

  private static int of(LstmTaggerProto proto) {
    CRC32 crc = new CRC32();
    try {
      CodedOutputStream to =
          CodedOutputStream.newInstance(
              new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
      to.useDeterministicSerialization(); // sorts the settings
      proto.writeTo(to);
      to.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the stream discards all bytes
    }
    return (int) crc.getValue();
  }
}
