package org.tributary.tribuo;

import org.tributary.tagger.HeadDefinition;

/** How a tagger chooses a sequence's labels. */
public enum TaggerHead {
  /** Each step's label for itself. */
  SOFTMAX,

  /** All labels together, by a linear-chain CRF. */
  CRF;

  HeadDefinition definition(TaggerScheme scheme) {
    if (this == SOFTMAX) {
      return HeadDefinition.softmax();
    }
    return scheme.rules().map(HeadDefinition::crf).orElse(HeadDefinition.crf());
  }
}
