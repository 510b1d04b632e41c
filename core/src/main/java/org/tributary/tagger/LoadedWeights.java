package org.tributary.tagger;

import java.util.List;
import org.tensorflow.Session;
import org.tributary.head.LinearChain;

/**
 * Weights loaded for prediction. A new value from {@link TaggerGraph#loaded} is required after
 * training has changed the weights.
 *
 * @param session the session with the weights
 * @param chains the decoding chain of each column, with independent steps for softmax
 */
record LoadedWeights(Session session, List<LinearChain> chains) {}
