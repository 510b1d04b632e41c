package org.tributary.tribuo.data.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.provenance.DataSourceProvenance;
import org.tribuo.test.Helpers;
import org.tributary.tribuo.data.Texts;

class VectorFileProvenanceTest {
  private static final String TEXT = "a 1 2\nb 3 4\n";

  /** Output of {@code printf 'a 1 2\nb 3 4\n' | sha256sum}, in upper case. */
  private static final String SHA256 =
      "3D284DCFC671B075F27CE9F1F2E53AE4D6E750B8BFACEDBCAF52D8AAA90240D9";

  @TempDir private Path folder;

  private static Map<String, Provenance> fields(ConfiguredObjectProvenance provenance) {
    Map<String, Provenance> fields = new HashMap<>();
    for (Pair<String, Provenance> field : provenance) {
      fields.put(field.getA(), field.getB());
    }
    return fields;
  }

  @Test
  void fingerprintIsPresentAfterReading() throws IOException {
    Path path = Files.writeString(folder.resolve("some.vectors"), TEXT);
    WordVectorFile file = new WordVectorFile(path);
    assertThat(ProvenanceUtil.convertToMap(file.getProvenance()))
        .containsEntry("path", path.toString())
        .doesNotContainKeys("resource-hash", "file-size");
    assertThat(file.read(word -> word.equals("a")).words()).containsExactly("a");
    assertThat(ProvenanceUtil.convertToMap(file.getProvenance()))
        .containsEntry("class-name", "org.tributary.tribuo.data.vector.WordVectorFile")
        .containsEntry("path", path.toString())
        .containsEntry("resource-hash", SHA256)
        .containsEntry("file-size", "12");
    Files.writeString(path, "a 1 2\n");
    assertThat(file.read(word -> true).words()).containsExactly("a");
    assertThat(ProvenanceUtil.convertToMap(file.getProvenance())).containsEntry("file-size", "6");
  }

  @Test
  void hashAndSizeAreOfTheCompressedFile() throws IOException {
    byte[] gzip = Texts.gzip(TEXT);
    WordVectorFile file = new WordVectorFile(Files.write(folder.resolve("v.gz"), gzip));
    assertThat(file.read(word -> true).words()).containsExactly("a", "b");
    assertThat(ProvenanceUtil.convertToMap(file.getProvenance()))
        .containsEntry("file-size", Integer.toString(gzip.length))
        .containsEntry(
            "resource-hash",
            ProvenanceUtil.hashArray(DataSourceProvenance.DEFAULT_HASH_TYPE, gzip));
  }

  @Test
  void provenanceRoundTripsBeforeAndAfterReading() throws IOException {
    WordVectorFile file =
        new WordVectorFile(Files.writeString(folder.resolve("some.vectors"), TEXT));
    ConfiguredObjectProvenance before = file.getProvenance();
    Helpers.testProvenanceMarshalling(before);
    file.read(word -> true);
    ConfiguredObjectProvenance after = file.getProvenance();
    Helpers.testProvenanceMarshalling(after);
    assertThat(after).isNotEqualTo(before);
    assertThat(new VectorFileProvenance(fields(after))).isEqualTo(after).hasSameHashCodeAs(after);
    assertThat(new VectorFileProvenance(fields(before))).isEqualTo(before);
    for (String key : List.of("class-name", "host-short-name", "resource-hash", "file-size")) {
      Map<String, Provenance> stored = fields(after);
      stored.remove(key);
      assertThatExceptionOfType(ProvenanceException.class)
          .isThrownBy(() -> new VectorFileProvenance(stored))
          .withMessageContaining(key);
    }
  }
}
