package org.tributary.internal.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;

class TaggerFileFormatTest {
  private static final String CLASS = "org.tribuo.classification.sequence.viterbi.ViterbiModel";

  @TempDir private Path folder;

  @Test
  void safetensorsAreTaggersByTheirMarker() throws IOException {
    ParameterValues values =
        ParameterValues.builder().add("a", TensorShape.of(1), new float[] {1}).build();
    Path file = folder.resolve("file");
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(TaggerFileFormat.MARKER, "1");
    texts.put("input.word.entries", "x".repeat(100_000));
    Safetensors.write(file, values, texts);
    assertThat(format(file)).isEqualTo(TaggerFileFormat.TAGGER);
    Safetensors.write(file, values, Map.of("other", "1"));
    assertThat(format(file)).isEqualTo(TaggerFileFormat.TENSORS);
  }

  @Test
  void modelsOfTribuoAreKnownByTheirClassName() {
    byte[] first = model(-1, CLASS);
    assertThat(TaggerFileFormat.of(first)).isEqualTo(TaggerFileFormat.TRIBUO);
    assertThat(TaggerFileFormat.tribuoClass(first)).hasValue(CLASS);
    for (int version : new int[] {1, 127}) {
      assertThat(TaggerFileFormat.tribuoClass(model(version, CLASS))).hasValue(CLASS);
    }
    byte[] large = model(-1, CLASS);
    byte[] versioned = new byte[large.length + 3];
    System.arraycopy(large, 0, versioned, 3, large.length);
    System.arraycopy(new byte[] {8, (byte) 0xff, 3}, 0, versioned, 0, 3);
    assertThat(TaggerFileFormat.tribuoClass(versioned)).hasValue(CLASS);
  }

  /** Writes the fields version and class_name as protobuf does; no version if below 0. */
  private static byte[] model(int version, String className) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (version >= 0) {
      bytes.write(8);
      bytes.write(version);
    }
    bytes.write(18);
    bytes.write(className.length());
    bytes.writeBytes(className.getBytes(StandardCharsets.UTF_8));
    bytes.write(26);
    bytes.write(0);
    return bytes.toByteArray();
  }

  @Test
  void otherFilesAreOfAnotherFormat() throws IOException {
    byte[] model = model(3, CLASS);
    for (int length = 0; length < model.length - 2; length++) {
      assertThat(TaggerFileFormat.of(Arrays.copyOf(model, length)))
          .isEqualTo(TaggerFileFormat.OTHER);
    }
    for (String text :
        new String[] {"", "\b", "The dog ran", "{\"a\": 1}", "\022\003a b", "\022"}) {
      Path file = Files.writeString(folder.resolve("text"), text);
      assertThat(format(file)).as(text).isEqualTo(TaggerFileFormat.OTHER);
    }
  }

  private static TaggerFileFormat format(Path file) throws IOException {
    try (InputStream from = Files.newInputStream(file)) {
      return TaggerFileFormat.of(from.readNBytes(TaggerFileFormat.PREFIX_BYTES));
    }
  }
}
