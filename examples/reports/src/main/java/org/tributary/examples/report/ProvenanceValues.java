package org.tributary.examples.report;

import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.Map;
import java.util.TreeMap;

/** The primitive values of a Tribuo provenance. */
public final class ProvenanceValues {
  private ProvenanceValues() {}

  /**
   * Returns the primitive values by name, without those of nested objects.
   *
   * @param provenance any provenance
   * @return the values in alphabetical order of their names
   */
  public static Map<String, String> of(Provenance provenance) {
    Map<String, String> values = new TreeMap<>();
    if (provenance instanceof ObjectProvenance object) {
      for (Pair<String, Provenance> entry : object) {
        if (entry.getB() instanceof PrimitiveProvenance<?> value) {
          values.put(entry.getA(), String.valueOf(value.getValue()));
        }
      }
    }
    return values;
  }
}
