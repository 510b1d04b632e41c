package org.tributary.tribuo.data;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import org.tribuo.Feature;

/** The word alone: the token {@code The} becomes the feature {@code word=The} of value 1. */
public final class WordFeatureExtractor implements TokenFeatureExtractor {
  /** What the name of a feature begins with that is the word as it stands. */
  public static final String WORD = "word=";

  /** Makes the extractor, which has no options. */
  public WordFeatureExtractor() {}

  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    return List.of(new Feature(WORD + tokens.get(index), 1.0));
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TokenFeatureExtractor");
  }

  @Override
  public String toString() {
    return "WordFeatureExtractor()";
  }
}
