package org.tributary.tribuo.data.split;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import java.util.Map;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tributary.tribuo.data.internal.TokenFileProvenance;

/**
 * The provenance of a part of another source: the options of the split, with the provenance of the
 * whole source, its files and hashes among them.
 */
public final class SplitProvenance extends SkeletalConfiguredObjectProvenance
    implements ConfiguredDataSourceProvenance {
  private static final long serialVersionUID = 1L;

  /** Records the options of {@code split}. */
  SplitProvenance(Configurable split) {
    super(split, "DataSource");
  }

  /** Restores a stored provenance for OLCUT. */
  public SplitProvenance(Map<String, Provenance> stored) {
    super(TokenFileProvenance.parts(stored, SplitProvenance.class, Map.of()));
  }
}
