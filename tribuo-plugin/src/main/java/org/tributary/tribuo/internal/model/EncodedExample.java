package org.tributary.tribuo.internal.model;

import org.tributary.tagger.definition.FeatureSequence;

/**
 * A sequence example encoded as network inputs.
 *
 * @param known the number of features of each step in the feature domain
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
public record EncodedExample(FeatureSequence features, int[] known) {}
