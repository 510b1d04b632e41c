package org.tributary.param;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests against files of PyTorch's writer, see {@code docs/golden/tensor_files.py}. */
class SafetensorsTest {
  @TempDir private Path folder;

  @Test
  void everyDtypeIsReadAsInTorch() throws IOException {
    ParameterValues values = Safetensors.read(golden("mixed.safetensors"), "encoder.");
    JsonNode expected = new ObjectMapper().readTree(resource("mixed.json"));
    assertThat(values.names()).containsExactly("f64", "empty", "f32", "scalar", "bf16", "f16");
    for (String name : values.names()) {
      JsonNode tensor = expected.get(name);
      assertThat(values.shape(name))
          .as(name)
          .isEqualTo(TensorShape.of(numbers(tensor.get("shape"))));
      float[] actual = values.values(name);
      long[] bits = numbers(tensor.get("bits"));
      assertThat(actual).hasSameSizeAs(bits);
      for (int k = 0; k < bits.length; k++) {
        assertThat(Float.floatToIntBits(actual[k])) // one NaN for all
            .as("%s[%d], %s", name, k, actual[k])
            .isEqualTo(Float.floatToIntBits(Float.intBitsToFloat((int) bits[k])));
      }
    }
  }

  @Test
  void outputEqualsTorchFileByteForByte() throws IOException {
    Path written = folder.resolve("lstm.safetensors");
    Files.writeString(written, "something older");
    Safetensors.write(written, Safetensors.read(golden("lstm.safetensors")));
    assertThat(written).hasBinaryContent(resource("lstm.safetensors").readAllBytes());
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
  }

  @Test
  void anySizeAndNameSurvivesRoundTrip() throws IOException {
    TorchRandom random = TorchRandom.seeded(1);
    ParameterValues values =
        ParameterValues.builder()
            .add("a \"b\" {c}\\", TensorShape.of(16384), random.normal(16384)) // one buffer
            .add("größe.重み", TensorShape.of(7, 5003), random.normal(7 * 5003))
            .add("scalar", TensorShape.scalar(), new float[] {3})
            .add("weight", TensorShape.of(1, 16385, 2), random.normal(2 * 16385))
            .build();
    Path file = folder.resolve("some");
    Safetensors.write(file, values);
    assertThat(Safetensors.read(file)).isEqualTo(values);
    Safetensors.write(file, ParameterValues.builder().build());
    assertThat(Safetensors.read(file).names()).isEmpty();
  }

  @Test
  void metadataSurvivesRoundTrip() throws IOException {
    Path file = folder.resolve("texts");
    ParameterValues values =
        ParameterValues.builder().add("a", TensorShape.of(2), new float[] {1, 2}).build();
    Map<String, String> texts = Map.of("größe", "7 \"m\"\n", "long", "x".repeat(30_000_000));
    Safetensors.write(file, values, texts);
    assertThat(Safetensors.read(file)).isEqualTo(values);
    assertThat(Safetensors.texts(file)).containsAllEntriesOf(texts).containsEntry("format", "pt");
    assertThat(Safetensors.texts(golden("lstm.safetensors"))).isEqualTo(Map.of("format", "pt"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.write(file, values, Map.of("format", "np")))
        .withMessageStartingWith("safetensors: expected metadata keys other than format");
  }

  @Test
  void tooManyDimensionsAreRejected() throws IOException {
    String shape = "1, ".repeat(254) + "1";
    String header =
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [%s], \"data_offsets\": [0, 4]}}".formatted(shape);
    Path file = write(header.getBytes(StandardCharsets.UTF_8), 4);
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(file))
        .withMessageEndingWith("tensor a: expected at most 254 dimensions, got more");
  }

