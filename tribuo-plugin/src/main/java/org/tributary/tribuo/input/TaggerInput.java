package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;

/**
 * One of the things that a tagger reads a step as. A feature's group is its name up to the first
 * {@code =}: {@code suffix2=ng} is of the group {@code suffix2}. Features of no group that an input
 * reads share one table more.
 */
public sealed interface TaggerInput extends Configurable, Provenancable<ConfiguredObjectProvenance>
    permits WordForms, EmbeddedFeatures, CharacterFeatures, NumberFeatures, PretrainedVectors {}
