package org.tributary.tribuo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.tributary.tribuo.protos.LstmTaggerProto;

/**
 * A stored tagger's checksum: the CRC-32 of the message without it. A weight with a flipped bit is
 * a number like any other, and nothing else would tell.
 */
final class StoredChecksum {
  private StoredChecksum() {}

  /** {@code proto} with its checksum. */
  static LstmTaggerProto added(LstmTaggerProto proto) {
    return proto.toBuilder().setChecksum(of(proto)).build();
  }

  /**
   * Checks a message that has one; earlier builds wrote none.
   *
   * @throws IllegalArgumentException if the message is not what was written
   */
  static void require(LstmTaggerProto proto) {
    if (!proto.hasChecksum()) {
      return;
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
      proto.writeTo(new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written anywhere
    }
    return (int) crc.getValue();
  }
}
