package org.tributary.tribuo.data.internal;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DateTimeProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tributary.internal.FingerprintInputStream;
import org.tributary.tribuo.internal.ProvenanceParts;

/**
 * The provenance of a file's data: the source's options, including the path; the file's SHA-256
 * ({@code resource-hash}), size in bytes ({@link #FILE_SIZE}) and modification time; and the time
 * it was read.
 */
public final class TokenFileProvenance extends FingerprintProvenance
    implements ConfiguredDataSourceProvenance {
  /** The name of the field for the file's size in bytes. */
  public static final String FILE_SIZE = "file-size";

  private static final long serialVersionUID = 3L; // 1 and 2 had fields of the values
  private static final Map<String, Class<? extends PrimitiveProvenance<?>>> VALUES =
      Map.of(
          RESOURCE_HASH,
          HashProvenance.class,
          FILE_SIZE,
          LongProvenance.class,
          FILE_MODIFIED_TIME,
          DateTimeProvenance.class,
          DATASOURCE_CREATION_TIME,
          DateTimeProvenance.class);

  public TokenFileProvenance(Configurable host, FingerprintInputStream.Fingerprint file) {
    super(
        parts(
            ProvenanceParts.present(new ConfiguredObjectProvenanceImpl(host, "DataSource")),
            TokenFileProvenance.class,
            Map.of()),
        all(file));
  }

  private static Map<String, PrimitiveProvenance<?>> all(FingerprintInputStream.Fingerprint file) {
    Map<String, PrimitiveProvenance<?>> values = new HashMap<>(values(file));
    values.put(FILE_MODIFIED_TIME, new DateTimeProvenance(FILE_MODIFIED_TIME, file.modified()));
    values.put(
        DATASOURCE_CREATION_TIME,
        new DateTimeProvenance(DATASOURCE_CREATION_TIME, OffsetDateTime.now(ZoneOffset.UTC)));
    return values;
  }

  /** Restores a stored provenance for OLCUT. */
  public TokenFileProvenance(Map<String, Provenance> stored) {
    super(parts(stored, TokenFileProvenance.class, VALUES));
  }

  /** Returns the values of a file's hash and size. */
  public static Map<String, PrimitiveProvenance<?>> values(
      FingerprintInputStream.Fingerprint file) {
    return Map.of(
        RESOURCE_HASH,
        new HashProvenance(DEFAULT_HASH_TYPE, RESOURCE_HASH, file.sha256()),
        FILE_SIZE,
        new LongProvenance(FILE_SIZE, file.size()));
  }

  /**
   * Returns the parts of a stored provenance: class and host, the values of the instance, and the
   * options.
   *
   * @param type the class of the provenance, for messages
   * @param instance the types of the instance's values by key
   * @throws com.oracle.labs.mlrg.olcut.provenance.ProvenanceException if one is missing or of
   *     another type
   */
  public static ExtractedInfo parts(
      Map<String, Provenance> stored,
      Class<?> type,
      Map<String, Class<? extends PrimitiveProvenance<?>>> instance) {
    Map<String, Provenance> options = new HashMap<>(stored);
    String name = type.getSimpleName();
    String className = text(options, CLASS_NAME, name);
    String host = text(options, HOST_SHORT_NAME, name);
    Map<String, PrimitiveProvenance<?>> values = new HashMap<>();
    instance.forEach(
        (key, value) ->
            values.put(key, ObjectProvenance.checkAndExtractProvenance(options, key, value, name)));
    return new ExtractedInfo(className, host, options, values);
  }

  private static String text(Map<String, Provenance> options, String key, String name) {
    return ObjectProvenance.checkAndExtractProvenance(options, key, StringProvenance.class, name)
        .getValue();
  }
}
