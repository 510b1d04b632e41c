package org.tributary.param;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.check.HeapBudget;
import org.tributary.internal.file.ChannelSection;

/**
 * The header of a safetensors file: its length, then JSON with the offsets of each tensor. It is
 * validated as in the format's reference reader: the tensors fill the file contiguously, without
 * gaps or overlaps.
 *
 * @param tensors the tensors in the order of their data
 * @param texts the metadata by key
 * @param dataBegin the position of the data in the channel, in bytes
 */
record SafetensorsHeader(
    List<SafetensorsTensor> tensors, Map<String, String> texts, long dataBegin) {
  /** Maximum length of the JSON header in the format. */
  static final int MAX_BYTES = 100_000_000;

  /** The length of an empty header, {@code {}}. */
  private static final int MIN_BYTES = 2;

  /** Maximum length of the parser's message. */
  private static final int MAX_MESSAGE = 300;

  /** The first four bytes of a ZIP archive, little-endian. */
  private static final int ZIP = 0x04034b50;

  static final String METADATA = "__metadata__";

  static final String FORMAT = "format";

  /** Bytes per value of the dtypes that cannot be read as float32. */
  private static final Map<String, Integer> OTHER_DTYPES = Map.of("BOOL", 1);

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // which keeps names of past files
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_BYTES)
                  .maxNameLength(MAX_BYTES)
                  .build())
          .build();

  /** A violation of the format. */
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    FormatException(String message) {
      super(message);
    }
  }

  /** Reads the header of a file of {@code size} bytes that begins at a position of a channel. */
  static SafetensorsHeader read(SeekableByteChannel channel, long begin, long size)
      throws IOException, FormatException {
    channel.position(begin);
    if (size < Long.BYTES + MIN_BYTES) {
      throw new FormatException(
          "expected at least %d bytes, a length and an empty header, got %d"
              .formatted(Long.BYTES + MIN_BYTES, size));
    }
    ByteBuffer length = bytes(channel, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long count = length.getLong();
    if (count < MIN_BYTES || count > MAX_BYTES || count > size - Long.BYTES) {
      throw new FormatException(
          "expected a header of %d to %d bytes, got %s%s"
              .formatted(
                  MIN_BYTES,
                  Math.min(MAX_BYTES, size - Long.BYTES),
                  Long.toUnsignedString(count),
                  (int) count == ZIP
                      ? "; it is a ZIP archive, perhaps of torch.save: write it by"
                            + " safetensors.torch.save_file"
                      : ""));
    }
    long header = Long.BYTES + count;
    try (JsonParser parser = JSON.createParser(strictUtf8(new ChannelSection(channel, count)))) {
      SafetensorsHeaderParser content =
          new SafetensorsHeaderParser(parser, HeapBudget.ofFile(size));
      content.parse();
      List<SafetensorsTensor> tensors = content.tensors();
      tensors.sort(
          Comparator.comparingLong(SafetensorsTensor::begin).thenComparing(SafetensorsTensor::end));
      requireFilled(tensors, size - header);
      return new SafetensorsHeader(
          List.copyOf(tensors), Collections.unmodifiableMap(content.texts()), begin + header);
    } catch (JsonProcessingException e) {
      throw new FormatException("header: " + oneLine(e.getOriginalMessage()));
    } catch (CharacterCodingException e) {
      throw new FormatException(
          "header: expected JSON in UTF-8, got other bytes; write the file again with a writer of"
              + " the format");
    } catch (IllegalArgumentException e) { // over budget
      throw new FormatException("header: " + e.getMessage());
    }
  }

  /** Jackson's own decoder replaces invalid bytes, and accepts UTF-16 and UTF-32. */
  private static Reader strictUtf8(InputStream bytes) {
    return new InputStreamReader(
        bytes,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  private static String oneLine(String message) {
    String line = message.replaceAll("\\s+", " ");
    return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "..." : line;
  }

  private static ByteBuffer bytes(SeekableByteChannel channel, int count)
      throws IOException, FormatException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new FormatException(
            "expected at least %d bytes, got %d".formatted(count, bytes.position()));
      }
    }
    return bytes.flip();
  }

  private static void requireFilled(List<SafetensorsTensor> tensors, long size)
      throws FormatException {
    long at = 0;
    for (SafetensorsTensor tensor : tensors) {
      if (tensor.begin() != at || tensor.end() < at || tensor.end() > size) {
        throw new FormatException(
            "tensor %s: expected data from byte %d on, within %d, got %d to %d"
                .formatted(Excerpt.of(tensor.name()), at, size, tensor.begin(), tensor.end()));
      }
      requireSize(tensor);
      at = tensor.end();
    }
    if (at != size) {
      throw new FormatException("expected %d bytes of data, got %d".formatted(at, size));
    }
  }

  private static void requireSize(SafetensorsTensor tensor) throws FormatException {
    Integer each =
        SafetensorsNumbers.named(tensor.type())
            .map(SafetensorsNumbers::bytes)
            .orElse(OTHER_DTYPES.get(tensor.type()));
    if (each == null) {
      return; // a dtype newer than this reader; reading its values fails later
    }
    long actual = tensor.end() - tensor.begin();
    long expected = each;
    try {
      for (long size : tensor.shape()) {
        expected = Math.multiplyExact(expected, size);
      }
    } catch (ArithmeticException e) {
      throw new FormatException(
          "tensor %s: expected a shape whose bytes fit into a file, got %s"
              .formatted(Excerpt.of(tensor.name()), tensor.shape()));
    }
    if (expected != actual) {
      throw new FormatException(
          "tensor %s: expected %d bytes for %s of shape %s, got %d"
              .formatted(
                  Excerpt.of(tensor.name()), expected, tensor.type(), tensor.shape(), actual));
    }
  }
}
