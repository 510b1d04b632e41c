package org.tributary.tribuo.data.internal;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DateTimeProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tributary.internal.text.FingerprintInputStream;
import org.tributary.tribuo.internal.PresentOptions;

/**
 * The provenance of a file's data: the source's options, including the path; the file's SHA-256
 * ({@code resource-hash}), size in bytes ({@link #FILE_SIZE}) and modification time; and the time
 * it was read.
 */
public final class TokenFileProvenance extends SkeletalConfiguredObjectProvenance
    implements ConfiguredDataSourceProvenance {
  /** The name of the field for the file's size in bytes. */
  public static final String FILE_SIZE = "file-size";

  private static final long serialVersionUID = 1L;
  private static final String NAME = TokenFileProvenance.class.getSimpleName();

  private final HashProvenance hash;
  private final LongProvenance size;
  private final DateTimeProvenance modified;
  private final DateTimeProvenance created;

  public TokenFileProvenance(Configurable host, FingerprintInputStream.Fingerprint file) {
    super(present(host));
    this.hash = new HashProvenance(DEFAULT_HASH_TYPE, RESOURCE_HASH, file.sha256());
    this.size = new LongProvenance(FILE_SIZE, file.size());
    this.modified = new DateTimeProvenance(FILE_MODIFIED_TIME, file.modified());
    this.created =
        new DateTimeProvenance(DATASOURCE_CREATION_TIME, OffsetDateTime.now(ZoneOffset.UTC));
  }

  private static ExtractedInfo present(Configurable host) {
    Map<String, Provenance> options =
        PresentOptions.of(new ConfiguredObjectProvenanceImpl(host, "DataSource"));
    return new ExtractedInfo(
        text(options, CLASS_NAME), text(options, HOST_SHORT_NAME), options, Map.of());
  }

  /** Restores a stored provenance for OLCUT. */
  public TokenFileProvenance(Map<String, Provenance> stored) {
    this(split(stored));
  }

  private TokenFileProvenance(ExtractedInfo info) {
    super(info);
    this.hash = checkAndExtractProvenance(info, RESOURCE_HASH, HashProvenance.class, NAME);
    this.size = checkAndExtractProvenance(info, FILE_SIZE, LongProvenance.class, NAME);
    this.modified =
        checkAndExtractProvenance(info, FILE_MODIFIED_TIME, DateTimeProvenance.class, NAME);
    this.created =
        checkAndExtractProvenance(info, DATASOURCE_CREATION_TIME, DateTimeProvenance.class, NAME);
  }

  private static ExtractedInfo split(Map<String, Provenance> stored) {
    Map<String, Provenance> options = new HashMap<>(stored);
    String className = text(options, CLASS_NAME);
    String hostShortName = text(options, HOST_SHORT_NAME);
    Map<String, PrimitiveProvenance<?>> values = new HashMap<>();
    for (String key :
        List.of(RESOURCE_HASH, FILE_SIZE, FILE_MODIFIED_TIME, DATASOURCE_CREATION_TIME)) {
      values.put(
          key,
          ObjectProvenance.checkAndExtractProvenance(
              options, key, PrimitiveProvenance.class, NAME));
    }
    return new ExtractedInfo(className, hostShortName, options, values);
  }

  private static String text(Map<String, Provenance> options, String key) {
    return ObjectProvenance.checkAndExtractProvenance(options, key, StringProvenance.class, NAME)
        .getValue();
  }

  @Override
  public Map<String, PrimitiveProvenance<?>> getInstanceValues() {
    Map<String, PrimitiveProvenance<?>> values = super.getInstanceValues();
    for (PrimitiveProvenance<?> value : List.of(hash, size, modified, created)) {
      values.put(value.getKey(), value);
    }
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof TokenFileProvenance that
        && getInstanceValues().equals(that.getInstanceValues());
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + getInstanceValues().hashCode();
  }
}
