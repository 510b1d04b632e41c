package org.tributary.tagger;

import java.util.List;
import org.tensorflow.Session;
import org.tributary.head.LinearChain;

/**
 * A session that holds weights, and the chains that decode each column's labels with the same
 * weights. Weights that training has changed need a new value of this type: {@link
 * TaggerGraph#loaded} makes it.
 *
 * @param chains one a column; of independent steps for softmax
 */
record LoadedWeights(Session session, List<LinearChain> chains) {}
