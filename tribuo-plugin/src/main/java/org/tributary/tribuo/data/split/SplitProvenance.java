package org.tributary.tribuo.data.split;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.HashMap;
import java.util.Map;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;

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
    super(options(stored));
  }

  private static ExtractedInfo options(Map<String, Provenance> stored) {
    Map<String, Provenance> options = new HashMap<>(stored);
    return new ExtractedInfo(
        text(options, CLASS_NAME), text(options, HOST_SHORT_NAME), options, Map.of());
  }

  private static String text(Map<String, Provenance> options, String key) {
    return ObjectProvenance.checkAndExtractProvenance(
            options, key, StringProvenance.class, SplitProvenance.class.getSimpleName())
        .getValue();
  }
}
