package org.tributary.param;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tributary.internal.ChannelSection;
import org.tributary.internal.Excerpt;
import org.tributary.internal.HalfPrecision;
import org.tributary.internal.HeapBudget;

/**
 * The header of a safetensors file: its length, then JSON with the offsets of each tensor. It is
 * validated as in the format's reference reader: the tensors fill the file contiguously, without
 * gaps or overlaps.
 *
 * @param tensors the tensors in the order of their data
 * @param texts the metadata by key
 * @param dataBegin the position of the data in the channel, in bytes
 */
record SafetensorsHeader(List<Tensor> tensors, Map<String, String> texts, long dataBegin) {
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
      Parser content = new Parser(parser, HeapBudget.ofFile(size));
      content.parse();
      content.tensors.sort(Comparator.comparingLong(Tensor::begin).thenComparing(Tensor::end));
      requireFilled(content.tensors, size - header);
      return new SafetensorsHeader(
          List.copyOf(content.tensors), Collections.unmodifiableMap(content.texts), begin + header);
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

  private static void requireFilled(List<Tensor> tensors, long size) throws FormatException {
    long at = 0;
    for (Tensor tensor : tensors) {
      if (tensor.begin() != at || tensor.end() < at || tensor.end() > size) {
        throw new FormatException(
            "tensor %s: expected data from byte %d on, within %d, got %d to %d%s"
                .formatted(
                    Excerpt.of(tensor.name()),
                    at,
                    size,
                    tensor.begin(),
                    tensor.end(),
                    tensor.begin() == at && tensor.end() > size
                        ? "; was the file copied completely?"
                        : ""));
      }
      requireSize(tensor);
      at = tensor.end();
    }
    if (at != size) {
      throw new FormatException("expected %d bytes of data, got %d".formatted(at, size));
    }
  }

  private static void requireSize(Tensor tensor) throws FormatException {
    Integer each =
        Numbers.named(tensor.type()).map(Numbers::bytes).orElse(OTHER_DTYPES.get(tensor.type()));
    if (each == null) {
      return; // a dtype newer than this reader; reading its values fails later
    }
    long actual = tensor.end() - tensor.begin();
    long expected = each;
    try {
      for (long size : tensor.shape().asArray()) {
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

  /** Returns length and header of {@code tensors}, padded to a multiple of 8 bytes. */
  static byte[] encode(List<Tensor> tensors, Map<String, String> texts) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator to = JSON.createGenerator(json)) {
      to.writeStartObject();
      to.writeObjectFieldStart(METADATA);
      to.writeStringField(FORMAT, "pt"); // PyTorch's value, which some readers require
      for (Map.Entry<String, String> text : texts.entrySet()) {
        to.writeStringField(text.getKey(), text.getValue());
      }
      to.writeEndObject();
      for (Tensor tensor : tensors) {
        to.writeObjectFieldStart(tensor.name());
        to.writeStringField("dtype", tensor.type());
        to.writeFieldName("shape");
        to.writeArray(tensor.shape().asArray(), 0, tensor.shape().numDimensions());
        to.writeFieldName("data_offsets");
        to.writeArray(new long[] {tensor.begin(), tensor.end()}, 0, 2);
        to.writeEndObject();
      }
      to.writeEndObject();
    }
    while (json.size() % Long.BYTES != 0) {
      json.write(' ');
    }
    if (json.size() > MAX_BYTES) {
      throw new IOException(
          "expected a header of at most %d bytes, got %d; there are too many names or texts"
              .formatted(MAX_BYTES, json.size()));
    }
    return ByteBuffer.allocate(Long.BYTES + json.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.size())
        .put(json.toByteArray())
        .array();
  }

  /**
   * The description of a tensor in a safetensors file.
   *
   * @param type the dtype, under the format's name
   * @param shape the dimensions; empty for a scalar
   * @param begin the offset of the first byte, counted from the end of the header
   * @param end the offset after the last byte
   */
  record Tensor(String name, String type, TensorShape shape, long begin, long end) {}

  /**
   * The dtypes of a safetensors file that can be read as float32, under the format's names. Numbers
   * that a float32 does not hold are rounded.
   */
  enum Numbers {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I8(1),
    U8(1),
    I16(2),
    U16(2),
    I32(4),
    U32(4),
    I64(8),
    U64(8);

    private final int bytes;

    Numbers(int bytes) {
      this.bytes = bytes;
    }

    static Optional<Numbers> named(String name) {
      return Arrays.stream(values()).filter(numbers -> numbers.name().equals(name)).findFirst();
    }

    /** Returns the number of bytes per value. */
    int bytes() {
      return bytes;
    }

    /** Decodes {@code count} values into {@code to}, starting at index {@code at}. */
    void decode(ByteBuffer from, float[] to, int at, int count) {
      if (this == F32) {
        from.asFloatBuffer().get(to, at, count);
        return;
      }
      for (int k = at; k < at + count; k++) {
        to[k] =
            switch (this) {
              case F64 -> (float) from.getDouble();
              case F32 -> from.getFloat();
              case F16 -> HalfPrecision.decode(from.getShort());
              case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
              case I8 -> from.get();
              case U8 -> from.get() & 0xff;
              case I16 -> from.getShort();
              case U16 -> from.getShort() & 0xffff;
              case I32 -> from.getInt();
              case U32 -> from.getInt() & 0xffff_ffffL;
              case I64 -> (float) (double) from.getLong();
              case U64 -> (float) unsigned(from.getLong());
            };
      }
    }

    /** Returns a number without a sign; its lowest bit is kept for the rounding to a float. */
    private static double unsigned(long bits) {
      return bits >= 0 ? (double) bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
    }
  }

  /**
   * The JSON syntax of a safetensors header. Refuses a header whose objects exceed a heap budget.
   */
  private static final class Parser {
    /** Heap bytes of a tensor without values and of reading its description. */
    private static final int TENSOR_BYTES = 1000;

    /** Heap bytes of a text and its name beside their characters. */
    private static final int TEXT_BYTES = 250;

    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

    private final JsonParser parser;
    private final HeapBudget budget;
    private final Set<String> names = new HashSet<>();
    private final Set<String> seen = new HashSet<>(); // fields of the tensor being read
    private final List<Tensor> tensors = new ArrayList<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    Parser(JsonParser parser, HeapBudget budget) {
      this.parser = parser;
      this.budget = budget;
    }

    /** Parses the whole header. */
    void parse() throws IOException, FormatException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FormatException(
            "expected a header that is an object, got " + parser.currentToken());
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (!names.add(name)) {
          throw duplicate(name);
        }
        parser.nextToken();
        if (name.equals(METADATA)) {
          readTexts();
        } else {
          budget.take("tensors", TENSOR_BYTES + 2L * name.length());
          tensors.add(tensor(name));
        }
      }
      if (parser.nextToken() != null) {
        throw new FormatException(
            "expected nothing after the header's object, got " + parser.currentToken());
      }
    }

