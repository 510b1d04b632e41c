package org.tributary.tribuo;

import org.tributary.tagger.HeadDefinition;

/** A tagger's output head. */
public enum TaggerHead {
  /** A softmax: predicts each step's label independently. */
  SOFTMAX,

  /** A linear-chain CRF: predicts the best label sequence. */
  CRF;

  /**
   * Returns the head, a CRF constrained to {@code scheme}.
   *
   * @param constrainTraining whether the scheme constrains a CRF in training too
   */
  HeadDefinition definition(TaggerScheme scheme, boolean constrainTraining) {
    if (this == SOFTMAX) {
      return HeadDefinition.softmax();
    }
    HeadDefinition.Crf crf = scheme.rules().map(HeadDefinition::crf).orElse(HeadDefinition.crf());
    return constrainTraining ? crf.constrainTraining() : crf;
  }
}
