package org.tributary.internal.network;

import java.util.List;
import org.tensorflow.Session;
import org.tributary.head.HeadDecoder;

/**
 * Weights loaded for prediction. A new value from {@link TaggerGraph#loaded} is required after
 * training has changed the weights.
 *
 * @param session the session with the weights
 * @param decoders the decoder of each column
 */
public record LoadedWeights(Session session, List<HeadDecoder> decoders) {}
