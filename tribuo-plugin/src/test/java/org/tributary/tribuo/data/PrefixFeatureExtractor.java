package org.tributary.tribuo.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import org.tribuo.Feature;

/** A user-defined extractor with one option: the first characters of the token. */
public final class PrefixFeatureExtractor implements TokenFeatureExtractor {
  @Config(description = "Number of characters.")
  private int length = 1;

  private PrefixFeatureExtractor() {}

  public PrefixFeatureExtractor(int length) {
    this.length = length;
  }

  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    String token = tokens.get(index);
    return List.of(
        new Feature("prefix=" + token.substring(0, Math.min(length, token.length())), 1.0));
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TokenFeatureExtractor");
  }
}
