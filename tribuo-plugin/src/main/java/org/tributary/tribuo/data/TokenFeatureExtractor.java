package org.tributary.tribuo.data;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import org.tribuo.Feature;

/**
 * A feature extractor for one token in its sentence. Implementations are thread-safe, and their
 * results depend on nothing but their configuration and the arguments.
 */
public interface TokenFeatureExtractor
    extends Configurable, Provenancable<ConfiguredObjectProvenance> {
  /**
   * Returns the features of one token.
   *
   * @param tokens the sentence's tokens
   * @param index the token's index, from 0
   * @return at least one feature, none null, with unique names and no NaN value
   */
  List<Feature> extract(List<String> tokens, int index);

  /**
   * Returns whether the features depend on the text of the token alone, neither on its index nor on
   * other tokens; a tagger then caches them by text. By default false.
   */
  default boolean readsTokenAlone() {
    return false;
  }

  /** Returns the values of the fields that OLCUT configures. */
  @Override
  default ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TokenFeatureExtractor");
  }
}
