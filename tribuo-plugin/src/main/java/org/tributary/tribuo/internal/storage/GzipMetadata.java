package org.tributary.tribuo.internal.storage;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tribuo.protos.core.ModelDataProto;
import org.tributary.internal.param.HeapBudget;

/**
 * The compression of a model's metadata. The names of Tribuo's feature domain are most of it, and
 * gzip reduces them to about a quarter.
 */
public final class GzipMetadata {
  private static final int CHUNK_BYTES = 1 << 16;

  private GzipMetadata() {}

  /** Returns compressed metadata; equal metadata give equal bytes on one JDK. */
  public static ByteString compress(ModelDataProto metadata) {
    ByteString.Output bytes = ByteString.newOutput();
    try (GZIPOutputStream to = new GZIPOutputStream(bytes)) {
      metadata.writeTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the stream is in memory
    }
    return bytes.toByteString();
  }

  /**
   * Returns the bytes of compressed metadata.
   *
   * @param budget the heap from which the bytes are taken, before they are decompressed
   * @throws IOException if the bytes are not compressed by gzip, or were cut off
   * @throws IllegalArgumentException if the size exceeds the budget
   */
  public static ByteString decompress(ByteString compressed, HeapBudget budget) throws IOException {
    ByteString.Output bytes = ByteString.newOutput();
    try (InputStream from = new GZIPInputStream(compressed.newInput())) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int count = from.read(chunk); count > 0; count = from.read(chunk)) {
        budget.take("parts of the metadata", 2L * count); // the output grows by copies
        bytes.write(chunk, 0, count);
      }
    }
    return bytes.toByteString();
  }
}
