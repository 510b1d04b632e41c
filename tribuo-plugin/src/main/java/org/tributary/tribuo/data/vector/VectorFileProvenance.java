package org.tributary.tribuo.data.vector;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tribuo.provenance.DataSourceProvenance;
import org.tributary.internal.FingerprintInputStream;
import org.tributary.tribuo.data.internal.TokenFileProvenance;

/**
 * The provenance of word vectors: the file's path among the options and, after the file was read,
 * its SHA-256 ({@code resource-hash}) and size in bytes ({@link TokenFileProvenance#FILE_SIZE}).
 */
public final class VectorFileProvenance extends SkeletalConfiguredObjectProvenance {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Class<? extends PrimitiveProvenance<?>>> VALUES =
      Map.of(
          DataSourceProvenance.RESOURCE_HASH,
          HashProvenance.class,
          TokenFileProvenance.FILE_SIZE,
          LongProvenance.class);

  /** A HashMap because the Map interface is not serializable. */
  private final HashMap<String, PrimitiveProvenance<?>> file;

  /**
   * @param file the fingerprint of the file, or empty before it is read
   */
  VectorFileProvenance(Configurable host, Optional<FingerprintInputStream.Fingerprint> file) {
    super(host, "VectorSource");
    this.file = new HashMap<>(file.map(TokenFileProvenance::values).orElse(Map.of()));
  }

  /** Restores a stored provenance for OLCUT. */
  public VectorFileProvenance(Map<String, Provenance> stored) {
    this(
        TokenFileProvenance.parts(
            stored,
            VectorFileProvenance.class,
            VALUES.keySet().stream().anyMatch(stored::containsKey) ? VALUES : Map.of()));
  }

  private VectorFileProvenance(ExtractedInfo info) {
    super(info);
    this.file = new HashMap<>(info.instanceValues);
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
