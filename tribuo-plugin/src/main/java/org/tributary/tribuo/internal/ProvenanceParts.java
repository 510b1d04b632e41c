package org.tributary.tribuo.internal;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.NullConfiguredProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parts of a provenance. */
public final class ProvenanceParts {
  private ProvenanceParts() {}

  /** Returns the parts of an object or map by key, of a list by index; none of another value. */
  public static Map<String, Provenance> of(Provenance whole) {
    Map<String, Provenance> parts = new LinkedHashMap<>();
    if (whole instanceof ListProvenance<?> list) {
      list.getList().forEach(part -> parts.put(Integer.toString(parts.size()), part));
    } else if (whole instanceof MapProvenance<?> map) {
      for (Pair<String, ? extends Provenance> part : map) {
        parts.put(part.getA(), part.getB());
      }
    } else if (whole instanceof ObjectProvenance object) {
      object.forEach(part -> parts.put(part.getA(), part.getB()));
    }
    return parts;
  }

  /**
   * Returns the parts without absent components, which OLCUT prints as class names, for the
   * constructor that restores the provenance.
   */
  public static Map<String, Provenance> present(ConfiguredObjectProvenance whole) {
    Map<String, Provenance> present = new HashMap<>();
    of(whole)
        .forEach(
            (key, part) -> {
              if (!(part instanceof NullConfiguredProvenance)) {
                present.put(key, part);
              }
            });
    return present;
  }
}
