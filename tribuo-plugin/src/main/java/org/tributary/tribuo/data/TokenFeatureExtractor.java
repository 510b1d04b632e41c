package org.tributary.tribuo.data;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import java.util.List;
import org.tribuo.Feature;

/**
 * Turns a token in its sentence into the features of one step. An implementation holds no state
 * that shows but its configuration, and may be used by many threads.
 */
public interface TokenFeatureExtractor
    extends Configurable, Provenancable<ConfiguredObjectProvenance> {
  /**
   * The features of one token.
   *
   * @param tokens the sentence
   * @param index the token's place in it, from 0
   * @return at least one feature, none of them null, each name once and no value NaN
   */
  List<Feature> extract(List<String> tokens, int index);
}
