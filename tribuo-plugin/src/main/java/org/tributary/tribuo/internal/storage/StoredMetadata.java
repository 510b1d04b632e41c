package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tribuo.protos.core.ModelDataProto;
import org.tributary.internal.check.HeapBudget;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * Tribuo's metadata of a stored model: compressed by gzip, which reduces the names of the feature
 * domain to about a quarter, or plain.
 */
public final class StoredMetadata {
  private static final int CHUNK_BYTES = 1 << 16;

  private StoredMetadata() {}

  /**
   * Returns a message with compressed metadata, or with uncompressed ones if a reader of the
   * smaller file would refuse them: its heap budget is a multiple of the file's size.
   *
   * @param message the message without metadata
   */
  public static LstmTaggerProto addTo(LstmTaggerProto message, ModelDataProto metadata) {
    ByteString bytes = metadata.toByteString();
    ByteString gzip = compress(bytes);
    LstmTaggerProto compressed = message.toBuilder().setGzipMetadata(gzip).build();
    HeapBudget budget = StoredTagger.budget(compressed.getSerializedSize());
    try {
      takeOtherParts(message, budget);
      takeDecompressed(bytes.size(), budget);
      MetadataSize.take(bytes, budget);
      return compressed;
    } catch (IllegalArgumentException e) { // over budget
      return message.toBuilder().setMetadata(Any.pack(metadata)).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the bytes are those just compressed
    }
  }

  /** Takes at least what a reader takes for other parts, so that it refuses no compressed file. */
  private static void takeOtherParts(LstmTaggerProto message, HeapBudget budget) {
    budget.take("epochs", (long) StoredTaggerReader.EPOCH_BYTES * message.getHistoryCount());
    message
        .getDefinitionMap()
        .forEach(
            (name, value) -> {
              budget.take("settings", StoredTaggerReader.SETTING_BYTES + 2L * name.length());
              long texts = value.chars().filter(c -> c == '"').count() / 2; // of a list in JSON
              budget.take("entries", texts * HeapBudget.STRING_BYTES + 2L * value.length());
            });
    for (ParameterProto parameter : message.getParametersList()) {
      budget.take(
          "parameters",
          StoredTaggerReader.PARAMETER_BYTES
              + (long) StoredTaggerReader.DIMENSION_BYTES * parameter.getShapeCount());
    }
  }

  /**
   * Returns the metadata of a message, in either form.
   *
   * @throws IOException if the message holds no readable metadata
   */
  public static ModelDataProto of(LstmTaggerProto message) throws IOException {
    return message.hasMetadata()
        ? message.getMetadata().unpack(ModelDataProto.class)
        : ModelDataProto.parseFrom(decompress(message.getGzipMetadata(), HeapBudget.unlimited()));
  }

  /** Takes the heap of decompressed bytes, whose output grows by copies. */
  private static void takeDecompressed(int bytes, HeapBudget budget) {
    budget.take("parts of the metadata", 2L * bytes);
  }

  /** Returns compressed metadata; equal metadata give equal bytes on one JDK. */
  public static ByteString compress(ByteString metadata) {
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
        takeDecompressed(count, budget);
        bytes.write(chunk, 0, count);
      }
    }
    return bytes.toByteString();
  }
}