    private static FormatException duplicate(String name) {
      return new FormatException(
          "header: expected each name once, got '%s' twice".formatted(Excerpt.of(name)));
    }

    private void readTexts() throws IOException, FormatException {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return;
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new FormatException(
            "%s: expected an object, got %s".formatted(METADATA, parser.currentToken()));
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        budget.take("texts in the metadata", TEXT_BYTES + 2L * name.length());
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          throw new FormatException(
              "%s: expected a text as %s, got %s"
                  .formatted(METADATA, Excerpt.of(name), parser.currentToken()));
        }
        if (texts.put(name, parser.getText()) != null) {
          throw duplicate(name);
        }
      }
    }

    private Tensor tensor(String name) throws IOException, FormatException {
      require(parser.currentToken() == JsonToken.START_OBJECT, name, "an object");
      String type = null;
      long[] shape = null;
      long[] offsets = null;
      seen.clear();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        if (FIELDS.contains(field) && !seen.add(field)) {
          throw duplicate(field);
        }
        parser.nextToken();
        switch (field) {
          case "dtype" -> {
            require(parser.currentToken() == JsonToken.VALUE_STRING, name, "a dtype");
            type = knownType(parser.getText());
          }
          case "shape" -> shape = sizes(name);
          case "data_offsets" -> offsets = sizes(name);
          default -> parser.skipChildren();
        }
      }
      if (type == null || shape == null || offsets == null || offsets.length != 2) {
        throw new FormatException(
            "tensor %s: expected dtype, shape and two data_offsets, got %s, %s and %s"
                .formatted(
                    Excerpt.of(name), type, Arrays.toString(shape), Arrays.toString(offsets)));
      }
      return new Tensor(name, type, TensorShape.of(shape), offsets[0], offsets[1]);
    }

    /** Returns the name of a dtype, one string for all tensors if the format has it. */
    private String knownType(String type) {
      return Numbers.named(type).map(Enum::name).orElse(Excerpt.of(type));
    }

    private long[] sizes(String name) throws IOException, FormatException {
      require(parser.currentToken() == JsonToken.START_ARRAY, name, "a list of numbers");
      long[] sizes = new long[2];
      int count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
        require(whole && parser.getLongValue() >= 0, name, "whole numbers of 0 or more");
        if (count == FloatTensor.MAX_DIMENSIONS) {
          throw new FormatException(
              "tensor %s: expected at most %d dimensions, got more"
                  .formatted(Excerpt.of(name), FloatTensor.MAX_DIMENSIONS));
        }
        if (count == sizes.length) {
          sizes = Arrays.copyOf(sizes, 2 * count);
        }
        sizes[count++] = parser.getLongValue();
      }
      return Arrays.copyOf(sizes, count);
    }

    private void require(boolean holds, String name, String expected)
        throws IOException, FormatException {
      if (!holds) {
        throw new FormatException(
            "tensor %s: expected %s, got %s"
                .formatted(Excerpt.of(name), expected, Excerpt.of(parser.getText())));
      }
    }
  }
}
