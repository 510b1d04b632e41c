package org.tributary.param;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: its length, then JSON with the offsets of each tensor. It is
 * validated as in the format's reference reader: the tensors fill the file contiguously, without
 * gaps or overlaps.
 *
 * @param tensors the tensors in the order of their data
 * @param texts the metadata by key
 * @param length the offset of the data in the file, in bytes
 */
record SafetensorsHeader(List<SafetensorsTensor> tensors, Map<String, String> texts, long length) {
  /** Maximum length of the JSON header in the format. */
  private static final int MAX_HEADER_BYTES = 100_000_000;

  static final String METADATA = "__metadata__";

  static final String FORMAT = "format";

  /** Bytes per value of the dtypes that cannot be read as float32. */
  private static final Map<String, Integer> OTHER_DTYPES =
      Map.of(
          "BOOL", 1, "U8", 1, "I8", 1, "U16", 2, "I16", 2, "U32", 4, "I32", 4, "U64", 8, "I64", 8);

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_HEADER_BYTES)
                  .maxNameLength(MAX_HEADER_BYTES)
                  .build())
          .build();

  /** A violation of the format. */
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    FormatException(String message) {
      super(message);
    }
  }

  /** Reads the header from the beginning of a file. */
  static SafetensorsHeader read(SeekableByteChannel channel) throws IOException, FormatException {
    long size = channel.size();
    ByteBuffer length = bytes(channel, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long count = length.getLong();
    if (count < 2 || count > MAX_HEADER_BYTES || count > size - Long.BYTES) {
      throw new FormatException(
          "expected a header of 2 to %d bytes, got %s"
              .formatted(
                  Math.min(MAX_HEADER_BYTES, size - Long.BYTES), Long.toUnsignedString(count)));
    }
    byte[] json = bytes(channel, (int) count).array();
    long begin = Long.BYTES + count;
    try (JsonParser parser = JSON.createParser(json)) {
      Map<String, String> texts = new LinkedHashMap<>();
      List<SafetensorsTensor> tensors = tensors(parser, texts);
      tensors.sort(
          Comparator.comparingLong(SafetensorsTensor::begin).thenComparing(SafetensorsTensor::end));
      requireFilled(tensors, size - begin);
      return new SafetensorsHeader(List.copyOf(tensors), Collections.unmodifiableMap(texts), begin);
    } catch (JsonProcessingException e) {
      throw new FormatException("header: " + e.getOriginalMessage().replaceAll("\\s+", " "));
    }
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

  /** Returns the tensors in the order of the header and adds the metadata to {@code texts}. */
  private static List<SafetensorsTensor> tensors(JsonParser parser, Map<String, String> texts)
      throws IOException, FormatException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new FormatException(
          "expected a header that is an object, got " + parser.currentToken());
    }
    List<SafetensorsTensor> tensors = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(METADATA)) {
        readTexts(parser, texts);
      } else {
        tensors.add(tensor(name, parser));
      }
    }
    if (parser.nextToken() != null) {
      throw new FormatException(
          "expected nothing after the header's object, got " + parser.currentToken());
    }
    return tensors;
  }

  private static void readTexts(JsonParser parser, Map<String, String> texts)
      throws IOException, FormatException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new FormatException(
          "%s: expected an object, got %s".formatted(METADATA, parser.currentToken()));
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw new FormatException(
            "%s: expected a text as %s, got %s".formatted(METADATA, name, parser.currentToken()));
      }
      texts.put(name, parser.getText());
    }
  }

  private static SafetensorsTensor tensor(String name, JsonParser parser)
      throws IOException, FormatException {
    require(parser.currentToken() == JsonToken.START_OBJECT, name, "an object", parser);
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "dtype" -> {
          require(parser.currentToken() == JsonToken.VALUE_STRING, name, "a dtype", parser);
          type = parser.getText();
        }
        case "shape" -> shape = sizes(name, parser);
        case "data_offsets" -> offsets = sizes(name, parser);
        default -> parser.skipChildren();
      }
    }
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new FormatException(
          "tensor %s: expected dtype, shape and two data_offsets, got %s, %s and %s"
              .formatted(name, type, shape, offsets));
    }
    if (shape.size() > FloatTensor.MAX_DIMENSIONS) {
      throw new FormatException(
          "tensor %s: expected at most %d dimensions, got %d"
              .formatted(name, FloatTensor.MAX_DIMENSIONS, shape.size()));
    }
    return new SafetensorsTensor(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> sizes(String name, JsonParser parser)
      throws IOException, FormatException {
    require(parser.currentToken() == JsonToken.START_ARRAY, name, "a list of numbers", parser);
    List<Long> sizes = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
      require(whole && parser.getLongValue() >= 0, name, "whole numbers of 0 or more", parser);
      sizes.add(parser.getLongValue());
    }
    return List.copyOf(sizes);
  }

  private static void require(boolean holds, String name, String expected, JsonParser parser)
      throws IOException, FormatException {
    if (!holds) {
      throw new FormatException(
          "tensor %s: expected %s, got %s".formatted(name, expected, parser.getText()));
    }
  }

  private static void requireFilled(List<SafetensorsTensor> tensors, long size)
      throws FormatException {
    long at = 0;
    for (SafetensorsTensor tensor : tensors) {
      if (tensor.begin() != at || tensor.end() < at || tensor.end() > size) {
        throw new FormatException(
            "tensor %s: expected data from byte %d on, within %d, got %d to %d"
                .formatted(tensor.name(), at, size, tensor.begin(), tensor.end()));
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
              .formatted(tensor.name(), tensor.shape()));
    }
    if (expected != actual) {
      throw new FormatException(
          "tensor %s: expected %d bytes for %s of shape %s, got %d"
              .formatted(tensor.name(), expected, tensor.type(), tensor.shape(), actual));
    }
  }

  /** Returns length and header of {@code tensors}, padded to a multiple of 8 bytes. */
  static byte[] bytes(List<SafetensorsTensor> tensors, Map<String, String> texts)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator to = JSON.createGenerator(json)) {
      to.writeStartObject();
      to.writeObjectFieldStart(METADATA);
      to.writeStringField(FORMAT, "pt"); // PyTorch's value, which some readers require
      for (Map.Entry<String, String> text : texts.entrySet()) {
        to.writeStringField(text.getKey(), text.getValue());
      }
      to.writeEndObject();
      for (SafetensorsTensor tensor : tensors) {
        to.writeObjectFieldStart(tensor.name());
        to.writeStringField("dtype", tensor.type());
        to.writeFieldName("shape");
        to.writeArray(longs(tensor.shape()), 0, tensor.shape().size());
        to.writeFieldName("data_offsets");
        to.writeArray(new long[] {tensor.begin(), tensor.end()}, 0, 2);
        to.writeEndObject();
      }
      to.writeEndObject();
    }
    while (json.size() % Long.BYTES != 0) {
      json.write(' ');
    }
    if (json.size() > MAX_HEADER_BYTES) {
      throw new IOException(
          "expected a header of at most %d bytes, got %d; there are too many names or texts"
              .formatted(MAX_HEADER_BYTES, json.size()));
    }
    return ByteBuffer.allocate(Long.BYTES + json.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.size())
        .put(json.toByteArray())
        .array();
  }

  private static long[] longs(List<Long> all) {
    return all.stream().mapToLong(Long::longValue).toArray();
  }
}
