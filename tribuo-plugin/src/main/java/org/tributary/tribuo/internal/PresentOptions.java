package org.tributary.tribuo.internal;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.NullConfiguredProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.HashMap;
import java.util.Map;

/** Values of a provenance without absent components, which OLCUT prints as class names. */
public final class PresentOptions {
  private PresentOptions() {}

  /** Returns the values of {@code provenance} by name, for the constructor that restores it. */
  public static Map<String, Provenance> of(ConfiguredObjectProvenance provenance) {
    Map<String, Provenance> present = new HashMap<>();
    for (Pair<String, Provenance> value : provenance) {
      if (!(value.getB() instanceof NullConfiguredProvenance)) {
        present.put(value.getA(), value.getB());
      }
    }
    return present;
  }
}
