package org.tributary.tribuo.data.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.provenance.DataSourceProvenance;
import org.tributary.tribuo.data.Texts;
import org.tributary.tribuo.data.text.ColumnDataSource;

class TokenFileProvenanceTest {
  /** Output of {@code printf 'a\tX\n' | sha256sum}, in upper case. */
  private static final String SHA256 =
      "2026E876BF56311F7CF2292EE397015129C28B4DB3E2349CA8948B9F36A24C51";

  @TempDir Path folder;

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-02-29T12:34:56Z")));
    return file;
  }

  private static DataSourceProvenance provenance(Path file) throws IOException {
    return new ColumnDataSource(file, 1, 2).getProvenance();
  }

  private static Map<String, Provenance> fields(DataSourceProvenance provenance) {
    Map<String, Provenance> fields = new HashMap<>();
    for (Pair<String, Provenance> field : provenance) {
      fields.put(field.getA(), field.getB());
    }
    return fields;
  }

  @Test
  void provenanceHoldsFileAndOptions() throws IOException {
    Path file = write("some.conll", Texts.utf8("a\tX\n"));
    Map<String, Object> values = ProvenanceUtil.convertToMap(provenance(file));
    assertThat(values)
        .containsEntry("class-name", "org.tributary.tribuo.data.text.ColumnDataSource")
        .containsEntry("path", file.toString())
        .containsEntry("tokenColumn", "1")
        .containsEntry("labelColumn", "2")
        .containsEntry("resource-hash", SHA256)
        .containsEntry("file-size", "4")
        .containsEntry("file-modified-time", "2020-02-29T12:34:56Z")
        .containsKeys("extractor");
    assertThat(OffsetDateTime.parse((String) values.get("datasource-creation-time")))
        .isCloseTo(OffsetDateTime.now(ZoneOffset.UTC), within(1, ChronoUnit.MINUTES));
  }

  @Test
  void hashAndSizeAreOfTheCompressedFile() throws IOException {
    byte[] gzip = Texts.gzip("a\tX\n");
    Map<String, Object> values =
        ProvenanceUtil.convertToMap(provenance(write("some.conll.gz", gzip)));
    assertThat(values)
        .containsEntry("file-size", Integer.toString(gzip.length))
        .extractingByKey("resource-hash")
        .isNotEqualTo(SHA256)
        .isEqualTo(ProvenanceUtil.hashArray(DataSourceProvenance.DEFAULT_HASH_TYPE, gzip));
  }

  @Test
  void paddingAfterGzipDataIsHashed() throws IOException {
    byte[] gzip = Arrays.copyOf(Texts.gzip("a\tX\n"), 200_000);
    Map<String, Object> values = ProvenanceUtil.convertToMap(provenance(write("padded", gzip)));
    assertThat(values)
        .containsEntry("file-size", "200000")
        .containsEntry(
            "resource-hash",
            ProvenanceUtil.hashArray(DataSourceProvenance.DEFAULT_HASH_TYPE, gzip));
  }

  @Test
  void provenanceDiffersForDifferentFiles() throws IOException {
    DataSourceProvenance first = provenance(write("some.conll", Texts.utf8("a\tX\n")));
    DataSourceProvenance other = provenance(write("some.conll", Texts.utf8("a\tY\n")));
    Map<String, Provenance> mixed = fields(first);
    assertThat(new TokenFileProvenance(mixed)).isEqualTo(first).hasSameHashCodeAs(first);
    for (String key : List.of("resource-hash", "datasource-creation-time")) {
      mixed.put(key, fields(other).get(key));
      assertThat(new TokenFileProvenance(mixed)).isNotEqualTo(first);
      mixed.put(key, fields(first).get(key));
    }
  }

  @Test
  void storedProvenanceWithoutAFieldIsRejected() throws IOException {
    DataSourceProvenance whole = provenance(write("some.conll", Texts.utf8("a\tX\n")));
    for (String key :
        List.of(
            "class-name",
            "host-short-name",
            "resource-hash",
            "file-size",
            "file-modified-time",
            "datasource-creation-time")) {
      Map<String, Provenance> stored = fields(whole);
      stored.remove(key);
      assertThatThrownBy(() -> new TokenFileProvenance(stored))
          .isInstanceOf(ProvenanceException.class)
          .hasMessageContaining(key);
    }
  }
}
