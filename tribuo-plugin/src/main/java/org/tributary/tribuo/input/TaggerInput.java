package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import java.util.Set;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.model.FeatureGroups;
import org.tributary.tribuo.internal.model.InputResolution;
import org.tributary.tribuo.internal.model.ResolvedInput;

/**
 * An input of a tagger. A feature's group is the part of its name before the first {@code =} or
 * {@code @}: {@code suffix2=ng} and {@code suffix2@ng} belong to the group {@code suffix2}.
 * Features whose group no input reads share one more embedding table.
 */
public sealed interface TaggerInput extends Configurable, Provenancable<ConfiguredObjectProvenance>
    permits CharacterFeatures,
        EmbeddedFeatures,
        NumberFeatures,
        PretrainedVectors,
        TokenVectors,
        WordForms {

  /**
   * Checks the fields after OLCUT has set them.
   *
   * @throws PropertyException if one is out of range; it names the field
   */
  @Override
  default void postConfig() {
    ConfigCheck.UNNAMED.fields(this);
  }

  @Override
  default ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TaggerInput");
  }

  /** Returns the feature groups whose names this input's resolved inputs take; by default none. */
  default Set<String> groupNames(FeatureGroups groups) {
    return Set.of();
  }

  /**
   * Resolves this input against a feature domain.
   *
   * @throws IllegalArgumentException if the domain does not match this input
   */
  List<ResolvedInput> resolve(InputResolution resolution);
}
