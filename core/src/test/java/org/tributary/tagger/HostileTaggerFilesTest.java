package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.param.Safetensors;
import org.tributary.testing.Allocation;

/** Files of 4 MB that declare as many objects as they can: reading one takes bounded memory. */
class HostileTaggerFilesTest {
  private static final int SIZE = 4_000_000;

  private static final int FACTOR = 10;

  /** Maximum allocation that does not grow with the file. */
  private static final long CONSTANT = 32L << 20;

  @TempDir private static Path folder;
  private static Map<String, String> metadata;

  @BeforeAll
  static void writeTagger() throws IOException {
    Path file = folder.resolve("words.tributary");
    UntrainedTagger.write(file, 20, 0);
    WordTagger.load(file).close(); // loads classes
    metadata = Safetensors.texts(file);
  }

  /** Returns the JSON header of each kind of file. */
  static Map<String, Supplier<String>> headers() {
    Map<String, Supplier<String>> headers = new LinkedHashMap<>();
    headers.put(
        "tensors",
        () ->
            "{"
                + repeated(
                    k ->
                        "\"%x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}"
                            .formatted(k))
                + "}");
    headers.put(
        "tensors without fields", () -> "{" + repeated(k -> "\"%x\":{}".formatted(k)) + "}");
    headers.put(
        "texts", () -> "{\"__metadata__\":{" + repeated(k -> "\"%x\":\"\"".formatted(k)) + "}}");
    headers.put(
        "fields of a tensor", () -> "{\"a\":{" + repeated(k -> "\"%x\":0".formatted(k)) + "}}");
    headers.put("dimensions", () -> "{\"a\":{\"shape\":[" + repeated(k -> "999") + "]}}");
    headers.put("offsets", () -> "{\"a\":{\"data_offsets\":[" + repeated(k -> "1234") + "]}}");
    headers.put("ignored list", () -> "{\"a\":{\"b\":[" + repeated(k -> "\"\"") + "]}}");
    headers.put("nested lists", () -> "{\"a\":{\"b\":" + "[".repeat(SIZE));
    headers.put("nested objects", () -> "{\"a\":" + "{\"a\":".repeat(SIZE / 5));
    headers.put("long name", () -> "{\"" + "a".repeat(SIZE) + "\":{}}");
    headers.put("name of spaces", () -> "{\"" + "\\n".repeat(SIZE / 2) + "\":{}}");
    headers.put("long dtype", () -> "{\"a\":{\"dtype\":\"" + "F".repeat(SIZE) + "\"}}");
    headers.put("long number", () -> "{\"a\":{\"shape\":[" + "9".repeat(SIZE) + "]}}");
    headers.put("long text", () -> text("labels", "a".repeat(SIZE)));
    headers.put("escapes", () -> text("labels", "\\u00e4".repeat(SIZE / 6)));
    headers.put("three-byte characters", () -> text("labels", "中".repeat(SIZE / 3)));
    headers.put("empty entries", () -> text("labels", list(k -> "")));
    headers.put("equal entries", () -> text("labels", list(k -> "a")));
    headers.put("entries", () -> text("labels", list(Integer::toHexString)));
    headers.put("vocabulary", () -> text("input.word.entries", list(Integer::toHexString)));
    headers.put("inputs", () -> text("inputs", list(Integer::toHexString)));
    headers.put("unclosed list", () -> text("labels", "[" + "[".repeat(SIZE)));
    headers.put(
        "hidden size", () -> text("encoder.hidden_size", Integer.toString(Integer.MAX_VALUE)));
    headers.put("layers", () -> text("encoder.layers", "1000"));
    headers.put("spaces", () -> "{" + " ".repeat(SIZE) + "}");
    return headers;
  }

  private static String repeated(IntFunction<String> part) {
    StringBuilder parts = new StringBuilder(part.apply(0));
    for (int k = 1; parts.length() < SIZE; k++) {
      parts.append(',').append(part.apply(k));
    }
    return parts.toString();
  }

  private static String list(IntFunction<String> entry) {
    return "[" + repeated(k -> "\\\"%s\\\"".formatted(entry.apply(k))) + "]";
  }

  /** Returns the header of a tagger with one text replaced, which is JSON in JSON. */
  private static String text(String name, String value) {
    Map<String, String> texts = new LinkedHashMap<>(metadata);
    texts.replaceAll((key, text) -> text.replace("\"", "\\\""));
    texts.put(name, value);
    StringBuilder header = new StringBuilder("{\"__metadata__\":{");
    texts.forEach(
        (key, text) -> header.append("\"%s\":\"".formatted(key)).append(text).append("\","));
    return header.deleteCharAt(header.length() - 1).append("}}").toString();
  }

  @ParameterizedTest
  @MethodSource("names")
  void headerIsRefusedInBoundedMemory(String kind) throws IOException {
    byte[] json = headers().get(kind).get().getBytes(StandardCharsets.UTF_8);
    byte[] file =
        ByteBuffer.allocate(Long.BYTES + json.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .array();
    assertRefused(kind, file);
    // with the checksum of its content, as a hostile writer computes it
    Path whole = folder.resolve("whole");
    Files.write(whole, file);
    if (isReadable(whole)) {
      Map<String, String> texts = new LinkedHashMap<>(Safetensors.texts(whole));
      texts.keySet().removeAll(List.of("format", "tributary.crc32"));
      Path tagger = folder.resolve("tagger");
      WordTaggerFile.write(tagger, new TaggerTensors(texts, Safetensors.read(whole)));
      assertRefused(kind, Files.readAllBytes(tagger));
    }
  }

  static Set<String> names() {
    return headers().keySet();
  }

  private static boolean isReadable(Path file) {
    try {
      Safetensors.read(file);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertRefused(String kind, byte[] bytes) throws IOException {
    Path file = folder.resolve("hostile.tributary");
    Files.write(file, bytes);
    long before = Allocation.bytes();
    IOException failure = null;
    try {
      Tagger.load(file).close();
    } catch (IOException e) {
      failure = e;
    }
    long allocated = Allocation.bytes() - before;
    assertThat(failure).as(kind).isNotNull();
    assertThat(failure.getMessage()).hasSizeLessThan(20_000).doesNotContain("\n");
    assertThat(allocated).as(kind).isLessThan(FACTOR * (long) bytes.length + CONSTANT);
  }

  @Test
  void declaredHeaderLengthIsNotAllocated() throws IOException {
    byte[] file = new byte[1_000];
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(99_000_000).put((byte) '{');
    assertRefused("header length", file);
  }
}
