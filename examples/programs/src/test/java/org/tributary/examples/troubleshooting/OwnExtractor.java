package org.tributary.examples.troubleshooting;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import org.tribuo.Feature;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/** An extractor that is not the library's, of a feature that word taggers do not read. */
public final class OwnExtractor implements TokenFeatureExtractor {
  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    return List.of(new Feature("word=" + tokens.get(index), 1), new Feature("vowels=2", 1));
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TokenFeatureExtractor");
  }
}
