package org.tributary.tribuo.data.internal;

import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import java.util.Map;
import java.util.TreeMap;

/** The provenance of an object and the values of the file that it read. */
public abstract class FingerprintProvenance extends SkeletalConfiguredObjectProvenance {
  private static final long serialVersionUID = 1L;

  /** In an order that a model that is loaded and saved again keeps. */
  private final TreeMap<String, PrimitiveProvenance<?>> values;

  protected FingerprintProvenance(ExtractedInfo info, Map<String, PrimitiveProvenance<?>> values) {
    super(info);
    this.values = new TreeMap<>(values);
  }

  /** Restores a stored provenance. */
  protected FingerprintProvenance(ExtractedInfo info) {
    this(info, info.instanceValues);
  }

  @Override
  public final Map<String, PrimitiveProvenance<?>> getInstanceValues() {
    Map<String, PrimitiveProvenance<?>> all = super.getInstanceValues();
    all.putAll(values);
    return all;
  }

  @Override
  public final boolean equals(Object other) {
    return super.equals(other)
        && other instanceof FingerprintProvenance that
        && values.equals(that.values);
  }

  @Override
  public final int hashCode() {
    return 31 * super.hashCode() + values.hashCode();
  }
}