  @Test
  void unknownPrefixAndUnsupportedDtypeAreRejected() throws IOException {
    Path file = golden("mixed.safetensors");
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(file, "decoder."))
        .withMessageStartingWith(
            "%s: expected tensors whose names begin with 'decoder.', got [head.steps, encoder.f64,"
                .formatted(file));
    String header = "{\"a\": {\"dtype\": \"BOOL\", \"shape\": [3], \"data_offsets\": [0, 3]}}";
    Path booleans = write(header.getBytes(StandardCharsets.UTF_8), 3);
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(booleans))
        .withMessage(
            "%s: tensor a: expected numbers of [F64, F32, F16, BF16, I8, U8, I16, U16, I32, U32, I64, U64], got BOOL; read a part of the file by a prefix, or save it without that tensor"
                .formatted(booleans));
    String newer = "{\"a\": {\"dtype\": \"F7_E3\", \"shape\": [3], \"data_offsets\": [0, 3]}}";
    Path unknown = write(newer.getBytes(StandardCharsets.UTF_8), 3);
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(unknown))
        .withMessageContaining("tensor a: expected numbers of [F64, ")
        .withMessageContaining("got F7_E3; read a part of the file by a prefix");
    assertThat(Safetensors.texts(unknown)).isEmpty();
  }

  @Test
  void numberBeyondSixtyFourBitsIsRejected() throws IOException {
    String header =
        "{\"a\": {\"dtype\": \"U8\", \"shape\": [18446744073709551617], \"data_offsets\": [0, 1]}}";
    Path file = write(header.getBytes(StandardCharsets.UTF_8), 1);
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(file))
        .withMessageContaining("header: Numeric value (18446744073709551617) out of range of long");
  }

  @Test
  void unreadableAndUnwritableFilesAreReported() throws IOException {
    Path missing = folder.resolve("no").resolve("lstm.safetensors");
    ParameterValues empty = ParameterValues.builder().build();
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(missing))
        .withMessage("%s: expected a file, got none; check the path".formatted(missing));
    assertThatIOException()
        .isThrownBy(() -> Safetensors.write(missing, empty))
        .withMessage(
            "%s: the folder %s does not exist; create it first", missing, missing.getParent());
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(folder))
        .withMessage("%s: expected a file, got a folder", folder);
    assertThatIOException()
        .isThrownBy(() -> Safetensors.write(folder, empty))
        .withMessage(
            "%s: expected a file to write to, got a folder; name a file in it".formatted(folder));
    ParameterValues reserved =
        ParameterValues.builder().add("__metadata__", TensorShape.of(1), new float[1]).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.write(folder.resolve("x"), reserved))
        .withMessage(
            "safetensors: expected names other than __metadata__, which the format reserves; rename that parameter");
  }

  /** Columns: the header, the number of data bytes after it, the expected message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                            | 0 | expected a header that is an object, got START_ARRAY
          {} {}                         | 0 | expected nothing after the header's object, got START_OBJECT
          {}                            | 4 | expected 0 bytes of data, got 4
          {"a": 1}                      | 0 | tensor a: expected an object, got 1
          {"a": {"dtype": "F32"}}       | 0 | tensor a: expected dtype, shape and two data_offsets, got F32, null and null
          {"a": {"dtype": 4}}           | 0 | tensor a: expected a dtype, got 4
          {"a": {"shape": 4}}           | 0 | tensor a: expected a list of numbers, got 4
          {"a": {"shape": [-1]}}        | 0 | tensor a: expected whole numbers of 0 or more, got -1
          {"a": {"shape": [1.5]}}       | 0 | tensor a: expected whole numbers of 0 or more, got 1.5
          {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}    | 4 | tensor a: expected dtype, shape and two data_offsets, got F32, [1] and [0]
          {"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}} | 8 | tensor a: expected data from byte 0 on, within 8, got 4 to 8
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}} | 4 | tensor a: expected data from byte 0 on, within 4, got 0 to 8; was the file copied completely?
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}} | 4 | tensor a: expected 8 bytes for F32 of shape [2], got 4
          {"a": {"dtype": "F16", "shape": [4294967296, 4294967296], "data_offsets": [0, 0]}} | 0 | tensor a: expected a shape whose bytes fit into a file, got [4294967296, 4294967296]
          {"a": {"dtype": "U8", "shape": [2], "data_offsets": [0, 2]}, "b": {"dtype": "U8", "shape": [2], "data_offsets": [1, 3]}} | 3 | tensor b: expected data from byte 2 on, within 3, got 1 to 3
          {"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}, "a": {"dtype": "U8", "shape": [1], "data_offsets": [1, 2]}} | 2 | header: expected each name once, got 'a' twice
          {"__metadata__": []}          | 0 | __metadata__: expected an object, got START_ARRAY
          {"__metadata__": {"a": 1}}    | 0 | __metadata__: expected a text as a, got VALUE_NUMBER_INT
          {"__metadata__": {"a": "1", "a": "2"}} | 0 | header: expected each name once, got 'a' twice
          {"__metadata__": {}, "__metadata__": {}} | 0 | header: expected each name once, got '__metadata__' twice
          {"__metadata__": "text"}      | 0 | __metadata__: expected an object, got VALUE_STRING
          {"__metadata__": {"a": null}} | 0 | __metadata__: expected a text as a, got VALUE_NULL
          {"__metadata__": {"a": {}}}   | 0 | __metadata__: expected a text as a, got START_OBJECT
          {"a": null}                   | 0 | tensor a: expected an object, got null
          {"a": []}                     | 0 | tensor a: expected an object, got [
          {"a": {"dtype": "F32", "dtype": "F32"}} | 0 | header: expected each name once, got 'dtype' twice
          {"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1, 2]}} | 1 | tensor a: expected dtype, shape and two data_offsets, got U8, [1] and [0, 1, 2]
          {"a": {"dtype": "U8", "shape": [1], "data_offsets": [-1, 0]}} | 1 | tensor a: expected whole numbers of 0 or more, got -1
          {"a": {"dtype": "U8", "shape": [0], "data_offsets": [1, 0]}} | 1 | tensor a: expected data from byte 0 on, within 1, got 1 to 0
          {"a": {"dtype": "U8", "shape": ["1"], "data_offsets": [0, 1]}} | 1 | tensor a: expected whole numbers of 0 or more, got 1
          {"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 9223372036854775807]}} | 1 | tensor a: expected data from byte 0 on, within 1, got 0 to 9223372036854775807; was the file copied completely?
          {"a": {"dtype": "U8", "shape": [3037000500, 3037000500], "data_offsets": [0, 1]}} | 1 | tensor a: expected a shape whose bytes fit into a file, got [3037000500, 3037000500]
          {"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}} ! | 1 | header: Unexpected character ('!' (code 33)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
          {"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}} | 2 | expected 1 bytes of data, got 2
          {"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}, "b": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}} | 1 | tensor b: expected data from byte 1 on, within 1, got 0 to 1
          {"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}, "b": {"dtype": "U8", "shape": [1], "data_offsets": [2, 3]}} | 3 | tensor b: expected data from byte 1 on, within 3, got 2 to 3
          {"a                           | 0 | header: Unexpected end-of-input in field name
          """)
  void invalidHeaderIsRejected(String header, int data, String fault) throws IOException {
    Path file = write(header.getBytes(StandardCharsets.UTF_8), data);
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(file))
        .withMessage(
            "%s: not a safetensors file, or one that was damaged or cut short: %s"
                .formatted(file, fault));
  }

  @Test
  void invalidHeaderLengthIsRejectedBeforeAllocation() throws IOException {
    for (long length : new long[] {-1, 0, 1, 99_999_999, 1L << 40}) {
      byte[] bytes = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
      Path file = Files.write(folder.resolve("file"), bytes);
      assertThatIOException()
          .isThrownBy(() -> Safetensors.read(file))
          .withMessageEndingWith(
              "expected a header of 2 to 12 bytes, got %s"
                  .formatted(Long.toUnsignedString(length)));
    }
    for (int size = 0; size < 10; size++) {
      Path file = Files.write(folder.resolve("file"), new byte[size]);
      assertThatIOException()
          .isThrownBy(() -> Safetensors.read(file))
          .withMessageEndingWith(
              "expected at least 10 bytes, a length and an empty header, got %d".formatted(size));
    }
  }

  /** Latin-1, an overlong form, a surrogate, a byte order mark, UTF-16: none is JSON in UTF-8. */
  @ParameterizedTest
  @ValueSource(strings = {"22e922", "22c0af22", "22eda08022", "22e2822022", "22f888808022"})
  void headerThatIsNotUtf8IsRejected(String name) throws IOException {
    byte[] invalid = HexFormat.of().parseHex(name);
    byte[] rest =
        ":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] asName = concat("{".getBytes(StandardCharsets.UTF_8), invalid, rest);
    byte[] asText =
        concat(
            "{\"__metadata__\":{\"language\":".getBytes(StandardCharsets.UTF_8),
            invalid,
            "}}".getBytes(StandardCharsets.UTF_8));
    for (byte[] header : List.of(asName, asText)) {
      Path file = write(header, header == asName ? 1 : 0);
      assertThatIOException()
          .isThrownBy(() -> Safetensors.texts(file))
          .withMessage(
              "%s: not a safetensors file, or one that was damaged or cut short: header: expected JSON in UTF-8, got other bytes; write the file again with a writer of the format"
                  .formatted(file));
    }
  }

  @Test
  void headerInAnotherEncodingIsRejected() throws IOException {
    for (var encoding : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path file = write("{}".getBytes(encoding), 0);
      assertThatIOException().isThrownBy(() -> Safetensors.read(file));
    }
    Path marked = write("\ufeff{}".getBytes(StandardCharsets.UTF_8), 0);
    assertThatIOException().isThrownBy(() -> Safetensors.read(marked));
    Path padded = write("{}      ".getBytes(StandardCharsets.UTF_8), 0);
    assertThat(Safetensors.read(padded).names()).isEmpty();
  }

  private static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  @Test
  void archiveOfTorchSaveIsNamed() throws IOException {
    Path file = folder.resolve("weights.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[100]);
    }
    assertThatIOException()
        .isThrownBy(() -> Safetensors.read(file))
        .withMessageEndingWith(
            "; it is a ZIP archive, perhaps of torch.save: write it by safetensors.torch.save_file");
  }

  /** Every damaged header yields values or an IOException with a message of one line. */
  @Test
  void damagedHeadersYieldValuesOrOneLineIoException() throws IOException {
    byte[] original = resource("lstm.safetensors").readAllBytes();
    int header = (int) ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Random random = new Random(3);
    Path file = folder.resolve("file");
    int rejected = 0;
    for (int trial = 0; trial < 2000; trial++) {
      byte[] damaged = original.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        damaged[random.nextInt(8 + header)] = (byte) random.nextInt(32, 127);
      }
      Files.write(file, damaged);
      try {
        Safetensors.read(file);
      } catch (IOException e) {
        rejected++;
        assertThat(e.getMessage()).startsWith(file.toString()).hasLineCount(1);
      }
    }
    assertThat(rejected).isBetween(1000, 1999);
  }

  private Path write(byte[] header, int data) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(folder.resolve("file"), bytes.putLong(header.length).put(header).array());
  }

  private Path golden(String name) throws IOException {
    try (InputStream stream = resource(name)) {
      Path file = folder.resolve("golden-" + name);
      Files.write(file, stream.readAllBytes());
      return file;
    }
  }

  private static InputStream resource(String name) {
    return SafetensorsTest.class.getResourceAsStream(name);
  }

  private static long[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }
}
