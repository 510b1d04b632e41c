package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import org.tributary.tribuo.input.internal.ConfiguredInput;

/**
 * An input of a tagger. A feature's group is the part of its name before the first {@code =} or
 * {@code @}: {@code suffix2=ng} and {@code suffix2@ng} belong to the group {@code suffix2}.
 * Features whose group no input reads share one more embedding table.
 */
public sealed interface TaggerInput
    extends ConfiguredInput, Configurable, Provenancable<ConfiguredObjectProvenance>
    permits CharacterFeatures,
        EmbeddedFeatures,
        NumberFeatures,
        PretrainedVectors,
        TokenVectors,
        WordForms {}
