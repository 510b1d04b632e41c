package org.tributary.tribuo.data.vector;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import java.util.Map;
import java.util.Optional;
import org.tribuo.provenance.DataSourceProvenance;
import org.tributary.internal.FingerprintInputStream;
import org.tributary.tribuo.data.internal.FingerprintProvenance;
import org.tributary.tribuo.data.internal.TokenFileProvenance;
import org.tributary.tribuo.internal.ProvenanceParts;

/**
 * The provenance of word vectors: the file's path among the options and, after the file was read,
 * its SHA-256 ({@code resource-hash}) and size in bytes ({@link TokenFileProvenance#FILE_SIZE}).
 */
public final class VectorFileProvenance extends FingerprintProvenance {
  private static final long serialVersionUID = 2L; // 1 had a field of the values
  private static final Map<String, Class<? extends PrimitiveProvenance<?>>> VALUES =
      Map.of(
          DataSourceProvenance.RESOURCE_HASH,
          HashProvenance.class,
          TokenFileProvenance.FILE_SIZE,
          LongProvenance.class);

  /**
   * @param file the fingerprint of the file, or empty before it is read
   */
  VectorFileProvenance(Configurable host, Optional<FingerprintInputStream.Fingerprint> file) {
    super(
        TokenFileProvenance.parts(
            ProvenanceParts.present(new ConfiguredObjectProvenanceImpl(host, "VectorSource")),
            VectorFileProvenance.class,
            Map.of()),
        file.map(TokenFileProvenance::values).orElse(Map.of()));
  }

  /** Restores a stored provenance for OLCUT. */
  public VectorFileProvenance(Map<String, Provenance> stored) {
    super(
        TokenFileProvenance.parts(
            stored,
            VectorFileProvenance.class,
            VALUES.keySet().stream().anyMatch(stored::containsKey) ? VALUES : Map.of()));
  }
}
