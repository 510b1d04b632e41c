package org.tributary.tribuo.data.vector;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tribuo.provenance.DataSourceProvenance;
import org.tributary.internal.text.FingerprintInputStream;
import org.tributary.tribuo.data.internal.TokenFileProvenance;

/**
 * The provenance of word vectors: the file's path among the options and, after the file was read,
 * its SHA-256 ({@code resource-hash}) and size in bytes ({@link TokenFileProvenance#FILE_SIZE}).
 */
public final class VectorFileProvenance extends SkeletalConfiguredObjectProvenance {
  private static final long serialVersionUID = 1L;
  private static final String NAME = VectorFileProvenance.class.getSimpleName();
  private static final String HASH = DataSourceProvenance.RESOURCE_HASH;
  private static final String SIZE = TokenFileProvenance.FILE_SIZE;

  /** A HashMap because the Map interface is not serializable. */
  private final HashMap<String, PrimitiveProvenance<?>> file;

  /**
   * @param file the fingerprint of the file, or empty before it is read
   */
  VectorFileProvenance(Configurable host, Optional<FingerprintInputStream.Fingerprint> file) {
    super(host, "VectorSource");
    this.file = new HashMap<>(file.map(VectorFileProvenance::values).orElse(Map.of()));
  }

  /** Restores a stored provenance for OLCUT. */
  public VectorFileProvenance(Map<String, Provenance> stored) {
    this(split(stored));
  }

  private VectorFileProvenance(ExtractedInfo info) {
    super(info);
    this.file = new HashMap<>(info.instanceValues);
  }

  private static Map<String, PrimitiveProvenance<?>> values(FingerprintInputStream.Fingerprint file) {
    return Map.of(
        HASH,
        new HashProvenance(ObjectProvenance.DEFAULT_HASH_TYPE, HASH, file.sha256()),
        SIZE,
        new LongProvenance(SIZE, file.size()));
  }

  private static ExtractedInfo split(Map<String, Provenance> stored) {
    Map<String, Provenance> options = new HashMap<>(stored);
    Map<String, PrimitiveProvenance<?>> values = new HashMap<>();
    String className = extract(options, CLASS_NAME, StringProvenance.class).getValue();
    String hostShortName = extract(options, HOST_SHORT_NAME, StringProvenance.class).getValue();
    if (options.containsKey(HASH) || options.containsKey(SIZE)) {
      values.put(HASH, extract(options, HASH, HashProvenance.class));
      values.put(SIZE, extract(options, SIZE, LongProvenance.class));
    }
    return new ExtractedInfo(className, hostShortName, options, values);
  }

  private static <T extends Provenance> T extract(
      Map<String, Provenance> options, String key, Class<T> type) {
    return ObjectProvenance.checkAndExtractProvenance(options, key, type, NAME);
  }

  @Override
  public Map<String, PrimitiveProvenance<?>> getInstanceValues() {
    Map<String, PrimitiveProvenance<?>> values = super.getInstanceValues();
    values.putAll(file);
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof VectorFileProvenance that
        && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + file.hashCode();
  }
}
