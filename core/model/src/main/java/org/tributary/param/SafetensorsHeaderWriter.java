package org.tributary.param;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** A writer of {@link SafetensorsHeader}s. */
final class SafetensorsHeaderWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private SafetensorsHeaderWriter() {}

  /** Returns length and header of {@code tensors}, padded to a multiple of 8 bytes. */
  static byte[] bytes(List<SafetensorsTensor> tensors, Map<String, String> texts)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator to = JSON.createGenerator(json)) {
      to.writeStartObject();
      to.writeObjectFieldStart(SafetensorsHeader.METADATA);
      to.writeStringField(
          SafetensorsHeader.FORMAT, "pt"); // PyTorch's value, which some readers require
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
    if (json.size() > SafetensorsHeader.MAX_BYTES) {
      throw new IOException(
          "expected a header of at most %d bytes, got %d; there are too many names or texts"
              .formatted(SafetensorsHeader.MAX_BYTES, json.size()));
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
