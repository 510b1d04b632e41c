package org.tributary.param;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Spliterator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tests of draws against PyTorch; {@code docs/golden/torch_random.py} generates the data. */
class TorchRandomGoldenTest {

  private static final JsonNode GOLDEN = read();

  @TestFactory
  Stream<DynamicTest> drawsMatchPyTorch() {
    return elements(GOLDEN.get("cases"))
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.get("title").textValue(),
                    () -> {
                      TorchRandom random = TorchRandom.seeded(golden.get("seed").longValue());
                      replay(random, golden.get("calls"));
                    }));
  }

  private static void replay(TorchRandom random, JsonNode calls) {
    int number = 0;
    for (JsonNode call : calls) {
      Object drawn = draw(random, call);
      String what = "call " + number++ + ": " + call.get("call") + call.get("arguments");
      if (call.has("crc32")) {
        assertThat(crc32(drawn)).as(what).isEqualTo(call.get("crc32").textValue());
      } else {
        String bits = call.get("bits").textValue();
        String[] expected = bits.isEmpty() ? new String[0] : bits.split(" ");
        assertThat(hexadecimal(drawn)).as(what).containsExactly(expected);
      }
    }
  }

  private static Object draw(TorchRandom random, JsonNode call) {
    JsonNode arguments = call.get("arguments");
    int count = arguments.get(0).intValue();
    double first = arguments.path(1).doubleValue();
    double second = arguments.path(2).doubleValue();
    return switch (call.get("call").textValue()) {
      case "uniform" -> random.uniform(count, first, second);
      case "uniformDoubles" -> random.uniformDoubles(count, first, second);
      case "normal" ->
          first == 0 && second == 1 ? random.normal(count) : random.normal(count, first, second);
      case "words64" -> LongStream.generate(random::nextInt64).limit(count).toArray();
      default -> throw new AssertionError("a call this test does not know: " + call);
    };
  }

  private static String[] hexadecimal(Object drawn) {
    ByteBuffer buffer = bytes(drawn);
    boolean wide = drawn instanceof double[] || drawn instanceof long[];
    Stream<String> digits =
        wide
            ? IntStream.range(0, buffer.capacity() / Long.BYTES)
                .mapToObj(i -> "%016x".formatted(buffer.getLong(i * Long.BYTES)))
            : IntStream.range(0, buffer.capacity() / Integer.BYTES)
                .mapToObj(i -> "%08x".formatted(buffer.getInt(i * Integer.BYTES)));
    return digits.toArray(String[]::new);
  }

  private static String crc32(Object drawn) {
    CRC32 crc = new CRC32();
    crc.update(bytes(drawn));
    return "%08x".formatted(crc.getValue());
  }

  private static ByteBuffer bytes(Object drawn) {
    if (drawn instanceof float[] values) {
      ByteBuffer buffer = littleEndian(values.length * Float.BYTES);
      buffer.asFloatBuffer().put(values);
      return buffer;
    }
    if (drawn instanceof double[] values) {
      ByteBuffer buffer = littleEndian(values.length * Double.BYTES);
      buffer.asDoubleBuffer().put(values);
      return buffer;
    }
    long[] values = (long[]) drawn;
    ByteBuffer buffer = littleEndian(values.length * Long.BYTES);
    buffer.asLongBuffer().put(values);
    return buffer;
  }

  private static ByteBuffer littleEndian(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    Spliterator<JsonNode> nodes = array.spliterator();
    return StreamSupport.stream(nodes, false);
  }

  private static JsonNode read() {
    try (InputStream in = TorchRandomGoldenTest.class.getResourceAsStream("torch-random.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
