package org.tributary.internal.tagger;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorType;

/**
 * The checksum of a safetensors file with metadata, which the file holds as one of its texts: the
 * format has none, and damaged weights are valid numbers.
 */
public final class TensorChecksum {
  private TensorChecksum() {}

  /** Returns the CRC-32 of texts and parameters, each sorted by name, in hexadecimal digits. */
  public static String of(Map<String, String> texts, ParameterValues parameters) {
    CRC32 crc = new CRC32();
    new TreeMap<>(texts)
        .forEach(
            (name, text) -> {
              add(crc, name);
              add(crc, text);
            });
    parameters.names().stream()
        .sorted()
        .forEach(
            name -> {
              add(crc, name + Arrays.toString(parameters.shape(name).asArray()));
              parameters
                  .tensor(name)
                  .encode(
                      TensorType.F32,
                      ByteOrder.BIG_ENDIAN,
                      (bytes, count) -> crc.update(bytes, 0, count));
            });
    return "%08x".formatted(crc.getValue());
  }

  /** Adds a string, prefixed by its length in bytes. */
  private static void add(CRC32 crc, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    crc.update(bytes);
  }
}
