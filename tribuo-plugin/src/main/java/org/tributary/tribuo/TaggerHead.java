package org.tributary.tribuo;

import org.tributary.tagger.HeadDefinition;

/** How a tagger chooses a sequence's labels. */
public enum TaggerHead {
  /** Each step's label for itself. */
  SOFTMAX,

  /** All labels together, by a linear-chain CRF. */
  CRF;

  /**
   * The head of {@code scheme}'s rules.
   *
   * @param constrainTraining whether a CRF keeps them in training too
   */
  HeadDefinition definition(TaggerScheme scheme, boolean constrainTraining) {
    if (this == SOFTMAX) {
      return HeadDefinition.softmax();
    }
    HeadDefinition.Crf crf = scheme.rules().map(HeadDefinition::crf).orElse(HeadDefinition.crf());
    return constrainTraining ? crf.constrainTraining() : crf;
  }
}
