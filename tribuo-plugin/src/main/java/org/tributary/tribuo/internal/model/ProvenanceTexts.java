package org.tributary.tribuo.internal.model;

import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A provenance as texts by key; the keys of nested objects are joined by periods. */
public final class ProvenanceTexts {
  private final Map<String, String> texts = new TreeMap<>();

  private ProvenanceTexts() {}

  /** Returns the primitive values of a provenance. */
  public static Map<String, String> of(ObjectProvenance provenance) {
    ProvenanceTexts all = new ProvenanceTexts();
    provenance.forEach(part -> all.add(part.getA(), part.getB()));
    return all.texts;
  }

  private void add(String key, Provenance value) {
    if (value instanceof PrimitiveProvenance<?> primitive) {
      texts.put(key, String.valueOf(primitive.getValue()));
    } else if (value instanceof ListProvenance<?> list) {
      List<? extends Provenance> parts = list.getList();
      for (int k = 0; k < parts.size(); k++) {
        add(key + "." + k, parts.get(k));
      }
    } else if (value instanceof MapProvenance<?> map) {
      for (Pair<String, ? extends Provenance> part : map) {
        add(key + "." + part.getA(), part.getB());
      }
    } else if (value instanceof ObjectProvenance object) {
      object.forEach(part -> add(key + "." + part.getA(), part.getB()));
    }
  }
}
